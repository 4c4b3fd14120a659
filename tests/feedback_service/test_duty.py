"""Who is told at each rung: by the rota, by role where it is empty, never nobody and never who is named."""

import pytest
from sqlalchemy import insert

from feedback_service.duty import ANYBODY, EVERYBODY, late_readers, recipients
from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage.rota import Rung, Shift, add_shifts
from feedback_service.storage.schema import routings
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team
from feedback_service.storage.workers import Worker, add_worker, set_active
from feedback_service.team_making import make_team
from tests.feedback_service.conftest import START
from tests.feedback_service.storage.seeds import arriving, make_north, new_id

NORTH = Scope(all_teams=False, team_ids=("north",))
SOUTH = Scope(all_teams=False, team_ids=("south",))


class Crew:
    """Workers and their shifts, by name; `told` gives names again."""

    def __init__(self, service: Service, submission_id: str) -> None:
        self.service, self.there = service, submission_id
        self.ids: dict[str, str] = {}

    async def hire(self, name: str, role: str = "safeguarding", scope: Scope = NORTH) -> None:
        worker = Worker(id=new_id(), username=name, name=name, role=role, active=True, scope=scope)
        self.ids[name] = worker.id
        await self.service.database.transaction(lambda tx: add_worker(tx, worker, "hash", 1))

    async def put_on(self, name: str, rung: Rung = "duty", team: str | None = None) -> None:
        shift = Shift(
            id=new_id(), worker_id=self.ids[name], rung=rung, team_id=team,
            starts_at=START - 1, ends_at=START + 1, made_by=None, made_at=1,
        )  # fmt: skip
        await self.service.database.transaction(lambda tx: add_shifts(tx, [shift]))

    async def name_in_it(self, name: str) -> None:
        row = {"id": new_id(), "submission_id": self.there, "about": "named", "made_at": 1}
        row["worker_id"] = self.ids[name]
        await self.service.database.transaction(lambda tx: tx.execute(insert(routings), row))

    async def told(self, step: int = 0, *, drill: bool = False, at: int = START) -> list[str]:
        async with self.service.database.reading() as connection:
            found = await recipients(connection, None if drill else self.there, step, at)
        names = {worker_id: name for name, worker_id in self.ids.items()}
        return sorted(names[one] for one in found)


@pytest.fixture
async def crew(service: Service) -> Crew:
    await make_north(service)
    await make_team(service, Team("south", "South team", "Council"))
    arrival = arriving(service)
    await submit(service, arrival)
    made = Crew(service, arrival.id)
    for name in ("ash", "elm"):
        await made.hire(name)
    await made.hire("oak", "manager")
    await made.hire("fir", "safeguarding", SOUTH)
    await made.hire("yew", "practitioner")
    return made


async def test_who_is_on_the_rota_at_that_rung_is_told_and_nobody_else(crew: Crew) -> None:
    await crew.put_on("elm")
    await crew.put_on("ash", "deputy")
    assert [await crew.told(step) for step in (0, 1, 2)] == [["elm"], ["ash"], ["oak"]]


async def test_with_an_empty_rota_every_lead_of_the_team_is_told_then_managers_then_both(crew: Crew) -> None:
    both = ["ash", "elm"]
    assert [await crew.told(step) for step in range(4)] == [both, both, ["oak"], ["ash", "elm", "oak"]]


async def test_out_of_hours_whoever_is_on_any_shift_is_told_when_that_rung_is_empty(crew: Crew) -> None:
    await crew.put_on("elm")
    assert await crew.told(3) == ["elm"]
    await crew.put_on("oak", "out_of_hours")
    assert await crew.told(3) == ["oak"]


async def test_when_nobody_has_the_duty_the_out_of_hours_team_has_it(crew: Crew) -> None:
    await crew.put_on("elm", "out_of_hours")
    assert [await crew.told(step) for step in (0, 1)] == [["elm"], ["ash", "elm"]]


async def test_a_shift_for_another_team_or_of_somebody_who_cannot_see_it_does_not_count(crew: Crew) -> None:
    await crew.put_on("fir")
    await crew.put_on("ash", team="south")
    await crew.put_on("yew")
    assert await crew.told() == ["ash", "elm"]


async def test_a_shift_that_is_over_does_not_count(crew: Crew) -> None:
    await crew.put_on("elm")
    assert await crew.told(at=START + 1) == ["ash", "elm"]


async def test_a_lead_of_the_agency_is_told_of_what_any_of_its_teams_hears(crew: Crew) -> None:
    await crew.hire("bay", scope=Scope(all_teams=False, agencies=("Council",)))
    await crew.hire("gum", scope=Scope(all_teams=False, agencies=("School",)))
    assert await crew.told() == ["ash", "bay", "elm"]
    await crew.put_on("bay")
    await crew.put_on("gum")
    assert await crew.told() == ["bay"]


async def test_a_leaver_is_never_told(crew: Crew) -> None:
    await crew.put_on("elm")
    await crew.service.database.transaction(lambda tx: set_active(tx, crew.ids["elm"], active=False))
    assert await crew.told() == ["ash"]


async def test_who_is_named_is_not_told_at_any_step_though_on_duty(crew: Crew) -> None:
    await crew.put_on("elm")
    await crew.put_on("elm", "out_of_hours")
    await crew.name_in_it("elm")
    assert [await crew.told(step) for step in range(4)] == [["ash"], ["ash"], ["oak"], ["ash", "oak"]]
    await crew.put_on("oak", "manager")
    assert await crew.told(0) == ["ash"]


async def test_when_all_of_the_team_are_named_a_lead_elsewhere_is_told(crew: Crew) -> None:
    for name in ("ash", "elm", "oak"):
        await crew.name_in_it(name)
    assert await crew.told() == ["fir"]
    await crew.hire("bay", scope=EVERYTHING)
    assert await crew.told() == ["bay"]


async def test_while_one_manager_is_left_that_one_is_told(crew: Crew) -> None:
    for name in ("ash", "elm", "fir"):
        await crew.name_in_it(name)
    assert [await crew.told(step) for step in range(4)] == [["oak"]] * 4


async def test_a_drill_goes_by_the_rota_of_each_team(crew: Crew) -> None:
    await crew.put_on("fir")
    assert await crew.told(drill=True) == ["ash", "elm", "fir"]
    await crew.put_on("elm")
    assert await crew.told(drill=True) == ["elm", "fir"]
    assert await crew.told(2, drill=True) == ["oak"]


async def test_after_the_ladder_who_sees_it_is_told_then_anybody_it_does_not_name(
    crew: Crew,
) -> None:
    await crew.put_on("elm")
    await crew.name_in_it("ash")
    assert await crew.told(EVERYBODY) == ["elm", "oak"]
    assert await crew.told(ANYBODY) == ["elm", "fir", "oak"]


async def test_of_what_nobody_reads_those_are_told_who_see_any_of_it(crew: Crew) -> None:
    await crew.hire("bay", "manager", SOUTH)
    async with crew.service.database.reading() as connection:
        found = [await late_readers(connection, step, START + 1) for step in (2, 3, EVERYBODY, ANYBODY)]
        assert await late_readers(connection, 2, START) == []
    names = {worker_id: name for name, worker_id in crew.ids.items()}
    both = ["ash", "elm", "oak"]
    assert [sorted(names[one] for one in each) for each in found] == [
        ["oak"],
        both,
        both,
        ["ash", "bay", "elm", "fir", "oak"],
    ]
