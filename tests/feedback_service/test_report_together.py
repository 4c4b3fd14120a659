"""Whoever keeps all reports learns of no few: by part, by month, of links, of what others count."""

import asyncio
import sys
from types import FrameType

import msgspec
import pytest
from sqlalchemy import insert

from feedback_service.report_findings import Findings, decode
from feedback_service.report_months import calendar
from feedback_service.reporting import approve, make_report
from feedback_service.service import Service
from feedback_service.storage.indicators import put_indicators
from feedback_service.storage.reports import find_report
from feedback_service.storage.schema import links
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_how import feelings_section
from tests.feedback_service.report_seeding import FROM, TO, a_manager, answer, two_teams
from tests.feedback_service.storage.seeds import indicator

MONTHS = calendar(FROM, TO)[1:3]
FIRST, SECOND = (one.start for one in MONTHS)
END = calendar(FROM, TO)[3].start
NORTH, SOUTH = "North team", "South team"


@pytest.fixture(autouse=True)
async def worker(service: Service) -> str:
    await two_teams(service)
    return await a_manager(service)


async def answered(service: Service, n: int, team: str, at: int = FIRST, form: str = "my-view") -> None:
    for _ in range(n):
        await answer(service, form, {"safe": 3}, at=at, team=team)


async def told(
    service: Service, team: str | None, start: int, end: int, *, approved: bool = False
) -> Findings:
    report_id = await make_report(service, team_id=team, period_from=start, period_to=end, made_by=None)
    if approved:
        assert await approve(service, report_id, "w")
    async with service.database.reading() as db:
        known = await find_report(db, report_id)
    assert known
    return decode(known.report.findings)


def by_team(found: Findings) -> dict[str, int | None]:
    return found.groups[0].breakdowns["Team"].cells


async def test_a_part_of_the_place_is_not_told_less_a_report_about_a_shorter_time(service: Service) -> None:
    await answered(service, 12, "north")
    await told(service, "north", FIRST, SECOND, approved=True)
    await answered(service, 3, "north", SECOND)
    await answered(service, 20, "south", SECOND)
    # 15 less 12 would tell that 3 of the north answered in the second month; so would 35 less 20.
    assert by_team(await told(service, None, FIRST, END)) == {NORTH: None, SOUTH: None}


async def test_a_month_of_all_is_not_told_less_the_report_of_the_other_team(service: Service) -> None:
    await answered(service, 12, "north")
    await answered(service, 3, "south")
    for team in ("north", "south"):
        await answered(service, 10, team, SECOND)
    before = await told(service, None, FIRST, END)
    assert before.months
    assert before.months.lines[0].cells == {MONTHS[0].name: 15, MONTHS[1].name: 20}
    await told(service, "north", FIRST, SECOND, approved=True)
    after = await told(service, None, FIRST, END)
    assert after.months
    assert after.months.lines == ()
    assert (after.groups[0].n, by_team(after)) == (35, {NORTH: 22, SOUTH: 13})


async def test_a_kind_that_came_only_later_hides_no_few_of_another(service: Service) -> None:
    await answered(service, 20, "north")
    await told(service, "north", FIRST, SECOND, approved=True)
    await answered(service, 3, "north", SECOND)
    await answered(service, 9, "north", SECOND, form="how-things-are")
    found = await told(service, "north", FIRST, END)
    assert found.groups[0].breakdowns["Age band"].cells == {"8 to 11": None, "12 to 17": None}
    # With the size of the group goes how it answered.
    assert [one.group for one in found.feelings] == []
    assert found.left_out == ("Children 12 to 17", "Children 8 to 11")
    assert feelings_section(found).lines[1] == (
        "Not shown, because too few answered or another report would give them away: Children 12 to 17, "
        "Children 8 to 11."
    )


async def invited(service: Service, opened: int, unopened: int, at: int) -> None:
    rows = [
        {
            "id": f"{at}-{number}", "token_hash": f"{at}-{number}".encode(), "form_id": "my-view",
            "team_id": "north", "subject_id": None, "moment": "start", "reusable": False,
            "expires_at": at + 1, "created_at": at, "created_by": None,
            "opened_at": at if number < opened else None,
            "revoked_at": None, "role": None,
        }
        for number in range(opened + unopened)
    ]  # fmt: skip
    await service.database.transaction(lambda tx: tx.execute(insert(links), rows))


async def test_links_are_not_told_less_those_of_another_report(service: Service) -> None:
    await answered(service, 12, "north")
    await invited(service, 10, 8, FIRST)
    first = await told(service, "north", FIRST, SECOND, approved=True)
    assert first.links[0].cells == {"Answered": 0, "Opened, not answered": 10, "Never opened": 8}
    await answered(service, 12, "north", SECOND)
    await invited(service, 2, 9, SECOND)
    found = await told(service, "north", FIRST, END)
    assert set(found.links[0].cells.values()) == {None}
    assert [one for one in found.reach if one.audience == "child"] == []
    assert "links" not in words.LIMITS  # as what is not compared
    # As many more of both are no few.
    await invited(service, 7, 0, SECOND + 1)
    assert (await told(service, "north", FIRST, END)).links[0].cells["Opened, not answered"] == 19


async def test_a_count_from_elsewhere_is_not_told_less_that_of_a_part(service: Service) -> None:
    await answered(service, 12, "north")
    await answered(service, 12, "south")
    north = indicator(name="Repeat plans", unit="children", period_from=FIRST, period_to=END, value=20.0)
    every = msgspec.structs.replace(north, id="all", place="*", value=23.0)
    later = msgspec.structs.replace(every, id="later", period_from=END, period_to=TO)
    await service.database.transaction(lambda tx: put_indicators(tx, [north, every, later]))
    await told(service, "north", FIRST, SECOND, approved=True)
    # The reports are about different times; the counts are not.
    found = await told(service, None, SECOND, TO)
    assert [one.value for one in found.indicators or ()] == [None, 23]


async def test_words_are_not_told_where_how_many_wrote_is_not(service: Service) -> None:
    for _ in range(12):
        await answer(service, "my-view", {"matters": "We need bread"}, at=FIRST)
    first = await told(service, "north", FIRST, SECOND, approved=True)
    assert first.voices.child_words == 36
    for _ in range(3):
        await answer(service, "my-view", {"matters": "Only three of us"}, at=SECOND)
    await answered(service, 9, "north", SECOND)
    found = await told(service, "north", FIRST, END)
    assert found.groups[0].breakdowns["Words of their own"].cells["Gave some"] is None
    assert found.voices.child_words is None
    assert set(found.method.texts.percents.values()) == {None}


async def test_what_other_reports_tell_is_worked_out_beside_the_loop_that_serves_pages(
    service: Service,
) -> None:
    await answered(service, 12, "north")
    await told(service, "north", FIRST, SECOND, approved=True)
    await answered(service, 9, "north", SECOND)
    draft = await make_report(service, team_id="north", period_from=FIRST, period_to=END, made_by=None)
    here = set[str]()

    def seen(frame: FrameType, _: str, __: object) -> None:
        here.add(frame.f_code.co_name)

    sys.setprofile(seen)  # of this thread alone
    try:
        assert await approve(service, draft, "w")
    finally:
        sys.setprofile(None)
    assert "held_apart" in here
    assert here.isdisjoint({"tables_in", "facts_of", "ground_of", "regions_of", "beside"})


async def test_a_page_pressed_twice_with_other_choices_makes_each_report_once(service: Service) -> None:
    await answered(service, 12, "north")
    fresh = "01900000-0000-7000-8000-000000000001"

    async def press(team: str) -> str:
        return await make_report(
            service, team_id=team, period_from=FIRST, period_to=END, made_by="w", report_id=fresh
        )

    made = await asyncio.gather(*(press(team) for team in ("north", "north", "south", "south")))
    async with service.database.reading() as db:
        about = {one: await find_report(db, one) for one in made}
    assert [known and known.report.team_id for known in map(about.get, made)] == [
        *("north", "north", "south", "south")
    ]
    assert fresh in made
    assert len(set(made)) == 2
    assert [await press(team) for team in ("south", "north")] == [made[2], made[0]]
