"""Two reports about the same people give away no small number between them."""

import asyncio

import pytest

from feedback_service.report_apart import APPROVED_SINCE
from feedback_service.report_beside import compared
from feedback_service.report_findings import Table, decode
from feedback_service.reporting import ReportError, approve, make_report
from feedback_service.service import Service
from feedback_service.storage.reports import Report, find_report
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team
from tests.feedback_service.report_seeding import DAY, DURING, FROM, TO, a_manager, answer, two_teams

THRESHOLD = 5


@pytest.fixture(autouse=True)
async def worker(service: Service) -> str:
    await two_teams(service)
    return await a_manager(service)


async def made(service: Service, until: int = TO, team: str | None = "north") -> Report:
    report_id = await make_report(service, team_id=team, period_from=FROM, period_to=until, made_by=None)
    async with service.database.reading() as db:
        known = await find_report(db, report_id)
    assert known
    return known.report


def safe_answers(report: Report) -> Table:
    return next(one.table for one in decode(report.findings).feelings if one.measure == "safe")


async def answers(service: Service, given_: dict[int, int], at: int = DURING, team: str = "north") -> None:
    for value, n in given_.items():
        for _ in range(n):
            await answer(service, "my-view", {"safe": value}, at=at, team=team)


async def test_a_number_that_moved_by_a_few_since_an_approved_report_is_hidden(
    service: Service, worker: str
) -> None:
    await answers(service, {1: 6, 2: 7, 3: 8})
    first = await made(service)
    assert await approve(service, first.id, worker)
    await answers(service, {1: 2, 2: 9}, at=TO + DAY)
    before, after = safe_answers(first), safe_answers(await made(service, TO + 2 * DAY))
    assert (before.n, after.n) == (21, 32)
    assert [count for count in before.cells.values() if count] == [6, 7, 8]
    # Two more chose the first: that is hidden, and with it those that did not move, until all that is hidden
    # moved by more than a few together.
    assert next(iter(after.cells.values())) is None
    moved = [n - (before.cells[label] or 0) for label, n in after.cells.items() if n is not None]
    assert 32 - 21 - sum(moved) > THRESHOLD


async def test_a_report_with_a_few_more_people_than_an_approved_one_is_not_approved(
    service: Service, worker: str
) -> None:
    await answers(service, {1: 6, 2: 7})
    assert await approve(service, (await made(service)).id, worker)
    assert await approve(service, (await made(service)).id, worker)  # the very same tells nothing new
    await answers(service, {3: 3}, team="south")
    with pytest.raises(ReportError, match="but for a few"):
        await approve(service, (await made(service, team=None)).id, worker)


async def test_a_draft_made_before_another_was_approved_has_to_be_made_anew(
    service: Service, worker: str
) -> None:
    await answers(service, {1: 6, 2: 7, 3: 8})
    draft = await made(service, TO + 2 * DAY)
    other = await made(service)
    await answers(service, {1: 2, 2: 9}, at=TO + DAY)
    draft = await made(service, TO + 2 * DAY)
    assert await approve(service, other.id, worker)
    with pytest.raises(ReportError) as refused:
        await approve(service, draft.id, worker)
    assert str(refused.value) == APPROVED_SINCE
    assert await approve(service, (await made(service, TO + 2 * DAY)).id, worker)


async def test_of_two_approved_at_once_the_second_is_held_beside_the_first(
    service: Service, worker: str
) -> None:
    await answers(service, {1: 6, 2: 7, 3: 8})
    other = await made(service)
    await answers(service, {1: 2, 2: 9}, at=TO + DAY)
    both = [approve(service, one.id, worker) for one in (other, await made(service, TO + 2 * DAY))]
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(str(one) for one in outcomes) == sorted(["True", APPROVED_SINCE])


async def test_only_reports_of_which_one_lies_within_the_other_are_compared() -> None:
    def report(team: str | None, begin: int, end: int) -> Report:
        return Report(
            id=f"{team}{begin}{end}", team_id=team, period_from=begin, period_to=end, state="approved",
            findings="", created_at=0, created_by=None,
        )  # fmt: skip

    new = report("north", 10, 20)
    within = [report("north", 10, 20), report("north", 12, 15), report(None, 0, 30)]
    apart = [report("south", 10, 20), report("north", 5, 15), report(None, 12, 15)]
    assert compared(new, [*within, *apart]) == within


async def test_the_partnership_does_not_tell_of_a_team_by_what_all_others_told(
    service: Service, worker: str
) -> None:
    await make_team(service, Team("west", "West team", "Council"))
    for team, given in (("north", {1: 9, 2: 8}), ("south", {1: 7, 2: 9}), ("west", {1: 2, 2: 8})):
        await answers(service, given, team=team)
    for team in ("north", "south"):
        assert await approve(service, (await made(service, team=team)).id, worker)
    whole = safe_answers(await made(service, team=None))
    # Of the third team 2 chose the first; no report is about it. The total of all less those of two teams is.
    assert whole.n == 43
    assert next(iter(whole.cells.values())) is None
