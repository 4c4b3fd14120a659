"""What the theme explorer shows: themes by one thing at a time, with small numbers hidden as in reports."""

from collections.abc import Iterator, Mapping, Sequence
from math import sqrt
from typing import Final, Literal

import msgspec

from analysis.codebook import Codebook
from analysis.suppression import suppress
from feedback_service.report_month_hiding import safe_months
from feedback_service.storage.exploring import Explored

SMALLEST_GROUP: Final = 10
"""Submissions below which no theme is told of a group."""
# How far beyond chance two shares must be apart (standard errors): some twenty themes are looked at at once.
_FAR: Final = 3.0

Way = Literal["new", "more", "less"]


class Group(msgspec.Struct, frozen=True):
    """One column: `n` is None where it is hidden."""

    value: str
    n: int | None


class Line(msgspec.Struct, frozen=True):
    """One theme; of `n` submissions in all it stands in each group's `cells`. None is hidden."""

    theme_id: str
    n: int | None
    cells: tuple[int | None, ...]


class Table(msgspec.Struct, frozen=True):
    """Themes by groups; `n` submissions in all (None: hidden)."""

    n: int | None
    groups: tuple[Group, ...]
    lines: tuple[Line, ...]


class Moved(msgspec.Struct, frozen=True):
    """How often a theme was spoken of before and of late, each of so many submissions."""

    theme_id: str
    way: Way
    before: tuple[int, int]
    late: tuple[int, int]


def by_groups(found: Explored, themes: Sequence[str], values: Sequence[str], threshold: int) -> Table:
    """In how many submissions of each group each theme stands.

    A theme is hidden in a group where it, or the rest of the group, is small, and in every group of fewer
    than SMALLEST_GROUP; then further groups, until no hidden number can be worked out from what is shown
    (`safe_months`, which does the same for months).
    """
    sets = {value: found.sizes.get(value, 0) for value in values}
    total = sum(sets.values())
    if _few(total, threshold):
        hidden = tuple(Line(theme, None, (None,) * len(values)) for theme in themes)
        return Table(None, tuple(Group(value, None) for value in values), hidden)
    told = suppress(sets, threshold=threshold, total_shown=True)
    shown = {value: n if not 0 < sets[value] < SMALLEST_GROUP else None for value, n in told.items()}
    lines = tuple(_line(theme, found, sets, shown, threshold) for theme in themes)
    return Table(total, tuple(Group(value, told[value]) for value in values), lines)


def within(table: Table, value: str, beside: Table) -> Table:
    """A table of one audience or team with nothing that the table of all of them beside it keeps back.

    Where that one hides how many of this group spoke of a theme, every cell of the line is hidden too: the
    number is their sum.
    """
    told = {group.value: at for at, group in enumerate(beside.groups)}
    at = told.get(value)
    if at is None:
        return table
    if beside.groups[at].n is None:
        groups = tuple(Group(group.value, None) for group in table.groups)
        return Table(None, groups, tuple(_kept_back(line) for line in table.lines))
    safe = {line.theme_id for line in beside.lines if line.cells[at] is not None}
    lines = (line if line.theme_id in safe else _kept_back(line) for line in table.lines)
    return Table(table.n, table.groups, tuple(lines))


def _kept_back(line: Line) -> Line:
    return Line(line.theme_id, None, (None,) * len(line.cells))


def _line(
    theme: str, found: Explored, sets: Mapping[str, int], shown: Mapping[str, int | None], threshold: int
) -> Line:
    spoken = {value: found.spoken.get((theme, value), 0) for value in sets}
    n, of = sum(spoken.values()), sum(sets.values())
    if _few(n, threshold) or _few(of - n, threshold) or of < SMALLEST_GROUP:
        return Line(theme, None, (None,) * len(sets))
    cells = safe_months(spoken, sets, shown, threshold)
    return Line(theme, n, tuple(cells[value] for value in sets))


def _few(count: int, threshold: int) -> bool:
    return 1 <= count <= threshold


def moved(
    codebook: Codebook, found: Explored, before: Sequence[str], late: Sequence[str], threshold: int
) -> Iterator[Moved]:
    """The themes that are spoken of more or less of late than before, further apart than chance brings.

    `before` and `late` are values of `found`, months. A theme is new that was not spoken of before at all.
    Nothing is said where a number is small. Method: two shares against each other, normal approximation.
    """
    was, now = (sum(found.sizes.get(value, 0) for value in months) for months in (before, late))
    if min(was, now) < SMALLEST_GROUP:
        return
    for theme in codebook.themes:
        then, of_late = (
            sum(found.spoken.get((theme, value), 0) for value in months) for months in (before, late)
        )
        small = any(_few(one, threshold) for one in (then, of_late, was - then, now - of_late))
        far = _apart(then, was, of_late, now)
        if not small and abs(far) >= _FAR:
            way: Way = "new" if not then else "more" if far > 0 else "less"
            yield Moved(theme, way, (then, was), (of_late, now))


def _apart(then: int, was: int, of_late: int, now: int) -> float:
    share = (then + of_late) / (was + now)
    error = sqrt(share * (1 - share) * (1 / was + 1 / now))
    return (of_late / now - then / was) / error if error else 0.0
