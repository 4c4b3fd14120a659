"""Which further cells of a grid are hidden, so that no line of it and no chain of lines gives a cell away.

A grid has a row for each team and a column for each group of the way that was picked. What is told of one
team is a row; what is told of everybody and of each team in all are the totals, which are known unless said.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

Place = tuple[int, int]
Numbers = Sequence[Sequence[int]]


class Grid(NamedTuple):
    """`counts` of at most `sizes` in each cell, and the rows and columns whose totals are not told."""

    counts: Numbers
    sizes: Numbers
    open_rows: frozenset[int]
    open_columns: frozenset[int]


def covered(grid: Grid, hidden: Iterable[Place], threshold: int) -> set[Place]:
    """`hidden` and what is hidden besides: the least of a line first, zeros last.

    No total narrows a hidden cell of its line down to `threshold` values or fewer (between 0 and its size),
    as long as the line has something left to hide, and no hidden cell follows exactly from several lines.
    A cell that the totals tell by themselves protects no other.
    """
    free, found = _free(grid), set(hidden)
    rows, columns = _every(grid)
    while rows or columns:
        more = set[Place]()
        for line in _lines(grid, free, rows, columns):
            added = _cover(grid, line, found, threshold)
            more.update(added)
            found.update(added)
        if not more and (linked := _link(grid, free, found)):
            more.add(linked)
            found.add(linked)
        rows, columns = {row for row, _ in more}, {column for _, column in more}
    return found


def _free(grid: Grid) -> set[Place]:
    """The cells that the totals do not tell; of none, of all and of the last left in a line they do."""
    free = {(row, at) for row, sizes in enumerate(grid.sizes) for at, size in enumerate(sizes) if size}
    rows, columns = _every(grid)
    while rows or columns:
        told = {place for line in _lines(grid, free, rows, columns) if _is_told(grid, line) for place in line}
        free -= told
        rows, columns = {row for row, _ in told}, {column for _, column in told}
    return free


def _is_told(grid: Grid, line: list[Place]) -> bool:
    together, room = _sums(grid, line)
    return len(line) == 1 or together in {0, room}


def _every(grid: Grid) -> tuple[set[int], set[int]]:
    return set(range(len(grid.counts))), set(range(len(grid.counts[0]) if grid.counts else 0))


def _lines(grid: Grid, free: set[Place], rows: set[int], columns: set[int]) -> Iterator[list[Place]]:
    """What totals do not tell of these rows and columns, of those whose total is told."""
    every_row, every_column = _every(grid)
    for row in sorted(rows - grid.open_rows):
        yield [(row, column) for column in every_column if (row, column) in free]
    for column in sorted(columns - grid.open_columns):
        yield [(row, column) for row in every_row if (row, column) in free]


def _cover(grid: Grid, line: list[Place], hidden: set[Place], threshold: int) -> list[Place]:
    """What is to be hidden in a line so that its total narrows none of it down."""
    within = [place for place in line if place in hidden]
    if not within or not _narrow(grid, within, threshold):
        return []
    others = _least_first(grid, (place for place in line if place not in hidden))
    for at in range(1, len(others) + 1):
        if not _narrow(grid, within + others[:at], threshold):
            return others[:at]
    return others


def _least_first(grid: Grid, places: Iterable[Place]) -> list[Place]:
    found = sorted((grid.counts[row][column], (row, column)) for row, column in places)
    return [place for n, place in found if n] + [place for n, place in found if not n]


def _narrow(grid: Grid, within: list[Place], threshold: int) -> bool:
    """As in the months of a report (`report_month_hiding`)."""
    together, room = _sums(grid, within)
    for row, column in within:
        size = grid.sizes[row][column]
        if min(size, together) - max(0, together - room + size) < min(size, threshold + 1):
            return True
    return False


def _sums(grid: Grid, line: list[Place]) -> tuple[int, int]:
    return sum([grid.counts[i][j] for i, j in line]), sum([grid.sizes[i][j] for i, j in line])


def _link(grid: Grid, free: set[Place], hidden: set[Place]) -> Place | None:
    """A cell that, hidden too, keeps another from following; None where none follows, or nothing helps.

    With rows and columns as the points of a graph and hidden cells as its lines, a cell follows from sums
    over rows and columns if it is a bridge (Gusfield 1988, "A graph theoretic approach to statistical data
    security", SIAM J. Comput. 17).
    """
    rows, shown = len(grid.counts), free - hidden
    for side in _beyond_bridges(_graph(grid, free & hidden)):
        crossing = (place for place in shown if (place[0] in side) != (rows + place[1] in side))
        if links := _least_first(grid, crossing):
            return links[0]
    return None


def _graph(grid: Grid, hidden: set[Place]) -> list[list[int]]:
    """Neighbours of each row, then of each column, then of all rows' and all columns' totals together."""
    rows, columns = len(grid.counts), len(grid.counts[0])
    down, across = rows + columns, rows + columns + 1
    edges = [(row, rows + column) for row, column in sorted(hidden)]
    edges += [(row, down) for row in sorted(grid.open_rows)]
    edges += [(rows + column, across) for column in sorted(grid.open_columns)]
    near: list[list[int]] = [[] for _ in range(across + 1)]
    for one, other in edges:
        near[one].append(other)
        near[other].append(one)
    return near


def _beyond_bridges(near: list[list[int]]) -> Iterator[set[int]]:
    """For each bridge the points on one side of it, by depth-first search (Tarjan 1974)."""
    order: dict[int, int] = {}
    low: dict[int, int] = {}

    def search(at: int, came: int) -> Iterator[set[int]]:
        order[at] = low[at] = len(order)
        for other in near[at]:
            if other == came:
                continue
            if other not in order:
                yield from search(other, at)
                if low[other] > order[at]:
                    yield {one for one, number in order.items() if number >= order[other]}
            low[at] = min(low[at], low[other])

    for start in range(len(near)):
        if start not in order:
            yield from search(start, -1)
