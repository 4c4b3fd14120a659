"""What tables about overlapping people tell together, and what of a new one is hidden so that it is no few.

Tables of one question, published about several places and periods, can be added and subtracted: the whole
less all other teams is one team, a quarter less two of its months is the third. numpy: for reports only.
"""

from collections.abc import Sequence
from typing import NamedTuple

from analysis.deriving import derived
from analysis.suppression import HIDDEN

Cells = tuple[int | None, ...]
Part = frozenset[int]
"""Cells of a table, by their places."""


class Shown(NamedTuple):
    """A table as it is shown; `region`: the pieces (a place in a time) that it counts, as a set of bits."""

    region: int
    n: int | None
    cells: Cells


class Told(NamedTuple):
    """A number that follows from tables: `value` people in the pieces `region`, in these cells."""

    region: int
    part: Part
    value: int


def beside_all(new: Shown, others: Sequence[Shown], *, threshold: int) -> Shown:
    """The new table with what is HIDDEN so that, with the others, it tells of no 1 to `threshold` people.

    Taken into account is whatever follows by adding and subtracting tables: for each cell, for the cells that
    a table hides (its total less what it shows) and for totals; and that nobody is in a piece of what nobody
    is in. What the others tell without the new one is not its fault and stays. Numbers that do not fit
    together (answers that came or went between two reports) count as they are. Not covered: limits that
    follow only from counts not being negative, unless they are 0.
    """
    near = [one for one in others if one.region & new.region] and list(others)
    if not near:
        return new
    fault = few(near, threshold)
    while new.n is not None or any(count is not HIDDEN for count in new.cells):
        told = few([*near, new], threshold) - fault
        if not told:
            return new
        new = _less(new, near, fault, threshold, len(told))
    return new


def _less(new: Shown, near: Sequence[Shown], fault: set[Told], threshold: int, before: int) -> Shown:
    """The table without the cell that helps most (the least count of those; zeros last), or without any."""
    hidden = Shown(new.region, None, tuple(HIDDEN for _ in new.cells))
    shown = [place for place, count in enumerate(new.cells) if count is not HIDDEN]
    order = sorted(shown, key=lambda place: (new.cells[place] == 0, new.cells[place], place))
    tries = [_without(new, place) for place in order]
    left = [len(few([*near, one], threshold) - fault) for one in tries]
    if not tries:
        return hidden
    best = min(range(len(tries)), key=lambda at: left[at])
    # Where no cell by itself helps, the least goes: two may be needed.
    return tries[best] if left[best] < before else tries[0]


def _without(table: Shown, place: int) -> Shown:
    cells = tuple(HIDDEN if at == place else count for at, count in enumerate(table.cells))
    return Shown(table.region, table.n, cells)


def few(tables: Sequence[Shown], threshold: int) -> set[Told]:
    """Every number of 1 to `threshold` people that follows from the tables as far as `beside_all` looks."""
    seen = _filled(_with_zeros(tables))
    every = range(len(seen[0].cells))
    parts = {frozenset(every)} | {frozenset({place}) for place in every}
    parts |= {_hidden(one) for one in seen if one.n is not None}
    told = {part: _known(seen, part) for part in parts - {frozenset()}}
    between = [
        Told(region, part, left)
        for region, n in told[frozenset(every)].items()
        if (part := frozenset(place for place in every if region not in told[frozenset({place})]))
        and (left := n - sum(told[frozenset({place})][region] for place in set(every) - part))
    ]
    found = {Told(region, part, value) for part, values in told.items() for region, value in values.items()}
    return {one for one in found | {*between} if 1 <= abs(one.value) <= threshold}


def _known(tables: Sequence[Shown], part: Part) -> dict[int, int]:
    return dict(derived([(one.region, _sum(one, part)) for one in tables]))


def _filled(tables: list[Shown]) -> list[Shown]:
    """The tables with the cells that they hide and that others tell."""
    places = range(len(tables[0].cells))
    while True:
        told = [_known(tables, frozenset({place})) for place in places]
        filled = [
            one._replace(
                cells=tuple(
                    told[place].get(one.region) if one.cells[place] is HIDDEN else one.cells[place]
                    for place in places
                )
            )
            for one in tables
        ]
        if filled == tables:
            return tables
        tables = filled


def _hidden(table: Shown) -> Part:
    return frozenset(place for place, count in enumerate(table.cells) if count is HIDDEN)


def _sum(table: Shown, part: Part) -> int | None:
    """How many are in these cells, if the table tells: of those it shows, or all less those it shows."""
    hidden = _hidden(table)
    if table.n is not None and hidden <= part:
        return table.n - sum(count or 0 for at, count in enumerate(table.cells) if at not in part)
    return None if hidden & part else sum(table.cells[place] or 0 for place in part)


def _with_zeros(tables: Sequence[Shown]) -> list[Shown]:
    """The tables with 0 wherever a wider one shows that nobody is there."""

    def seen(one: Shown, place: int) -> int | None:
        wider = (other.cells[place] for other in tables if one.region & ~other.region == 0)
        return 0 if one.cells[place] is HIDDEN and 0 in wider else one.cells[place]

    return [one._replace(cells=tuple(seen(one, place) for place in range(len(one.cells)))) for one in tables]


def let_stand(
    others: Sequence[Shown], offered: Sequence[Sequence[Shown]], *, threshold: int
) -> list[list[bool]]:
    """Which of the new tables may stand beside the others: group after group, all of one if it can be.

    All have the same cells. Where a group tells of 1 to `threshold` people together with what stands already,
    its tables are tried one by one, the largest first; what tells something is left out.
    """
    standing = list(others)
    fault = few(standing, threshold) if standing else set()

    def safe(tables: Sequence[Shown]) -> bool:
        return not few([*standing, *tables], threshold) - fault

    def taken(tables: Sequence[Shown]) -> list[bool]:
        if safe(tables):
            standing.extend(tables)
            return [True] * len(tables)
        kept = [False] * len(tables)
        for place in sorted(range(len(tables)), key=lambda at: (-_size(tables[at]), at)):
            if len(tables) > 1 and safe([tables[place]]):
                standing.append(tables[place])
                kept[place] = True
        return kept

    return [taken(group) if group else [] for group in offered]


def _size(table: Shown) -> int:
    return table.n or max((count or 0 for count in table.cells), default=0)
