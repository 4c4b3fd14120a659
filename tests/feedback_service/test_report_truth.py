"""Every number of a report is what raw rows say, over fifty partnerships; same rows, same bytes."""

import sqlite3
from collections.abc import Mapping
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import create_engine

from analysis.codebook import EVERYDAY, load_codebook
from feedback_service.report_findings import Findings, decode, encode
from feedback_service.report_places import ReportPlace
from feedback_service.report_trends import follow
from feedback_service.reporting import approve, make_report, new_edition
from feedback_service.service import Service
from feedback_service.storage.reports import find_report
from tests.feedback_service import report_truth_ranges as ranges
from tests.feedback_service.report_leaves import bumped, instance_of, leaves
from tests.feedback_service.report_people import DAY, END, FROM, LAST, TABLES, Long, People, put
from tests.feedback_service.report_truth import Raw
from tests.feedback_service.report_truth_beyond import correction
from tests.feedback_service.report_truth_pages import shares
from tests.feedback_service.report_truth_said import checks, wrong

PARTNERSHIPS = 50
CODEBOOK = load_codebook()
THEMES = [*CODEBOOK.themes][:12]
EVERYDAY_THEMES = frozenset(one.id for one in CODEBOOK.themes.values() if one.group == EVERYDAY)
LARGE = 6
# Few forms and themes, so that much is told: also means, months and roles.
LONG = Long((-457, 100), 1000, 150, {"my-view": 0.6, "family-experience": 0.3, "working-together": 0.1})
FEW_THEMES = [*THEMES[:5], *[THEMES[5]] * 5, *THEMES[10:]]
NINE_MONTHS = FROM - 184 * DAY - 3_600_000  # 1 July 2025, in summer time
BEFORE_THAT = FROM - 457 * DAY - 3_600_000  # 1 October 2024
NO_NUMBER = {
    "quotes[].alone": "whether a quote may be shown beside others; tests of quotes look at it",
    "quotes[].hidden[][0]": "a place in somebody's words, of which these partnerships have none that open",
    "quotes[].hidden[][1]": "as the other end",
    "months.lines[].move.months": "no theme here is shown for eight months: the next test shifts it",
    "months.lines[].move.tau": "as its months",
    "months.lines[].move.p": "as its months",
    "families[].move.months": "roles are no months: nothing moves over them",
    "families[].move.tau": "as its months",
    "families[].move.p": "as its months",
}
Period = tuple[int, int]


def written(service: Service, people: People, *, backwards: bool = False) -> None:
    """A partnership in place of whatever was there."""
    engine = create_engine(service.settings.database_url.replace("+aiosqlite", ""))
    with engine.begin() as connection:
        put(connection, people, backwards=backwards)
    engine.dispose()


def rows_of(service: Service) -> dict[str, list[dict[str, Any]]]:
    """Everything as it lies in the database."""
    path = service.settings.database_url.partition(":///")[2]
    with sqlite3.connect(path) as raw:
        raw.row_factory = sqlite3.Row
        return {one.name: [dict(row) for row in raw.execute(f"SELECT * FROM {one.name}")] for one in TABLES}  # noqa: S608


def place_of(seed: int, teams: list[dict[str, object]]) -> tuple[ReportPlace, list[str]]:
    """The partnership, a team or an agency by turns, and the teams of it."""
    if seed % 3 == 0:
        return ReportPlace(), [str(one["id"]) for one in teams]
    if seed % 3 == 1:
        return ReportPlace(team_id=str(teams[0]["id"])), [str(teams[0]["id"])]
    mine = [str(one["id"]) for one in teams if one["agency"] == "Council"]
    return ReportPlace(agency="Council"), mine


def parts_of(place: ReportPlace, teams: list[dict[str, object]]) -> tuple[str, Mapping[str, str]]:
    agencies = {one["agency"] for one in teams}
    if place.team_id:
        return "", {}
    if place.agency is None and len(agencies) > 1:
        return "Agency", {str(one["id"]): str(one["agency"]) for one in teams}
    return "Team", {str(one["id"]): str(one["name"]) for one in teams}


async def told(service: Service, place: ReportPlace, period: Period, *, last: int | None = None) -> Findings:
    """What a report says; before it one about the time from `last` to its beginning is approved."""
    start, end = period
    if last is not None:
        assert await approve(service, await made(service, place, (last, start)), "w")
    return await said(service, await made(service, place, (start, end)))


async def made(service: Service, place: ReportPlace, period: Period) -> str:
    start, end = period
    return await make_report(
        service, team_id=place.team_id, agency=place.agency, period_from=start, period_to=end, made_by=None
    )


async def said(service: Service, report_id: str) -> Findings:
    async with service.database.reading() as db:
        known = await find_report(db, report_id)
    assert known
    return decode(known.report.findings)


def raw_of(service: Service, place: ReportPlace, teams: list[str], period: Period) -> Raw:
    where = (place.team_id, place.agency)
    return Raw(rows_of(service), frozenset(teams), period, service.catalogue, EVERYDAY_THEMES, where)


def same(found: Findings) -> str:
    """The findings as bytes, but for the id of another report."""
    return encode(replace(found, since=found.since and replace(found.since, report_id="")))


async def test_every_number_is_what_the_rows_say_and_the_same_rows_give_the_same_bytes(
    service: Service,
) -> None:
    numbers, moved, problems = 0, 0, []
    for seed in range(PARTNERSHIPS):
        people, last = People(seed, service, THEMES), LAST if seed % 2 else None
        written(service, people)
        rows = rows_of(service)["teams"]
        place, teams = place_of(seed, rows)
        found = await told(service, place, (FROM, END), last=last)
        raw = raw_of(service, place, teams, (FROM, END))
        problems += [
            f"{seed}: {one}" for one in (*wrong(raw, found, parts_of(place, rows)), *shares(raw, found))
        ]
        numbers += encode(found).count(":")
        moved += len(found.since.themes) if found.since else 0
        if seed % 10 == 1:
            written(service, people, backwards=True)  # the same, as it lies elsewhere on the disk
            assert same(await told(service, place, (FROM, END), last=last)) == same(found)
    assert problems == []
    assert numbers > PARTNERSHIPS * 500
    assert moved


async def test_the_checker_notices_every_kind_of_number_that_is_off_by_one(service: Service) -> None:
    """Of every number that the findings can hold, one is shifted; a new kind that nobody checks fails."""
    written(service, People(3, service, FEW_THEMES, turn=NINE_MONTHS, long=LONG))
    rows, place = rows_of(service)["teams"], ReportPlace()
    teams, parts = [str(one["id"]) for one in rows], parts_of(place, rows)
    period = (NINE_MONTHS, END)
    found = await told(service, place, period, last=BEFORE_THAT)
    raw = raw_of(service, place, teams, period)
    assert wrong(raw, found, parts) == []
    unnoticed = []
    for kind in leaves(Findings):
        where = instance_of(found, kind)
        if where is None or not noticed(raw, bumped(found, where), parts, str(where[0])):
            unnoticed.append(kind)
    assert unnoticed == [*NO_NUMBER]
    assert [*shares(raw, found)] == []
    assert [*shares(raw._replace(period=(period[0] + 30 * DAY, END)), found)] != []


def noticed(raw: Raw, found: Findings, parts: tuple[str, Mapping[str, str]], field: str) -> bool:
    return any(problem for check in checks(raw, found, parts)[field] for problem in check)


@pytest.mark.parametrize("ties", [False, True])
def test_the_checker_knows_how_a_theme_moves(ties: bool) -> None:
    counts = [7, 9, 8, 12, 11, 13, 10, 15, 19] if not ties else [7, 7, 8, 12, 12, 13, 10, 15, 12]
    shares = [(40, count) for count in counts]
    (move,) = follow([{f"2025-{month:02}": share for month, share in enumerate(shares, 1)}])
    assert move
    assert [*ranges.moved("", move, shares)] == []
    for other in (replace(move, tau=-move.tau), replace(move, p=move.p + 0.01), replace(move, months=8)):
        assert [*ranges.moved("", other, shares)] != []
    assert [*ranges.moved("", None, shares)] != []
    assert [*ranges.moved("", move, shares[:7])] != []


MOVED = (
    "UPDATE submissions SET channel = 'import' WHERE channel = 'link'",
    "UPDATE submissions SET finished = 0 WHERE rowid % 3 = 0",
    "UPDATE concerns SET seen_at = NULL",
)


async def test_an_edition_says_of_every_number_what_it_was_and_is(service: Service) -> None:
    written(service, People(LARGE, service, THEMES))
    first = await made(service, ReportPlace(), (FROM, END))
    assert await approve(service, first, "w")
    with sqlite3.connect(service.settings.database_url.partition(":///")[2]) as raw:
        for statement in MOVED:
            raw.execute(statement)
    before, now = await said(service, first), await said(service, await new_edition(service, first, "w"))
    assert 5 < len(now.corrected) < 40
    assert [*correction(before, now)] == []
