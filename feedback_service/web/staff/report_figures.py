"""Counts as they are shown: a hidden one is said to be hidden, and the six-type map is drawn."""

from collections.abc import Mapping, Sequence
from typing import Final

from feedback_service.report_findings import Shares, Table, ThemeCount, Themes
from feedback_service.report_themes import GOOD, NOT_MENTIONED, WORRY
from feedback_service.web.staff.report_pages import Bar, Map, MapRow, Strip, Tile

HIDDEN: Final = "hidden"
_SHADES = 4
_MIDDLE, _REACH, _GAP, _NUMBER = 180, 138, 3, 5
_ROW, _HEAD = 46, 26
_OUTLINE = 52


def number(count: int | None) -> str:
    """A count as it is shown. A hidden one may be large: it may keep another from being told."""
    return HIDDEN if count is None else f"{count:,}"


def size(n: int | None, threshold: int) -> str:
    """How many sets of answers an audience gave, which is hidden only where that is few."""
    return few(threshold) if n is None else number(n)


def in_sentence(count: int | None, of: str = "") -> str:
    """A count among words, with what it counts."""
    told = "a hidden number" if count is None else number(count)
    return f"{told}{' of' if count is None else ''} {of}" if of else told


def few(threshold: int) -> str:
    """How a small number is told."""
    return f"1 to {threshold}"


def strip(label: str, table: Table, note: str = "") -> Strip:
    """A breakdown as a row of tiles, in its own order."""
    tiles = tuple(
        Tile(label=name, figure=number(count), shade=_shade(count, table.n))
        for name, count in table.cells.items()
    )
    return Strip(label=label, n=number(table.n), tiles=tiles, note=note)


def by_itself(label: str, cells: Mapping[str, int | None]) -> Strip:
    """Counts without their sum, as tiles."""
    tiles = tuple(
        Tile(label=name, figure=number(count), shade=HIDDEN if count is None else "0")
        for name, count in cells.items()
    )
    return Strip(label=label, n="", tiles=tiles)


def in_percent(label: str, shares: Shares) -> Strip:
    """Shares as tiles."""
    tiles = tuple(
        Tile(
            label=name,
            figure=HIDDEN if percent is None else f"{percent}%",
            shade=_shade(percent, 100),
        )
        for name, percent in shares.percents.items()
    )
    return Strip(label=label, n=f"about {shares.about:,}", tiles=tiles)


def _shade(count: int | None, n: int | None) -> str:
    if count is None:
        return HIDDEN
    return str(-(-count * _SHADES // n) if n else 0)


def spoken_of(table: Table) -> str:
    """In how many submissions the theme stands, as far as the rest is shown."""
    rest = table.cells[NOT_MENTIONED]
    if rest is None or table.n is None:
        return HIDDEN
    return number(table.n - rest)


def draw_map(themes: Themes, everyday: Sequence[ThemeCount], who: str) -> Map:
    """The six types with bars as long as their counts, the longest the full reach of one side."""
    counts = [one.table.cells[side] or 0 for one in everyday for side in (GOOD, WORRY)]
    longest = max(counts, default=0)
    rows = tuple(
        MapRow(
            name=one.name,
            y=_HEAD + place * _ROW,
            worry=_bar(one.table.cells[WORRY], longest, -1),
            good=_bar(one.table.cells[GOOD], longest, 1),
        )
        for place, one in enumerate(everyday)
    )
    return Map(
        id=f"map-{themes.audience}",
        title=f"{who}: worries and what is good, by type",
        finding=_finding(everyday, who),
        height=_HEAD + len(rows) * _ROW,
        rows=rows,
    )


def _bar(count: int | None, longest: int, side: int) -> Bar:
    width = _OUTLINE if count is None else round(_REACH * count / longest) if longest else 0
    start = _MIDDLE + side * _GAP
    return Bar(
        x=start if side > 0 else start - width,
        width=width,
        figure=HIDDEN if count is None else str(count),
        text_x=start + side * (width // 2 if count is None else width + _NUMBER),
        hidden=count is None,
    )


def _finding(everyday: Sequence[ThemeCount], who: str) -> str:
    """What stands out among the numbers that are shown."""
    said = [
        f"{words} {count} times about {name}"
        for words, side in (("good most often,", GOOD), ("worry most often,", WORRY))
        for name, count in _most({one.name: one.table.cells[side] for one in everyday})
    ]
    return f"{who}: {' and '.join(said)}." if said else f"{who}: no number is large enough to be shown."


def _most(counts: Mapping[str, int | None]) -> list[tuple[str, int]]:
    shown = [(name, count) for name, count in counts.items() if count]
    return [max(shown, key=lambda pair: pair[1])] if shown else []
