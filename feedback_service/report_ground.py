"""Whom a number in a report counts: pieces of ground, each a team between two moments, as a set of bits."""

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from feedback_service.report_findings import Findings
from feedback_service.report_months import calendar
from feedback_service.report_places import ReportPlace
from feedback_service.storage.reports import ReportHead
from feedback_service.storage.teams import Team

Told = tuple[ReportHead, Findings]
"""A report and what it says."""


class Ground(NamedTuple):
    """All teams and every moment at which something that a report counts begins or ends, in order."""

    teams: Sequence[Team]
    times: Sequence[int]

    def region(self, teams: Collection[str], start: int, end: int) -> int:
        """What is counted of these teams from `start` to before `end`."""
        return sum(
            1 << (place * len(self.times) + at)
            for place, team in enumerate(self.teams)
            if team.id in teams
            for at, time in enumerate(self.times)
            if start <= time < end
        )

    def whose(self, report: ReportHead) -> frozenset[str]:
        """The teams that a report is about, as they belong now."""
        scope = ReportPlace(report.team_id, report.agency).scope(self.teams)
        return frozenset(one.id for one in self.teams if scope.includes(one.id))

    def of(self, report: ReportHead, part: Collection[str] | None = None) -> int:
        """What the report counts, or a part of its teams."""
        mine = self.whose(report) if part is None else self.whose(report) & frozenset(part)
        return self.region(mine, report.period_from, report.period_to)


def ground_of(told: Iterable[Told], teams: Sequence[Team]) -> Ground:
    """The ground on which all these reports lie, with their months and the periods of their indicators."""
    times: set[int] = set()
    for report, findings in told:
        times |= {report.period_from, report.period_to}
        if findings.months:
            times |= {one.start for one in calendar(report.period_from, report.period_to)}
        for one in findings.indicators or ():
            times |= {one.period_from, one.period_to}
    return Ground(teams, sorted(times))
