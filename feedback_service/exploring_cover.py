"""Which further cells of a grid are hidden, so that no line of it and no chain of lines gives a cell away."""

from collections.abc import Iterable

from feedback_service.exploring_grid import Grid, Place, every, free_cells, least_first, lines, sums
from feedback_service.exploring_links import link


def covered(grid: Grid, hidden: Iterable[Place], threshold: int) -> set[Place]:
    """`hidden` and what is hidden besides: the least of a line first, zeros last.

    No total narrows a hidden cell of its line down to `threshold` values or fewer (between 0 and its size),
    as long as the line has something left to hide, and no hidden cell follows exactly from several lines.
    A cell that the totals tell by themselves protects no other.
    """
    free, found = free_cells(grid), set(hidden)
    rows, columns = every(grid)
    while rows or columns:
        more = set[Place]()
        for line in lines(grid, free, rows, columns):
            added = _cover(grid, line, found, threshold)
            more.update(added)
            found.update(added)
        if not more and (linked := link(grid, free, found, threshold)):
            more.add(linked)
            found.add(linked)
        rows, columns = {row for row, _ in more}, {column for _, column in more}
    return found


def _cover(grid: Grid, line: list[Place], hidden: set[Place], threshold: int) -> list[Place]:
    """What is to be hidden in a line so that its total narrows none of it down."""
    within = [place for place in line if place in hidden]
    if not within:
        return []
    together, room = sums(grid, within)
    sizes = [grid.sizes[row][column] for row, column in within]
    if not _narrow(sizes, together, room, threshold):
        return []
    others = least_first(grid, (place for place in line if place not in hidden))
    for at, (row, column) in enumerate(others):
        sizes.append(grid.sizes[row][column])
        together, room = together + grid.counts[row][column], room + sizes[-1]
        if not _narrow(sizes, together, room, threshold):
            return others[: at + 1]
    return others


def _narrow(sizes: list[int], together: int, room: int, threshold: int) -> bool:
    """As in the months of a report (`report_month_hiding`)."""
    if min(together, room - together, room - max(sizes)) > threshold:
        return False  # whatever the sizes are: without this the longest lines take most of the time
    return any(
        min(size, together) - max(0, together - room + size) < min(size, threshold + 1) for size in sizes
    )
