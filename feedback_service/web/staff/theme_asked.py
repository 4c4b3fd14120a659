"""What the reader of the theme explorer picked: a period, a team, and one thing to go by."""

from collections.abc import Collection
from typing import Final, NamedTuple
from urllib.parse import urlencode

from feedback_service.storage.exploring import By, Look
from feedback_service.storage.scope import Scope
from feedback_service.storage.teams import Team
from feedback_service.storage.theme_marks import month_of
from feedback_service.web.http import Asked
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.reading_list import team_options
from feedback_service.web.staff.theme_pages import Picked
from feedback_service.web.staff.wording import MOMENTS

PERIODS: Final = {
    "3": "The last 3 months",
    "12": "The last 12 months",
    "24": "The last 2 years",
    "36": "The last 3 years",
}
_USUAL: Final = "12"
NEW: Final = "new"
NOT_GIVEN: Final = "none"
"""What an address says for a group in which nothing was given."""


class Way(NamedTuple):
    """One way to look: by a column, of everybody or of one audience."""

    label: str
    by: By
    audience: str = ""


# One thing at a time. Two beside a theme (the age of a child and the team) would tell of single children.
WAYS: Final[dict[str, Way]] = {
    "audience": Way("Who answered", "audience"),
    "band": Way("Age of children", "band", "child"),
    "moment": Way("When in the help", "moment"),
    "team": Way("Team", "team_id"),
    "month": Way("Month, everybody", "month"),
    "month-child": Way("Month, children only", "month", "child"),
    "month-family": Way("Month, families only", "month", "family"),
}
AUDIENCES: Final = {
    "child": "Children",
    "family": "Families",
    "practitioner": "Practitioners",
    "observation": "What workers saw",
}
BANDS: Final = {"4-7": "4 to 7", "8-11": "8 to 11", "12-17": "12 to 17"}


class Choice(NamedTuple):
    """What was picked; what nobody offers counts as the usual."""

    period: str
    team: str
    by: str

    @property
    def way(self) -> Way:
        """How to look at it."""
        return WAYS.get(self.by, WAYS["audience"])

    def query(self, **more: str) -> str:
        """The same in an address, with more to it."""
        asked = {"period": self.period, "team": self.team, "by": self.by} | more
        return urlencode({name: value for name, value in asked.items() if value})

    def look(self, scope: Scope, now: int, theme_id: str = "") -> Look:
        """What to count: whole months, the present one as far as it has gone."""
        last = month_of(now)
        return Look(
            scope=scope,
            first=last - int(self.period) + 1,
            last=last,
            team_id=self.team,
            audience=self.way.audience,
            theme_id=theme_id,
        )


def choice_of(request: Asked, teams: list[Team]) -> Choice:
    """What the address asks for, as far as there is such a thing."""
    asked = request.query_params
    period, team, by = (asked.get(name, "") for name in ("period", "team", "by"))
    return Choice(
        period if period in PERIODS else _USUAL,
        team if team in {one.id for one in teams} else "",
        by if by in WAYS or by == NEW else "audience",
    )


def group_of(request: Asked) -> str | None:
    """Which group of the way was picked; None for all of them. "none" stands for where nothing was given."""
    asked = request.query_params.get("value", "")
    return None if not asked or "all" in request.query_params else "" if asked == NOT_GIVEN else asked


def as_asked(group: str | None) -> str:
    """A group as an address says it; empty for all of them."""
    return "" if group is None else group or NOT_GIVEN


def picked(choice: Choice, teams: list[Team], *, new: bool = False) -> Picked:
    """What was picked, for the form on the page."""
    ways = [Option(name, way.label) for name, way in WAYS.items()]
    return Picked(
        period=choice.period,
        team=choice.team,
        by=choice.by,
        periods=tuple(Option(value, label) for value, label in PERIODS.items()),
        teams=team_options(teams) if len(teams) > 1 else (),
        ways=(*ways, *([Option(NEW, "What is new")] if new else [])),
    )


def labels(way: Way, look: Look, teams: list[Team], found: Collection[str]) -> dict[str, str]:
    """The groups to show, in order, by value: those of `found`, and every month."""
    if way.by == "month":
        return {str(month): month_name(month) for month in range(look.first, look.last + 1)}
    named = {
        "audience": AUDIENCES,
        "band": BANDS,
        "moment": MOMENTS,
        "team_id": {one.id: one.name for one in teams if look.team_id in {"", one.id}},
    }[way.by]
    rest = {value: value or "Not given" for value in sorted(found) if value not in named}
    return {value: label for value, label in named.items() if value in found} | rest


def month_name(month: int) -> str:
    """A month as "Mar 2026"."""
    names = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    return f"{names[month % 12]} {month // 12}"
