"""Which words a report quotes, and what may still be done to it: from answers kept as real ones are."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import delete, insert

from feedback_service import reporting
from feedback_service.quote_checking import Decision, decide
from feedback_service.report_findings import decode
from feedback_service.report_looking import OWN, look
from feedback_service.service import Service
from feedback_service.storage import records
from feedback_service.storage.quote_checks import Outcome, Span, standing_checks
from feedback_service.storage.reports import find_report, replace_findings, set_approved
from feedback_service.storage.schema import concerns, submission_keys
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.workers import Worker
from feedback_service.web.staff.report_views import report_html
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.report_seeding import (
    DAY,
    DURING,
    FROM,
    TO,
    a_manager,
    answer,
    approve_as_shown,
    code,
    findings,
    looked,
    report,
    spoken,
    two_teams,
)
from tests.feedback_service.test_analysing import HEAVY

MAKES = """
import asyncio, sys, msgspec
from feedback_service.reporting import make_report
from feedback_service.service import open_service
from feedback_service.settings import Settings

async def make(settings, since, until):
    service = open_service(msgspec.json.decode(settings, type=Settings))
    await service.database.start()
    period = {"period_from": int(since), "period_to": int(until)}
    print(await make_report(service, team_id="north", made_by=None, **period))
    await service.database.stop()

if __name__ == "__main__":
    asyncio.run(make(*sys.argv[1:]))
    print(*sys.modules)
"""


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
    with pytest.raises(reporting.ReportError, match="second person"):
        await approve_as_shown(service, known.report.id, worker)
    assert await look(service, known.report.id, [place], worker) == OWN
    await looked(service, known.report.id)
    assert await approve_as_shown(service, known.report.id, worker)
    assert not await approve_as_shown(service, known.report.id, worker)
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
    await service.database.transaction(lambda tx: set_approved(tx, known.report.id, worker, FROM))
    html = await report_html(service, known.report.id)
    assert "Children gave 166 sets of answers, families 193 and practitioners 36." in html
    assert html.count(reporting.HELD_BACK) == 3  # what was quoted is not in this database
    assert html.count("<h2") == 13  # every section is there, also those that an earlier version did not know


async def clear(service: Service, said: str, spans: tuple[Span, ...], outcome: Outcome = "clear") -> None:
    async with service.database.reading() as db:
        standing = (await standing_checks(db, [(said, "matters")])).get((said, "matters"))
    manager = Worker(id="w", username="w", name="The manager", role="manager", active=True, scope=EVERYTHING)
    decision = Decision(outcome, spans, standing.id if standing else "")
    assert await decide(service, manager, (said, "matters"), decision)


async def test_words_with_a_name_are_quoted_only_as_a_person_cleared_them(
    service: Service, worker: str
) -> None:
    said = [
        await spoken(service, f"we often run out of bread and ring Kezia {letter}") for letter in "abcdefghij"
    ]
    assert await quoted(service) == set()
    await clear(service, said[0], ((35, 40, "name"),))
    await clear(service, said[1], ((35, 40, "name"),), "held")
    known = await report(service)
    (quote,) = decode(known.report.findings).quotes
    assert (quote.submission_id, quote.alone) == (said[0], True)
    html = await report_html(service, known.report.id)
    assert "we often run out of bread and ring [name] a" in html
    assert "Of those who may be quoted, one person said this." in html
    assert "Kezia" not in html


async def test_an_approved_quote_hides_more_by_a_later_decision_and_never_less(
    service: Service, clock: SettableClock, worker: str
) -> None:
    said = [await spoken(service, f"we often run out of bread {letter * 4}") for letter in "abcdefghij"]
    known = await report(service, made_by=worker)
    first = decode(known.report.findings).quotes[0].submission_id
    assert first in said

    async def shown() -> str:
        async with service.database.reading() as db:
            kept = await find_report(db, known.report.id)
        assert kept
        return (await reporting.open_quotes(service, decode(kept.report.findings).quotes))[0]

    await clear(service, first, ((3, 8, "hidden"),))
    assert (await shown()).startswith("we [hidden] run out of bread")
    clock.move(minutes=1)
    await looked(service, known.report.id)
    assert await approve_as_shown(service, known.report.id, worker)
    await clear(service, first, ((17, 19, "place"),))
    assert (await shown()).startswith("we [hidden] run out [place] bread")
    await clear(service, first, (), "held")
    assert await shown() == reporting.HELD_BACK


async def test_two_quotes_for_one_claim_are_from_two_people(service: Service, worker: str) -> None:
    for place, letter in enumerate("abcdefghijkl"):
        said = await answer(
            service,
            "my-view",
            {"matters": f"we often run out of bread {letter * 4}", "share": "yes"},
            subject="S1" if place < 11 else "S2",
        )
        await code(service, said, "food", "worry")
    quotes = (await findings(service)).quotes
    async with service.database.reading() as db:
        people = [(await records.find_record(db, EVERYTHING, one.submission_id)) for one in quotes]
    assert sorted(one.subject_id for one in people if one and one.subject_id) == ["S1", "S2"]
    assert not any(one.alone for one in quotes)


async def test_the_process_that_asks_for_a_report_loads_no_numbers_and_no_names(
    service: Service, tmp_path: Path
) -> None:
    for place in range(10):
        await spoken(service, f"we often run out of bread {place * 'e'}")
        for moment, value in (("start", 2), ("end", 4)):
            await answer(service, "my-view", {"safe": value}, subject=f"S{place}", moment=moment)
    script = tmp_path / "makes.py"
    script.write_text(MAKES, encoding="utf-8")
    path = os.pathsep.join([str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")])
    settings = msgspec.json.encode(service.settings).decode()
    told = subprocess.run(  # noqa: S603, ASYNC221 (this very Python; nothing else is asked meanwhile)
        [sys.executable, script, settings, str(FROM), str(TO)],
        env={**os.environ, "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    report_id, *loaded = told.split()
    async with service.database.reading() as db:
        known = await find_report(db, report_id)
    assert known
    found = decode(known.report.findings)
    assert found.quotes
    assert found.changes[0].interval
    assert "feedback_service.reporting" in loaded
    assert (HEAVY | {"analysis.quotes", "analysis.change", "analysis.known"}) & set(loaded) == set()
