"""Shifts and who sees what, on both databases."""

import pytest
from sqlalchemy import insert

from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage import rota
from feedback_service.storage.database import Database
from feedback_service.storage.rota import Rung, Shift
from feedback_service.storage.schema import routings
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.sight import named_in, sees, team_of
from feedback_service.storage.workers import set_active
from tests.feedback_service.storage.seeds import arriving, make_north, make_worker, new_id


@pytest.fixture
async def database(service: Service) -> Database:
    await make_north(service)
    return service.database


def shift(worker: str, since: int, until: int, *, rung: Rung = "duty", team: str | None = None) -> Shift:
    return Shift(
        id=new_id(),
        worker_id=worker,
        rung=rung,
        team_id=team,
        starts_at=since,
        ends_at=until,
        made_by=None,
        made_at=1,
    )


async def test_a_shift_counts_from_its_start_until_before_its_end(
    database: Database, service: Service
) -> None:
    ash = await make_worker(service, "ash")
    one = shift(ash, 100, 200, rung="deputy", team="north")
    await database.transaction(lambda tx: rota.add_shifts(tx, [one]))
    async with database.reading() as connection:
        found = [[turn.id for turn in await rota.turns_at(connection, at)] for at in (99, 100, 199, 200)]
        (turn,) = await rota.turns_between(connection, 150, 1_000)
        assert await rota.turn_by_id(connection, one.id) == turn
    assert found == [[], [one.id], [one.id], []]
    assert (turn.rung, turn.worker, turn.team) == ("deputy", "ash", "North team")


async def test_a_cancelled_shift_and_a_leavers_do_not_count(database: Database, service: Service) -> None:
    ash, elm = await make_worker(service, "ash"), await make_worker(service, "elm")
    first, second = shift(ash, 100, 200), shift(elm, 100, 200)
    await database.transaction(lambda tx: rota.add_shifts(tx, [first, second]))
    assert await database.transaction(lambda tx: rota.cancel_shift(tx, first.id, elm, 150))
    assert not await database.transaction(lambda tx: rota.cancel_shift(tx, first.id, elm, 150))
    async with database.reading() as connection:
        assert [one.worker_id for one in await rota.turns_at(connection, 150)] == [elm]
        assert await rota.turn_by_id(connection, first.id) is None
    await database.transaction(lambda tx: set_active(tx, elm, active=False))
    async with database.reading() as connection:
        assert await rota.turns_at(connection, 150) == []


async def test_a_shift_that_is_over_stays_as_it_was(database: Database, service: Service) -> None:
    one = shift(await make_worker(service, "ash"), 100, 200)
    await database.transaction(lambda tx: rota.add_shifts(tx, [one]))
    assert not await database.transaction(lambda tx: rota.cancel_shift(tx, one.id, None, 200))


async def test_who_sees_a_submission_and_whom_it_names(database: Database, service: Service) -> None:
    ash = await make_worker(service, "ash")
    arrival = arriving(service)
    await submit(service, arrival)
    there = arrival.id
    row = {"submission_id": there, "about": "named", "worker_id": ash, "made_at": 1}
    elm = await make_worker(service, "elm")
    for worker_id, released_at in ((ash, None), (elm, 5), (None, None)):
        made = row | {"id": new_id(), "worker_id": worker_id, "released_at": released_at}
        await database.transaction(lambda tx, made=made: tx.execute(insert(routings), made))  # type: ignore[misc]
    async with database.reading() as connection:
        assert await named_in(connection, there) == {ash}
        assert await team_of(connection, there) == "north"
        assert await team_of(connection, new_id()) is None
        assert await sees(connection, EVERYTHING, there)
        assert not await sees(connection, Scope(all_teams=False, team_ids=("south",)), there)
