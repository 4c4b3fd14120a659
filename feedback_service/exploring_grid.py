"""Teams by the groups of the way that was picked, as a grid: what is told of one team is a row of it."""

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


def free_cells(grid: Grid) -> set[Place]:
    """The cells that the totals do not tell; of none, of all and of the last left in a line they do."""
    free = {(row, at) for row, sizes in enumerate(grid.sizes) for at, size in enumerate(sizes) if size}
    rows, columns = every(grid)
    while rows or columns:
        told = {place for line in lines(grid, free, rows, columns) if _is_told(grid, line) for place in line}
        free -= told
        rows, columns = {row for row, _ in told}, {column for _, column in told}
    return free


def _is_told(grid: Grid, line: list[Place]) -> bool:
    together, room = sums(grid, line)
    return len(line) == 1 or together in {0, room}


def every(grid: Grid) -> tuple[set[int], set[int]]:
    """All rows and all columns."""
    return set(range(len(grid.counts))), set(range(len(grid.counts[0]) if grid.counts else 0))


def lines(grid: Grid, free: set[Place], rows: set[int], columns: set[int]) -> Iterator[list[Place]]:
    """What totals do not tell of these rows and columns, of those whose total is told."""
    every_row, every_column = every(grid)
    for row in sorted(rows - grid.open_rows):
        yield [(row, column) for column in every_column if (row, column) in free]
    for column in sorted(columns - grid.open_columns):
        yield [(row, column) for row in every_row if (row, column) in free]


def least_first(grid: Grid, places: Iterable[Place]) -> list[Place]:
    """The cells in the order in which they are hidden: zeros last."""
    found = sorted((grid.counts[row][column], (row, column)) for row, column in places)
    return [place for n, place in found if n] + [place for n, place in found if not n]


def sums(grid: Grid, line: list[Place]) -> tuple[int, int]:
    """The numbers in these cells together, and their sizes together."""
    return sum([grid.counts[i][j] for i, j in line]), sum([grid.sizes[i][j] for i, j in line])


def few(grid: Grid, place: Place, threshold: int) -> bool:
    """Whether the number in a cell, or what its size leaves, is small."""
    n, size = grid.counts[place[0]][place[1]], grid.sizes[place[0]][place[1]]
    return 1 <= n <= threshold or 1 <= size - n <= threshold
