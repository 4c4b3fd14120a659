"""What a report is about: a team, all teams of an agency, or the whole partnership; and which period."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final

import msgspec

from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team
from feedback_service.uk_time import ZONE, moment_of

WHOLE: Final = "Whole partnership"
_DAY: Final = timedelta(days=1)
# A period ends at midnight of the clocks in the UK; reports made before counted to midnight UTC.
_BEFORE_THE_END: Final = 2 * 3_600_000
_KINDS: Final = {1: "month", 3: "quarter", 12: "year"}


class ReportPlace(msgspec.Struct, frozen=True):
    """A team, an agency (both None: the whole partnership)."""

    team_id: str | None = None
    agency: str | None = None

    def scope(self, teams: Sequence[Team]) -> Scope:
        """Whose rows the report counts, of all `teams` there are."""
        if self.team_id is not None:
            return Scope(all_teams=False, team_ids=(self.team_id,))
        if self.agency is not None:
            return Scope(
                all_teams=False, team_ids=tuple(sorted(one.id for one in teams if one.agency == self.agency))
            )
        return EVERYTHING


def may_see(scope: Scope, place: ReportPlace) -> bool:
    """Whether reports about the place are for a worker of this scope."""
    if place.team_id is None and place.agency is not None:
        return scope.all_teams or place.agency in scope.agencies
    return scope.includes(place.team_id)


def named_part(place: ReportPlace, teams: Sequence[Team]) -> tuple[str, Mapping[str, str]]:
    """The heading of the parts of a place, and the part that each team belongs to; none for a single team.

    The partnership is told by agency, or by team where there is only one agency: never both, or the two
    tables together would give a small team away.
    """
    if place.team_id is not None:
        return "", {}
    agencies = {one.agency for one in teams}
    if place.agency is None and len(agencies) > 1:
        return "Agency", {one.id: one.agency for one in teams}
    names = [one.name for one in teams]
    return "Team", {
        one.id: one.name if names.count(one.name) == 1 else f"{one.name} ({one.id})" for one in teams
    }


def start_of(day: date) -> int:
    """When the day begins on a clock in the UK, in Unix milliseconds."""
    return int(datetime.combine(day, time(), ZONE).timestamp() * 1000)


def days_of(period_from: int, period_to: int) -> tuple[date, date]:
    """The first and the last day of a period."""
    return moment_of(period_from).date(), moment_of(period_to - _BEFORE_THE_END).date()


def kind_of(period_from: int, period_to: int) -> str:
    """ "month", "quarter", "year" for whole calendar months of those numbers, else "days"."""
    first, last = days_of(period_from, period_to)
    after = last + _DAY
    if first.day != 1 or after.day != 1:
        return "days"
    return _KINDS.get((after.year - first.year) * 12 + after.month - first.month, "days")


def named_period(kind: str, today: date) -> tuple[date, date]:
    """First day and day after the last of the last whole "month", "quarter", "half" or "year" before today.

    A quarter begins in January, April, July or October, half a year is six whole months, a year is one of
    the financial year, which begins in April.
    """
    if kind == "year":
        end = date(today.year - (today.month < _APRIL), _APRIL, 1)
        return date(end.year - 1, _APRIL, 1), end
    end = today.replace(day=1)
    if kind == "quarter":
        end = end.replace(month=end.month - (end.month - 1) % 3)
    for_months = {"month": 1, "quarter": 3, "half": 6}[kind]
    start = end
    for _ in range(for_months):
        start = (start - _DAY).replace(day=1)
    return start, end


_APRIL: Final = 4
