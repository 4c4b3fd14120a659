"""What is worked out about a draft beside all reports before it is kept: children's answers wait for no sum.

Whoever keeps it checks that the same reports are approved as were looked at, and otherwise begins again.
Raises BrokenProcessPool as `analysing.run` does.
"""

from typing import Final, NamedTuple

import msgspec

from analysis.quotable import merged
from feedback_service.report_apart import held_apart, refusal
from feedback_service.report_corrected import corrected
from feedback_service.report_findings import Findings, Quote, decode, encode
from feedback_service.report_looking import places_of
from feedback_service.report_since import last_before, since
from feedback_service.report_summary import summary
from feedback_service.service import Service
from feedback_service.storage.quote_checks import Check, Place, standing_checks
from feedback_service.storage.reports import Report, find_report, frozen_ids

_TWICE: Final = "Another edition stands in the place of that report already. Correct that one."


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
    before, _ = await _replaced(service, report)
    return encode(_with_corrected(before, findings)), standing


async def as_frozen(service: Service, report: Report) -> Frozen | str:
    """The draft with what its quotes hide by now, or why it must not stand beside the others."""
    findings = decode(report.findings)
    async with service.database.reading() as db:
        standing = await frozen_ids(db)
        checks = await standing_checks(db, places_of(findings))
    if refused := refusal(findings, await held_apart(service, report)):
        return refused
    before, newer = await _replaced(service, report)
    if newer:
        return _TWICE
    frozen = _with_corrected(before, _with_hidden(findings, checks))
    return Frozen(findings, encode(frozen), standing, checks)


async def _replaced(service: Service, report: Report) -> tuple[Findings | None, str | None]:
    """What the edition that the report replaces says, and which one stands in its place already."""
    if not report.replaces:
        return None, None
    async with service.database.reading() as db:
        known = await find_report(db, report.replaces)
    return (decode(known.report.findings), known.newer) if known else (None, None)


def _with_corrected(before: Findings | None, findings: Findings) -> Findings:
    return msgspec.structs.replace(findings, corrected=corrected(before, findings) if before else ())


def _with_hidden(findings: Findings, checks: dict[Place, Check]) -> Findings:
    def with_hidden(quote: Quote) -> Quote:
        check = checks.get((quote.submission_id, quote.question_id))
        hidden = merged([*quote.hidden, *check.spans]) if check else quote.hidden
        return msgspec.structs.replace(quote, hidden=hidden)

    return msgspec.structs.replace(findings, quotes=tuple(with_hidden(one) for one in findings.quotes))
