"""The lived-experience report: made from what is stored, approved by a named worker, then frozen."""

import asyncio
from collections.abc import Sequence
from concurrent.futures.process import BrokenProcessPool
from typing import Final

import msgspec
import uuid_utils

from analysis.quotable import merged
from feedback_service.quote_spans import quoted
from feedback_service.reading import opened
from feedback_service.report_beside import beside, compared, too_near
from feedback_service.report_composing import find_out, texts_of
from feedback_service.report_findings import Findings, Quote, decode, encode
from feedback_service.service import Service
from feedback_service.storage import report_codings as coded
from feedback_service.storage import report_data as data
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.quote_checks import standing_checks
from feedback_service.storage.reports import (
    Report,
    add_report,
    approved_in,
    find_report,
    replace_findings,
    set_approved,
)
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import teams_in

ERASED: Final = "[not kept any more]"
HELD_BACK: Final = "[held back]"
TOO_NEAR: Final = (
    "An approved report is about the same people but for a few: whoever has both could work out what those "
    "few said. Make a report about another period."
)
APPROVED_SINCE: Final = (
    "Another report about some of the same people was approved since this draft was made. Make the report "
    "anew: some numbers will be hidden."
)


class ReportError(Exception):
    """A report that cannot be made or changed as asked; the message says why."""


async def make_report(
    service: Service, *, team_id: str | None, period_from: int, period_to: int, made_by: str | None
) -> str:
    """Make a draft about a team (None: the whole partnership) and return its id.

    The period runs from `period_from` to before `period_to`, in Unix milliseconds. ReportError when the
    period is empty or the team unknown.
    """
    if period_from >= period_to:
        raise ReportError("The period must end after it begins.")
    scope = EVERYTHING if team_id is None else Scope(all_teams=False, team_ids=(team_id,))
    async with service.database.reading() as connection:
        if not await teams_in(connection, scope) and team_id is not None:
            raise ReportError(f"There is no team {team_id}.")
    extent = data.Extent(scope=scope, period_from=period_from, period_to=period_to)
    try:
        findings = await find_out(service, extent)
    except BrokenProcessPool as error:
        raise ReportError(
            "The part of the service that analyses words had to start again. Try again."
        ) from error
    report = Report(
        id=str(uuid_utils.uuid7()),
        team_id=team_id,
        period_from=period_from,
        period_to=period_to,
        state="draft",
        findings=encode(findings),
        created_at=service.now(),
        created_by=made_by,
    )

    async def keep(tx: Transaction) -> None:
        await add_report(tx, msgspec.structs.replace(report, findings=encode(await _beside(tx, report))))
        await note(tx, "report-made", report.id, made_by, report.created_at)

    await service.database.transaction(keep)
    return report.id


async def _beside(db: Transaction, report: Report) -> Findings:
    """The report's findings as they may stand beside the reports approved so far."""
    others = await _compared(db, report)
    before, findings = None, decode(report.findings)
    while findings != before:  # what is hidden beside one report may tell something beside another
        before = findings
        for earlier in others:
            findings = beside(findings, earlier)
    return findings


async def _compared(db: Transaction, report: Report) -> list[Findings]:
    earlier = await approved_in(db, report.period_from, report.period_to)
    return [decode(one.findings) for one in compared(report, earlier)]


async def open_quotes(service: Service, quotes: Sequence[Quote]) -> tuple[str, ...]:
    """The words of each quote as they may be shown now; erased or held back ones say so instead."""
    ids = {quote.submission_id for quote in quotes}
    async with service.database.reading() as db:
        texts = await texts_of(db, ids)
        allowed = await coded.still_quotable(db, sorted(ids))
        checks = await standing_checks(db, {(one.submission_id, one.question_id) for one in quotes})
    words = await asyncio.to_thread(
        lambda: {(text.submission_id, text.question_id): said for text, said in opened(service, texts)}
    )

    def shown(quote: Quote) -> str:
        place = (quote.submission_id, quote.question_id)
        if quote.submission_id not in allowed:
            return HELD_BACK
        if place not in words:
            return ERASED
        said = quoted(words[place], checks.get(place), quote.hidden)
        return HELD_BACK if said is None else said

    return tuple(shown(quote) for quote in quotes)


async def remove_quote(service: Service, report_id: str, place: tuple[str, str], worker_id: str) -> bool:
    """Take the quote at `place` (submission, question) out of a draft; False when nothing was changed.

    That is so when the report is approved or not there. A quote that is gone already is no failure.
    """

    async def remove(tx: Transaction) -> bool:
        known = await find_report(tx, report_id)
        if known is None or known.report.state != "draft":
            return False
        findings = decode(known.report.findings)
        left = tuple(one for one in findings.quotes if (one.submission_id, one.question_id) != place)
        if len(left) == len(findings.quotes):
            return True
        changed = encode(msgspec.structs.replace(findings, quotes=left))
        if not await replace_findings(tx, known.report, changed):
            return False
        await note(tx, "quote-removed", report_id, worker_id, service.now())
        return True

    return await service.database.transaction(remove)


async def approve(service: Service, report_id: str, worker_id: str) -> bool:
    """Freeze a draft in this worker's name; False when it is no draft any more.

    What is hidden in its quotes now stays hidden in it, whatever is decided about them later. ReportError
    when beside an approved report it would tell what a few people said.
    """

    async def freeze(tx: Transaction) -> bool:
        known = await find_report(tx, report_id)
        if known is None or known.report.state != "draft":
            return False
        await _refuse_beside(tx, known.report)
        frozen = encode(await _with_hidden(tx, decode(known.report.findings)))
        await replace_findings(tx, known.report, frozen)
        done = await set_approved(tx, report_id, worker_id, service.now())
        if done:
            await note(tx, "report-approved", report_id, worker_id, service.now())
        return done

    return await service.database.transaction(freeze)


async def _refuse_beside(tx: Transaction, report: Report) -> None:
    findings = decode(report.findings)
    if any(too_near(findings, earlier) for earlier in await _compared(tx, report)):
        raise ReportError(TOO_NEAR)
    if await _beside(tx, report) != findings:
        raise ReportError(APPROVED_SINCE)


async def _with_hidden(tx: Transaction, findings: Findings) -> Findings:
    checks = await standing_checks(tx, {(one.submission_id, one.question_id) for one in findings.quotes})

    def with_hidden(quote: Quote) -> Quote:
        check = checks.get((quote.submission_id, quote.question_id))
        hidden = merged([*quote.hidden, *check.spans]) if check else quote.hidden
        return msgspec.structs.replace(quote, hidden=hidden)

    return msgspec.structs.replace(findings, quotes=tuple(with_hidden(one) for one in findings.quotes))
