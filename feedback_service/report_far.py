"""Reports further off that tell numbers from other systems: their periods reach beyond the report's own."""

from collections.abc import Iterable
from typing import Final

from msgspec.structs import replace

from feedback_service.report_findings import Findings
from feedback_service.report_ground import Told
from feedback_service.storage.reports import ReportHead

_YEAR: Final = 366 * 86_400_000
"""What other systems count is told by the year at most."""


def far_reach(report: ReportHead, findings: Findings) -> tuple[int, int]:
    """The time within a year of a report that tells numbers from other systems; of any other, its own."""
    if all(one.value is None for one in findings.indicators or ()):
        return report.period_from, report.period_to
    return report.period_from - _YEAR, report.period_to + _YEAR


def elsewhere_told(far: Iterable[Told]) -> list[Told]:
    """What reports tell from other systems, as far as they do, and nothing else of them."""
    return [(one, _only(findings)) for one, findings in far if findings.indicators]


def _only(findings: Findings) -> Findings:
    return replace(findings, groups=(), themes=(), links=(), reach=(), families=(), months=None)
