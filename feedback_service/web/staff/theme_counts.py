"""What the theme explorer tells of what was counted: by audience, by month, by the way that was picked."""

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec

from feedback_service.codebook_use import current
from feedback_service.exploring import Table, by_groups, within
from feedback_service.exploring_sums import all_teams, each_team
from feedback_service.exploring_teams import Crossed, crossed, of_group
from feedback_service.report_findings import LOWEST_THRESHOLD
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.exploring import (
    By,
    Explored,
    Kept,
    Look,
    explored,
    explored_by_team,
    kept_marks,
)
from feedback_service.storage.teams import Team
from feedback_service.web.staff.theme_asked import Choice, Way, labels
from feedback_service.web.staff.theme_pages import ThemeTable
from feedback_service.web.staff.theme_view import theme_table

_TEAMS: Final = Way("Team", "team_id")


class Looked(NamedTuple):
    """What is told by the way that was picked, and what its groups are called.

    `others`: the same of everybody by what was wanted also. `kept`: the themes of which it is not told how
    many of the team that is picked speak.
    """

    table: Table
    named: dict[str, str]
    others: dict[By, Table]
    kept: frozenset[str]


class Counted(NamedTuple):
    """The counts of all teams together and, where a team is picked, of each by itself."""

    everybody: Explored
    teams: Mapping[str, Explored]


class Asking(NamedTuple):
    """What is looked at, among which teams, and the largest number that is hidden."""

    look: Look
    teams: Sequence[Team]
    few: int


class _View(NamedTuple):
    """One way to look: what is told of all teams, of each, and as `table` of those that are looked at."""

    everybody: Table
    each: Crossed | None
    table: Table
    named: dict[str, str]


def small(service: Service) -> int:
    """The largest number that is hidden."""
    return max(LOWEST_THRESHOLD, service.settings.small_number)


async def counted(db: Transaction, look: Look, kept: Kept, *each: By) -> list[Counted]:
    """By each column one count, in which the team that is picked stands beside all others."""
    if not look.team_id:
        return [Counted(one, {}) for one in await explored(db, look, kept, *each)]
    found = await explored_by_team(db, of_all_teams(look), kept, *each)
    return [Counted(all_teams(one), one) for one in found]


def of_all_teams(look: Look) -> Look:
    """The same of all teams: one that is picked is held against the others."""
    return msgspec.structs.replace(look, team_id="")


async def looked_at(db: Transaction, choice: Choice, asking: Asking, *also: By) -> Looked:
    """What is told by the way that was picked, and of everybody by what is wanted also.

    What is told of one team is held against what is told of all of them and of each other.
    """
    way, look = choice.way, asking.look
    whole = asking._replace(look=msgspec.structs.replace(look, audience=""))
    wanted: dict[By, None] = dict.fromkeys([*also, "audience" if way.audience else way.by])
    kept = await kept_marks(db, look)
    found = dict(zip(wanted, await counted(db, whole.look, kept, *wanted), strict=True))
    by_team = team_table(whole, each_team(found[next(iter(wanted))].teams)) if look.team_id else None
    views = {by: _view(whole, Way("", by), one, by_team) for by, one in found.items()}
    if way.audience:
        (of_one,) = await counted(db, look, kept, way.by)
        view = _view_of_one(asking, way, of_one, views["audience"])
    else:
        view = views[way.by]
    return Looked(
        table=view.table,
        named=view.named,
        others={by: views[by].table for by in also},
        kept=kept_back(by_team, look.team_id) if by_team else frozenset(),
    )


def team_table(asking: Asking, found: Explored) -> Table:
    """What is told of each team, beside which everything of the one that is picked stands."""
    every = of_all_teams(asking.look)
    named = labels(_TEAMS, every, list(asking.teams), found.sizes)
    return by_groups(found, _wanted(every), list(named), asking.few)


def kept_back(teams: Table, team_id: str) -> frozenset[str]:
    """The themes of which it is not told in how many submissions of this team they stand."""
    at = [place for place, group in enumerate(teams.groups) if group.value == team_id]
    return frozenset(line.theme_id for line in teams.lines if any(line.cells[place] is None for place in at))


def table_of(choice: Choice, table: Table, named: dict[str, str]) -> ThemeTable:
    """The same as the page shows it."""
    way = choice.way.label
    caption = f"Sets of answers in which each theme stands, by {way[:1].lower()}{way[1:]}"
    return theme_table(choice, current(), table, named, caption)


def _view_of_one(asking: Asking, way: Way, found: Counted, audiences: _View) -> _View:
    """The groups of one audience, with nothing that the table by audience keeps back of it."""
    audience, each = way.audience, audiences.each
    by_team = each.of_group(audience, audiences.everybody) if each else None
    return _view(asking, way, found, by_team, beside=audiences.everybody)


def _view(
    asking: Asking, way: Way, found: Counted, by_team: Table | None, *, beside: Table | None = None
) -> _View:
    look = asking.look
    every = of_all_teams(look)
    values = list(labels(way, every, list(asking.teams), found.everybody.sizes))
    everybody = by_groups(found.everybody, _wanted(look), values, asking.few)
    everybody = within(everybody, look.audience, beside) if beside else everybody
    if by_team is None:
        return _View(everybody, None, everybody, labels(way, look, list(asking.teams), found.everybody.sizes))
    of_team = found.teams.get(look.team_id, Explored({}, {}))
    if way.by == "team_id":
        named = labels(way, look, list(asking.teams), of_team.sizes)
        return _View(everybody, None, of_group(by_team, look.team_id), named)
    each = crossed(found.teams, by_team, everybody, asking.few)
    named = labels(way, look, list(asking.teams), each.groups_of(look.team_id))
    table = each.of_team(look.team_id, list(named)) or by_groups(
        of_team, _wanted(look), list(named), asking.few
    )
    return _View(everybody, each, table, named)


def _wanted(look: Look) -> list[str]:
    """The themes of the codebook, or the one that is looked at."""
    return [look.theme_id] if look.theme_id else list(current().themes)
