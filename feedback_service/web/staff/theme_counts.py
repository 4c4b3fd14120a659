"""What the theme explorer tells of what was counted: by audience, by month, by the way that was picked."""

from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from feedback_service.codebook_use import current
from feedback_service.exploring import Table, by_groups, within
from feedback_service.report_findings import LOWEST_THRESHOLD
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.exploring import Explored, Look, explored
from feedback_service.storage.teams import Team
from feedback_service.web.staff.theme_asked import WAYS, Choice, Way, labels
from feedback_service.web.staff.theme_pages import ThemeTable
from feedback_service.web.staff.theme_view import theme_table

_MONTHS: Final = Way("Month", "month")
_AUDIENCES: Final = Way("Who answered", "audience")
_TEAMS: Final = Way("Team", "team_id")


def small(service: Service) -> int:
    """The largest number that is hidden."""
    return max(LOWEST_THRESHOLD, service.settings.small_number)


def by_audience(
    service: Service, look: Look, found: Explored, kept: Collection[tuple[str, str]] = ()
) -> Table:
    """What is told of each audience, beside which everything of one audience stands; without what is `kept`
    back of the team that is picked, by theme and audience."""
    return _by(_AUDIENCES, service, look, found, kept)


def by_month(service: Service, look: Look, found: Explored) -> Table:
    """What is told of each month."""
    return _by(_MONTHS, service, look, found)


async def of_teams(service: Service, db: Transaction, look: Look, teams: Sequence[Team]) -> Table | None:
    """What the same look tells of each team, beside which everything of the one that is picked stands.

    None where none is picked.
    """
    if not look.team_id:
        return None
    every = msgspec.structs.replace(look, team_id="")
    (found,) = await explored(db, every, "team_id")
    named = labels(_TEAMS, every, list(teams), found.sizes)
    return by_groups(found, _wanted(look), list(named), small(service))


async def kept_of_team(
    service: Service, db: Transaction, look: Look, teams: Sequence[Team], found: Explored
) -> set[tuple[str, str]]:
    """Which themes of which audiences the same look, at each audience by team, keeps back of the team."""
    kept = set[tuple[str, str]]()
    for audience in found.sizes if look.team_id else ():
        table = await of_teams(service, db, msgspec.structs.replace(look, audience=audience), teams)
        kept |= {(theme, audience) for theme in kept_back(table, look)}
    return kept


def kept_back(teams: Table | None, look: Look) -> set[str]:
    """The themes of which it is not told in how many submissions of the team that is picked they stand."""
    groups = teams.groups if teams else ()
    lines = teams.lines if teams else ()
    at = [place for place, group in enumerate(groups) if group.value == look.team_id]
    return {line.theme_id for line in lines if any(line.cells[place] is None for place in at)}


def of_team(table: Table, look: Look, teams: Table | None) -> Table:
    """The table without what is kept back of the team that is picked, if one is."""
    return within(table, look.team_id, teams) if teams else table


def counted(
    service: Service,
    choice: Choice,
    look: Look,
    found: Explored,
    teams: Sequence[Team],
    *,
    beside: Table | None,
    each: Table | None,
) -> tuple[Table, dict[str, str]]:
    """What is told by the way that was picked, and what its groups are called.

    `beside`: the same by audience, which stands for the table by audience and is looked at where the table is
    of one; `each`: everybody by team, where one is picked.
    """
    named = labels(choice.way, look, list(teams), found.sizes)
    if choice.way == WAYS["audience"] and beside:
        return beside, named
    table = by_groups(found, _wanted(look), list(named), small(service))
    if look.audience and beside:
        return within(table, look.audience, beside), named
    return of_team(table, look, each), named


def table_of(choice: Choice, table: Table, named: dict[str, str]) -> ThemeTable:
    """The same as the page shows it."""
    way = choice.way.label
    caption = f"Sets of answers in which each theme stands, by {way[:1].lower()}{way[1:]}"
    return theme_table(choice, current(), table, named, caption)


def _by(
    way: Way, service: Service, look: Look, found: Explored, kept: Collection[tuple[str, str]] = ()
) -> Table:
    values = list(labels(way, look, [], found.sizes))
    return by_groups(found, _wanted(look), values, small(service), kept=kept)


def _wanted(look: Look) -> list[str]:
    """The themes of the codebook, or the one that is looked at."""
    return [look.theme_id] if look.theme_id else list(current().themes)
