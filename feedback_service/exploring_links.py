"""Which cell has to be hidden so that another does not follow from several rows and columns together."""

from collections.abc import Iterator

from feedback_service.exploring_grid import Grid, Place, few, least_first


def link(grid: Grid, free: set[Place], hidden: set[Place], threshold: int) -> Place | None:
    """A cell that, hidden too, keeps another from following; None where none follows, or nothing helps.

    With rows and columns as the points of a graph and hidden cells as its lines, one way only where a number
    can but rise or fall, a cell follows if it leads out of what is strongly connected, or is a bridge in it
    (Gusfield 1988, "A graph theoretic approach to statistical data security", SIAM J. Comput. 17).
    """
    shown = free - hidden
    for _, side in _sides(grid, free & hidden, threshold):
        crossing = (place for place in shown if _crosses(grid, place, side))
        if links := least_first(grid, crossing):
            return links[0]
    return None


def following(grid: Grid, hidden: set[Place], threshold: int) -> set[Place]:
    """The hidden cells that follow from sums over rows and columns, of those that can but rise or fall only
    small ones."""
    return {place for places, _ in _sides(grid, hidden, threshold) for place in places}


def _sides(grid: Grid, hidden: set[Place], threshold: int) -> Iterator[tuple[list[Place], set[int]]]:
    """Cells that follow, and the points on one side of them."""
    near, rows = _graph(grid, hidden, one_way=True), len(grid.counts)
    part = _parts(near)
    within = {(row, at) for row, at in hidden if part[row] is part[rows + at]}
    for row, at in sorted(hidden - within):
        if few(grid, (row, at), threshold):
            yield from (([(row, at)], side) for side in (part[row], *_ways(near, row)))
    for side in _beyond_bridges(_graph(grid, within)):
        across = [place for place in within if _crosses(grid, place, side)]
        yield across, side
        for row, at in across:
            if few(grid, (row, at), threshold):
                yield from ((across, wider) for wider in (part[row], *_ways(near, row)))


def _crosses(grid: Grid, place: Place, side: set[int]) -> bool:
    return (place[0] in side) != (len(grid.counts) + place[1] in side)


def _graph(grid: Grid, hidden: set[Place], *, one_way: bool = False) -> list[list[int]]:
    """Neighbours of each row, then of each column, then of all rows' and all columns' totals together.

    `one_way`: from the row to the column only where the number can rise, and back where it can fall.
    """
    rows, columns = len(grid.counts), len(grid.counts[0])
    down, across = rows + columns, rows + columns + 1
    near: list[list[int]] = [[] for _ in range(across + 1)]
    for row, at in sorted(hidden):
        n = grid.counts[row][at]
        if not one_way or n < grid.sizes[row][at]:
            near[row].append(rows + at)
        if not one_way or n:
            near[rows + at].append(row)
    edges = [(row, down) for row in sorted(grid.open_rows)]
    edges += [(rows + at, across) for at in sorted(grid.open_columns)]
    for one, other in edges:
        near[one].append(other)
        near[other].append(one)
    return near


def _parts(near: list[list[int]]) -> list[set[int]]:
    """Of each point the points that it is strongly connected with."""
    parts, back = dict[int, set[int]](), _turned(near)
    for at in range(len(near)):
        if at not in parts:
            part = _reached(near, at) & _reached(back, at)
            parts.update(dict.fromkeys(part, part))
    return [parts[at] for at in range(len(near))]


def _ways(near: list[list[int]], at: int) -> tuple[set[int], set[int]]:
    """The points that a point leads to, and those that lead to it."""
    return _reached(near, at), _reached(_turned(near), at)


def _turned(near: list[list[int]]) -> list[list[int]]:
    back: list[list[int]] = [[] for _ in near]
    for one, others in enumerate(near):
        for other in others:
            back[other].append(one)
    return back


def _reached(near: list[list[int]], start: int) -> set[int]:
    seen, todo = {start}, [start]
    while todo:
        new = set(near[todo.pop()]) - seen
        seen |= new
        todo += new
    return seen


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
