"""What children and families spoke of: themes by submission, and which way each leans."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from analysis.codebook import EVERYDAY, Codebook, Theme
from feedback_service.report_counts import AUDIENCES
from feedback_service.report_findings import Audience, Side, Table, ThemeCount, Themes, safe_table
from feedback_service.storage.report_codings import ThemeLean

GOOD: Final = "good"
WORRY: Final = "worry"
MIXED: Final = "mixed"
MENTIONED: Final = "spoken"
NOT_MENTIONED: Final = "not-spoken"
BEHIND: Final[Mapping[Side, str]] = {"strength": GOOD, "worry": WORRY, "said": MENTIONED}
"""The cell of a theme's table that counts who stands behind what is quoted on a side of it."""


def themes(
    codebook: Codebook, leans: Sequence[ThemeLean], sizes: Mapping[Audience, int], threshold: int
) -> tuple[Themes, ...]:
    """For each audience of known size, in how many of its submissions each theme stands."""
    return tuple(
        Themes(
            audience=audience,
            n=sizes[audience],
            counts=tuple(
                ThemeCount(
                    theme_id=theme.id,
                    name=theme.name,
                    kind=theme.group,
                    table=_table(audience, theme, leans, sizes[audience], threshold),
                )
                for theme in codebook.themes.values()
            ),
        )
        for audience in AUDIENCES
        if audience in sizes
    )


def _table(audience: Audience, theme: Theme, leans: Sequence[ThemeLean], size: int, threshold: int) -> Table:
    leaning = told_by_side(audience, theme)
    counts: Counter[str] = Counter()
    for row in leans:
        if (row.audience, row.theme_id) == (audience, theme.id):
            counts[cell_of(audience, theme, row)] += row.n
    cells = {label: counts[label] for label in ((GOOD, WORRY, MIXED) if leaning else (MENTIONED,))}
    return safe_table({**cells, NOT_MENTIONED: size - counts.total()}, threshold)


def told_by_side(audience: Audience, theme: Theme) -> bool:
    """Whether it is told which way the theme leans: everyday life, from those who live it."""
    return theme.group == EVERYDAY and audience != "practitioner"


def cell_of(audience: Audience, theme: Theme, row: ThemeLean) -> str:
    """The cell of the theme's table in which these submissions are counted."""
    return _lean(row) if told_by_side(audience, theme) else MENTIONED


def _lean(row: ThemeLean) -> str:
    if row.strength == row.worry:
        return MIXED
    return GOOD if row.strength else WORRY
