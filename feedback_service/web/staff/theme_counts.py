"""What the theme explorer tells of what was counted: by audience, by month, by the way that was picked."""

from collections.abc import Sequence
from typing import Final

from feedback_service.codebook_use import current
from feedback_service.exploring import Table, by_groups, within
from feedback_service.report_findings import LOWEST_THRESHOLD
from feedback_service.service import Service
from feedback_service.storage.exploring import Explored, Look
from feedback_service.storage.teams import Team
from feedback_service.web.staff.theme_asked import Choice, Way, labels
from feedback_service.web.staff.theme_pages import ThemeTable
from feedback_service.web.staff.theme_view import theme_table

_MONTHS: Final = Way("Month", "month")
_AUDIENCES: Final = Way("Who answered", "audience")


def small(service: Service) -> int:
    """The largest number that is hidden."""
    return max(LOWEST_THRESHOLD, service.settings.small_number)


def by_audience(service: Service, look: Look, found: Explored) -> Table:
    """What is told of each audience, beside which everything of one audience stands."""
    return _by(_AUDIENCES, service, look, found)


def by_month(service: Service, look: Look, found: Explored) -> Table:
    """What is told of each month."""
    return _by(_MONTHS, service, look, found)


def counted(
    service: Service,
    choice: Choice,
    look: Look,
    found: Explored,
    teams: Sequence[Team],
    *,
    beside: Table | None,
) -> tuple[Table, dict[str, str]]:
    """What is told by the way that was picked, and what its groups are called.

    `beside`: the same by audience, which is looked at where the table is of one.
    """
    named = labels(choice.way, look, list(teams), found.sizes)
    table = by_groups(found, _wanted(look), list(named), small(service))
    if look.audience and beside:
        table = within(table, look.audience, beside)
    return table, named


def table_of(choice: Choice, table: Table, named: dict[str, str]) -> ThemeTable:
    """The same as the page shows it."""
    way = choice.way.label
    caption = f"Sets of answers in which each theme stands, by {way[:1].lower()}{way[1:]}"
    return theme_table(choice, current(), table, named, caption)


def _by(way: Way, service: Service, look: Look, found: Explored) -> Table:
    return by_groups(found, _wanted(look), list(labels(way, look, [], found.sizes)), small(service))


def _wanted(look: Look) -> list[str]:
    """The themes of the codebook, or the one that is looked at."""
    return [look.theme_id] if look.theme_id else list(current().themes)
