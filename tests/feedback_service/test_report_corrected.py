"""What an edition says differently: numbers where there are many, quotes, and what workers wrote."""

import pytest
from msgspec.structs import replace

from feedback_service import reporting
from feedback_service.report_corrected import corrected
from feedback_service.report_editing import Wish, write
from feedback_service.report_findings import decode
from feedback_service.service import Service
from feedback_service.storage.reports import find_report
from feedback_service.web.staff.report_views import report_html
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.report_seeding import (
    a_manager,
    approve_as_shown,
    looked,
    report,
    spoken,
    two_teams,
)
from tests.feedback_service.report_truth_beyond import correction
from tests.feedback_service.test_reporting import clear
from tests.feedback_service.web.staff.papers.views import findings, kept_back


def test_of_many_tables_the_first_are_named_and_nothing_else_is_left_out() -> None:
    before, now = findings(), kept_back()
    method = replace(now.method, software="9.9")
    now = replace(now, quotes=(), method=method, actions=())
    lines = corrected(before, now)
    tables, others = lines[:40], lines[41:]
    assert all("hidden" in one for one in tables)
    assert lines[40].endswith(" more tables differ.")
    assert {
        f"Quotes taken out: {len(before.quotes)}.",
        f"Software: was {before.method.software}, is 9.9.",
        "Actions: something differs.",
        "Indicators from elsewhere: something differs.",
    } <= set(others)
    assert [*correction(before, replace(now, corrected=lines))] == []
    for wrong in (lines[:-1], lines[1:], (*lines[:40], "7 more tables differ.", *others), tuple(others)):
        assert [*correction(before, replace(now, corrected=wrong))] != []


@pytest.mark.parametrize(
    "other",
    [
        {"hidden": ((0, 2, "name"),)},
        {"who": "A child, of another age"},
        {"theme_id": "home", "theme": "A warm, clean home"},
        {"side": "said"},
    ],
    ids=["hidden", "who", "theme", "side"],
)
def test_a_quote_that_is_read_differently_is_told(other: dict[str, object]) -> None:
    before = findings()
    first, *rest = before.quotes
    now = replace(before, quotes=(replace(first, **other), *rest))
    line = "Quotes worded differently, or under another heading: 1."
    assert corrected(before, now) == (line,)
    assert [*correction(before, replace(now, corrected=(line,)))] == []
    assert [*correction(before, replace(now, corrected=("No number differs, and no quote.",)))] != []


def test_what_workers_wrote_is_told_by_how_many_parts_differ() -> None:
    found = findings()
    wrote = {"comment/heard": "Mind the dates.", "comment/themes": "Two new.", "summary/heard": "Many."}
    assert corrected(found, found, wrote, wrote) == ("No number differs, and no quote.",)
    assert corrected(found, found, wrote, {}) == ("What workers wrote: 3 parts are not in this edition.",)
    now = {"comment/heard": "Mind the days.", "comment/limits": "By hand."}
    assert corrected(found, found, wrote, now) == (
        "What workers wrote: 2 parts are not in this edition; 1 part is worded differently; 1 part is new.",
    )


async def test_an_edition_tells_of_other_words_from_the_draft_on_as_it_stands(
    service: Service, clock: SettableClock
) -> None:
    await two_teams(service)
    manager = await a_manager(service)
    for letter in "abcdefghij":
        await spoken(service, f"we often run out of bread {letter * 4}")
    old = (await report(service, made_by=manager)).report
    assert await write(service, old.id, Wish("comment/heard", "Mind the dates.", ""), manager) == "written"
    assert await approved(service, old.id, manager)
    await clear(service, decode(old.findings).quotes[0].submission_id, ((3, 8, "hidden"),))
    clock.move(minutes=1)
    new = await reporting.new_edition(service, old.id, manager)
    reworded = "Quotes worded differently, or under another heading: 1."
    html = await report_html(service, new)
    assert reworded in html
    assert "What workers wrote: 1 part is not in this edition." in html
    assert await write(service, new, Wish("comment/heard", "Mind the days.", ""), manager) == "written"
    html = await report_html(service, new)
    assert "What workers wrote: 1 part is worded differently." in html
    assert "not in this edition" not in html
    assert await approved(service, new, manager)
    async with service.database.reading() as db:
        known = await find_report(db, new)
    assert known
    written = "What workers wrote: 1 part is worded differently."
    assert decode(known.report.findings).corrected == (reworded, written)


async def approved(service: Service, report_id: str, manager: str) -> bool:
    await looked(service, report_id)
    return await approve_as_shown(service, report_id, manager)
