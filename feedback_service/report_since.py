"""What is new, growing, fading or gone since the last report: worked out from what both of them show."""

from collections.abc import Iterator
from typing import Final

from analysis.proportions import difference
from analysis.suppression import MINIMUM_BASE
from feedback_service.report_findings import Findings, Themes, decode
from feedback_service.report_months import spoken_of
from feedback_service.report_more import Since, SinceTheme
from feedback_service.report_places import kind_of
from feedback_service.storage.database import Transaction
from feedback_service.storage.reports import Report, find_report, frozen_about

NEW, GROWING, FADING, GONE = "new", "growing", "fading", "gone"
KINDS: Final = (NEW, GROWING, FADING, GONE)
# Reports made before told their periods in UTC: one may end an hour after the next begins.
_MAY_OVERLAP: Final = 3_600_000


async def last_before(db: Transaction, report: Report) -> Report | None:
    """The latest approved or published report of the same place and kind of period that ended before."""
    kind = kind_of(report.period_from, report.period_to)
    found = await frozen_about(db, report.team_id, report.agency, report.period_from + _MAY_OVERLAP)
    last = next((one.id for one in found if kind_of(one.period_from, one.period_to) == kind), None)
    known = await find_report(db, last) if last else None
    return known.report if known else None


def since(findings: Findings, last: Report) -> Since:
    """What differs from the last report, whose numbers and these are both shown."""
    before = decode(last.findings)
    then = {one.audience: one for one in before.themes}
    moved = [
        found
        for now in findings.themes
        if (earlier := then.get(now.audience)) is not None
        for found in _moved(now, earlier, findings.method.threshold)
    ]
    return Since(
        report_id=last.id,
        period_from=last.period_from,
        period_to=last.period_to,
        edition=last.edition or 1,
        themes=tuple(sorted(moved, key=lambda one: KINDS.index(one.kind))),
        same_codebook=before.method.codebook == findings.method.codebook,
    )


def _moved(now: Themes, then: Themes, threshold: int) -> Iterator[SinceTheme]:
    """Shares are compared from 20 sets of answers in both."""
    counts = {one.theme_id: spoken_of(one) for one in then.counts}
    of, of_then = now.n or 0, then.n or 0
    if min(of, of_then) < MINIMUM_BASE:
        return
    for theme in now.counts:
        count, before = spoken_of(theme), counts.get(theme.theme_id)
        if count is None or before is None:
            continue
        if kind := _kind((count, of), (before, of_then), threshold):
            yield SinceTheme(
                audience=now.audience,
                theme_id=theme.theme_id,
                name=theme.name,
                kind=kind,
                now=count,
                of=of,
                before=before,
                before_of=of_then,
            )


def _kind(now: tuple[int, int], then: tuple[int, int], threshold: int) -> str:
    """Which of the four it is; empty where it may be chance."""
    low, high = difference(now, then)
    if then[0] == 0:
        return NEW if now[0] > threshold else ""
    if now[0] == 0:
        return GONE if then[0] > threshold else ""
    return GROWING if low > 0 else FADING if high < 0 else ""
