"""Which words a report quotes, and what may still be done to it: from answers kept as real ones are."""

from pathlib import Path

import pytest
from sqlalchemy import delete, insert

from feedback_service import reporting
from feedback_service.report_findings import decode
from feedback_service.service import Service
from feedback_service.storage.reports import replace_findings
from feedback_service.storage.schema import concerns, submission_keys
from feedback_service.web.staff.report_views import report_html
from tests.feedback_service.report_seeding import (
    DAY,
    DURING,
    FROM,
    a_manager,
    findings,
    report,
    spoken,
    two_teams,
)


@pytest.fixture(autouse=True)
async def _two_teams(service: Service) -> None:
    await two_teams(service)


@pytest.fixture
async def worker(service: Service) -> str:
    return await a_manager(service)


async def quoted(service: Service) -> set[str]:
    return {one.submission_id for one in (await findings(service)).quotes}


async def test_only_shared_words_without_a_concern_and_without_names_are_quoted(service: Service) -> None:
    fit = {await spoken(service, f"we often run out of bread {letter * 4}") for letter in "abcdefghij"}
    await spoken(service, "we often run out of milk and rice", share="no")
    await spoken(service, "we often run out of milk and rice and Mrs Perkins brings some")
    worrying = await spoken(service, "we often run out of milk and beans")
    await raise_concern(service, worrying)
    found = await quoted(service)
    assert found
    assert found <= fit


async def raise_concern(service: Service, submission_id: str) -> None:
    row = {"id": submission_id, "submission_id": submission_id, "question_id": "matters", "level": "concern"}
    rule = {
        "category": "c",
        "rule": "r",
        "rules_version": "1",
        "span_start": 0,
        "span_end": 2,
        "raised_at": DURING,
    }
    await service.database.transaction(lambda tx: tx.execute(insert(concerns), row | rule))


async def test_nobody_is_quoted_for_a_theme_that_fewer_than_ten_speak_of(service: Service) -> None:
    for letter in "abcdefghi":
        await spoken(service, f"we often run out of bread {letter * 4}")
    assert not await quoted(service)
    await spoken(service, "we often run out of bread jjjj")
    assert await quoted(service)


async def test_findings_hold_no_words_and_erased_words_are_gone_from_every_report(service: Service) -> None:
    for letter in "abcdefghij":
        await spoken(service, f"we often run out of bread {letter * 4}")
    known = await report(service)
    assert "bread" not in known.report.findings
    quotes = decode(known.report.findings).quotes
    assert await report_html(service, known.report.id) == await report_html(service, known.report.id)
    gone = quotes[0].submission_id
    await service.database.transaction(
        lambda tx: tx.execute(delete(submission_keys).where(submission_keys.c.submission_id == gone))
    )
    words = await reporting.open_quotes(service, quotes)
    assert words[0] == reporting.ERASED
    assert all("bread" in said for said in words[1:])
    assert words[0].replace("'", "&#39;") in await report_html(service, known.report.id)


async def test_words_with_a_concern_raised_since_are_held_back(service: Service) -> None:
    for letter in "abcdefghij":
        await spoken(service, f"we often run out of bread {letter * 4}")
    quotes = (await findings(service)).quotes
    await raise_concern(service, quotes[0].submission_id)
    assert (await reporting.open_quotes(service, quotes))[0] == reporting.HELD_BACK


@pytest.mark.parametrize(("team", "days"), [("nowhere", 1), ("north", 0)])
async def test_a_report_needs_a_known_team_and_a_period(service: Service, team: str, days: int) -> None:
    with pytest.raises(reporting.ReportError):
        await reporting.make_report(
            service, team_id=team, period_from=FROM, period_to=FROM + days * DAY, made_by=None
        )


async def test_a_draft_loses_a_quote_and_an_approved_report_loses_nothing(
    service: Service, worker: str
) -> None:
    for letter in "abcdefghij":
        await spoken(service, f"we often run out of bread {letter * 4}")
    known = await report(service, made_by=worker)
    first, second = decode(known.report.findings).quotes
    place = (first.submission_id, first.question_id)
    assert await reporting.remove_quote(service, known.report.id, place, worker)
    assert await reporting.remove_quote(service, known.report.id, place, worker)  # a double press
    assert await reporting.approve(service, known.report.id, worker)
    assert not await reporting.approve(service, known.report.id, worker)
    place = (second.submission_id, second.question_id)
    assert not await reporting.remove_quote(service, known.report.id, place, worker)
    html = await report_html(service, known.report.id)
    assert html.count("<blockquote>") == 1
    assert "Approved by The manager on 9 October 2025" in html
    assert "The same person made and approved it." in html


async def test_a_report_approved_long_ago_is_still_shown_as_it_was(service: Service, worker: str) -> None:
    # Findings as an earlier version stored them. When this fails, put the names back: do not touch the file.
    kept = Path(__file__).with_name("report_findings.json").read_text(encoding="utf-8")
    known = await report(service, made_by=worker)
    await service.database.transaction(lambda tx: replace_findings(tx, known.report, kept))
    await reporting.approve(service, known.report.id, worker)
    html = await report_html(service, known.report.id)
    assert "Children gave 166 sets of answers, families 193 and practitioners 36." in html
    assert html.count(reporting.HELD_BACK) == 3  # what was quoted is not in this database
    assert html.count("<h2") == 9
