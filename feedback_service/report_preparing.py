"""What is worked out about a draft beside all reports before it is kept: children's answers wait for no sum.

Whoever keeps it checks that the same reports are approved as were looked at, and otherwise begins again.
Raises BrokenProcessPool as `analysing.run` does.
"""

from typing import Final, NamedTuple

import msgspec

from analysis.quotable import merged
from feedback_service.report_apart import held_apart, refusal
from feedback_service.report_corrected import corrected
from feedback_service.report_editing import standing as newest_of
from feedback_service.report_editing import written_in
from feedback_service.report_findings import Findings, Quote, decode, encode
from feedback_service.report_looking import places_of
from feedback_service.report_since import last_before, since
from feedback_service.report_summary import summary
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.quote_checks import Check, Place, standing_checks
from feedback_service.storage.reports import Report, find_report, frozen_ids

_TWICE: Final = "Another edition stands in the place of that report already. Correct that one."


class _Corrected(NamedTuple):
    """A report's findings with what they correct, and which edition took the place of the one before."""

    findings: Findings
    newer: str | None


class Frozen(NamedTuple):
    """A draft as it is frozen, and what has to be as it was when this was worked out."""

    findings: Findings
    encoded: str
    standing: frozenset[str]
    checks: dict[Place, Check]


async def as_draft(service: Service, report: Report) -> tuple[str, frozenset[str]]:
    """The new draft's findings as they may stand beside others, encoded, and which reports are approved."""
    async with service.database.reading() as db:
        standing = await frozen_ids(db)  # first: one that is approved from here on is missed by none
        last = await last_before(db, report)
    findings = (await held_apart(service, report)).findings
    findings = msgspec.structs.replace(findings, since=since(findings, last) if last else None)
    findings = msgspec.structs.replace(findings, summary=summary(findings))
    return encode((await _as_corrected(service, report, findings)).findings), standing


async def as_frozen(service: Service, report: Report) -> Frozen | str:
    """The draft with what its quotes hide by now, or why it must not stand beside the others."""
    findings = decode(report.findings)
    async with service.database.reading() as db:
        standing = await frozen_ids(db)
        checks = await standing_checks(db, places_of(findings))
    if refused := refusal(findings, await held_apart(service, report)):
        return refused
    told = await _as_corrected(service, report, _with_hidden(findings, checks))
    if told.newer:
        return _TWICE
    return Frozen(findings, encode(told.findings), standing, checks)


async def _as_corrected(service: Service, report: Report, findings: Findings) -> _Corrected:
    """The report's findings with what they, and workers in it, say differently from the edition before."""
    async with service.database.reading() as db:
        known = await find_report(db, report.replaces) if report.replaces else None
        if known is None:
            return _Corrected(msgspec.structs.replace(findings, corrected=()), None)
        wrote = [await _wrote(service, db, one) for one in (known.report, report)]
    lines = corrected(decode(known.report.findings), findings, *wrote)
    return _Corrected(msgspec.structs.replace(findings, corrected=lines), known.newer)


async def as_read(service: Service, report: Report) -> Findings:
    """The report's findings; a draft tells what it says differently as it would if it were frozen now."""
    findings = decode(report.findings)
    if report.state != "draft" or not report.replaces:
        return findings
    async with service.database.reading() as db:
        checks = await standing_checks(db, places_of(findings))
    told = await _as_corrected(service, report, _with_hidden(findings, checks))
    return msgspec.structs.replace(findings, corrected=told.findings.corrected)


async def _wrote(service: Service, db: Transaction, report: Report) -> dict[str, str]:
    newest = newest_of(await written_in(service, db, report))
    return {part: one.words for part, one in newest.items() if one.words}


def _with_hidden(findings: Findings, checks: dict[Place, Check]) -> Findings:
    def with_hidden(quote: Quote) -> Quote:
        check = checks.get((quote.submission_id, quote.question_id))
        hidden = merged([*quote.hidden, *check.spans]) if check else quote.hidden
        return msgspec.structs.replace(quote, hidden=hidden)

    return msgspec.structs.replace(findings, quotes=tuple(with_hidden(one) for one in findings.quotes))
