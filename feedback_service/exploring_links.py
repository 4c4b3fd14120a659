"""Which cell has to be hidden so that another does not follow from several rows and columns together."""

from collections.abc import Iterator

from feedback_service.exploring_grid import Grid, Place, least_first


def link(grid: Grid, free: set[Place], hidden: set[Place]) -> Place | None:
    """A cell that, hidden too, keeps another from following; None where none follows, or nothing helps.

    With rows and columns as the points of a graph and hidden cells as its lines, a cell follows from sums
    over rows and columns if it is a bridge (Gusfield 1988, "A graph theoretic approach to statistical data
    security", SIAM J. Comput. 17).
    """
    rows, shown = len(grid.counts), free - hidden
    for side in _beyond_bridges(_graph(grid, free & hidden)):
        crossing = (place for place in shown if (place[0] in side) != (rows + place[1] in side))
        if links := least_first(grid, crossing):
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
