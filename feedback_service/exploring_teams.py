"""What the theme explorer tells of one team, held against what it tells of all of them and of each other."""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product

import msgspec

from analysis.suppression import suppress
from feedback_service.exploring import SMALLEST_GROUP, Group, Line, Table
from feedback_service.exploring_cover import covered
from feedback_service.exploring_grid import Grid, Numbers, Place, every, few, free_cells
from feedback_service.exploring_links import following
from feedback_service.storage.exploring import Explored

Cells = tuple[tuple[int | None, ...], ...]


class Crossed(msgspec.Struct, frozen=True):
    """Each team by each group: how many submissions there are, and how many speak of each theme. None is
    hidden. `by_team`: the table by team beside it."""

    by_team: Table
    values: tuple[str, ...]
    sizes: Cells
    spoken: Mapping[str, Cells]

    def groups_of(self, team: str) -> tuple[str, ...]:
        """The groups of a team to tell of: not those in which it is told that nobody is."""
        at = _place_of(self.by_team, team)
        sizes = () if at is None else self.sizes[at]
        return tuple(value for value, n in zip(self.values, sizes, strict=at is not None) if n != 0)

    def of_team(self, team: str, values: Sequence[str]) -> Table | None:
        """The table of one team by these groups; None for a team in which nobody answered."""
        at = _place_of(self.by_team, team)
        if at is None:
            return None
        places = [self.values.index(value) for value in values]
        return Table(
            self.by_team.groups[at].n,
            tuple(Group(self.values[place], self.sizes[at][place]) for place in places),
            tuple(
                Line(
                    one.theme_id,
                    one.cells[at],
                    tuple(self.spoken[one.theme_id][at][place] for place in places),
                )
                for one in self.by_team.lines
            ),
        )

    def of_group(self, value: str, everybody: Table) -> Table:
        """The table by team of one group; `everybody` by group gives the numbers of all teams."""
        alone = of_group(everybody, value)
        if not alone.groups:
            groups = tuple(Group(one.value, 0) for one in self.by_team.groups)
            return Table(0, groups, tuple(Line(one.theme_id, 0, (0,) * len(groups)) for one in alone.lines))
        place = self.values.index(value)
        sizes = zip(self.by_team.groups, self.sizes, strict=True)
        return Table(
            alone.n,
            tuple(Group(one.value, line[place]) for one, line in sizes),
            tuple(
                Line(one.theme_id, one.n, tuple(cells[place] for cells in self.spoken[one.theme_id]))
                for one in alone.lines
            ),
        )


def of_group(table: Table, value: str) -> Table:
    """One column of a table by itself."""
    at = _place_of(table, value)
    if at is None:
        return Table(0, (), tuple(Line(line.theme_id, 0, ()) for line in table.lines))
    lines = (Line(line.theme_id, line.cells[at], (line.cells[at],)) for line in table.lines)
    return Table(table.groups[at].n, (table.groups[at],), tuple(lines))


def crossed(teams: Mapping[str, Explored], by_team: Table, everybody: Table, threshold: int) -> Crossed:
    """Each team by the groups of `everybody`, so that what these two tables and those of all teams tell
    together gives no small number away. What either hides is hidden in its row or column too.

    It is the same whichever team is picked, and is worked out once for the same numbers.
    """
    values = [group.value for group in everybody.groups]
    found = [teams.get(group.value, Explored({}, {})) for group in by_team.groups]
    sizes = tuple(tuple(one.sizes.get(value, 0) for value in values) for one in found)
    counts = tuple(
        tuple(tuple(one.spoken.get((line.theme_id, value), 0) for value in values) for one in found)
        for line in by_team.lines
    )
    return _crossed(sizes, counts, by_team, everybody, threshold)


@lru_cache(maxsize=16)
def _crossed(
    sizes: tuple[tuple[int, ...], ...],
    counts: tuple[tuple[tuple[int, ...], ...], ...],
    by_team: Table,
    everybody: Table,
    threshold: int,
) -> Crossed:
    grid = _unbounded(sizes, by_team, everybody, threshold)
    spoken_of = dict(zip((line.theme_id for line in by_team.lines), counts, strict=True))
    small, free = _sizes(grid, threshold), free_cells(grid)
    themes = _themes(grid, small & free, spoken_of, by_team, everybody)
    telling = set[Place]().union(*(_telling(one, threshold) for one in themes.values() if one))
    if telling:
        small = covered(grid, small | telling & free, threshold)
        themes = _themes(grid, small & free, spoken_of, by_team, everybody)
    values = tuple(group.value for group in everybody.groups)
    nothing = tuple((None,) * len(values) for _ in sizes)
    spoken = {theme: _spoken(one, small, threshold) if one else nothing for theme, one in themes.items()}
    return Crossed(by_team, values, _less(sizes, small), spoken)


def _unbounded(sizes: Numbers, by_team: Table, everybody: Table, threshold: int) -> Grid:
    """How many submissions there are: each cell may hold any number, for all that a reader knows."""
    most = sum(map(sum, sizes)) + threshold + 1
    return Grid(
        sizes,
        [[most] * len(line) for line in sizes],
        _hidden([group.n for group in by_team.groups]),
        _hidden([group.n for group in everybody.groups]),
    )


def _themes(
    grid: Grid, unknown: set[Place], counts: Mapping[str, Numbers], by_team: Table, everybody: Table
) -> dict[str, Grid | None]:
    """Each theme within the sizes but those that are `unknown`; None where not even a total is told."""
    told = {one.theme_id: one for one in everybody.lines}
    known = [
        [most if (row, at) in unknown else size for at, (size, most) in enumerate(zip(*line, strict=True))]
        for row, line in enumerate(zip(grid.counts, grid.sizes, strict=True))
    ]
    grids: dict[str, Grid | None] = {}
    for line in by_team.lines:
        of_all = told[line.theme_id]
        one = Grid(counts[line.theme_id], known, _hidden(line.cells), _hidden(of_all.cells))
        grids[line.theme_id] = None if line.n is None or of_all.n is None else one
    return grids


def _telling(grid: Grid, threshold: int) -> set[Place]:
    """Where it has to be hidden how many submissions there are, as the totals alone tell a small number:
    where all of them speak of the theme, or there are none."""
    full = {(row, at) for row, at in product(*every(grid)) if grid.counts[row][at] == grid.sizes[row][at]}
    if not full:
        return full
    free = free_cells(grid)
    told = set(product(*every(grid))) - free
    small = any(few(grid, place, threshold) for place in told)
    if not small:
        small = any(few(grid, place, threshold) for place in following(grid, free, threshold))
    return full if small else set()


def _sizes(grid: Grid, threshold: int) -> set[Place]:
    """Where it is hidden how many submissions there are."""
    hidden = _whole(grid.counts, grid.open_rows, grid.open_columns)
    for row, across in enumerate(grid.counts):
        hidden |= {(row, column) for column in _suppressed(across, threshold)}
    for column, down in enumerate(zip(*grid.counts, strict=True)):
        hidden |= {(row, column) for row in _suppressed(down, threshold)}
    return covered(grid, hidden, threshold)


def _suppressed(line: Sequence[int], threshold: int) -> list[int]:
    told = suppress({str(at): n for at, n in enumerate(line)}, threshold=threshold, total_shown=True)
    return [int(at) for at, n in told.items() if n is None]


def _spoken(grid: Grid, small: set[Place], threshold: int) -> Cells:
    """In how many submissions a theme stands."""
    hidden = small | _whole(grid.counts, grid.open_rows, grid.open_columns)
    for row, line in enumerate(grid.sizes):
        for column, size in enumerate(line):
            if 0 < size < SMALLEST_GROUP or few(grid, (row, column), threshold):
                hidden.add((row, column))
    return _less(grid.counts, covered(grid, hidden, threshold))


def _less(counts: Sequence[Sequence[int]], hidden: set[Place]) -> Cells:
    return tuple(
        tuple(None if (row, column) in hidden else n for column, n in enumerate(line))
        for row, line in enumerate(counts)
    )


def _whole(counts: Sequence[Sequence[int]], rows: frozenset[int], columns: frozenset[int]) -> set[Place]:
    return {
        (row, column)
        for row, line in enumerate(counts)
        for column in range(len(line))
        if row in rows or column in columns
    }


def _hidden(numbers: Sequence[int | None]) -> frozenset[int]:
    return frozenset(at for at, n in enumerate(numbers) if n is None)


def _place_of(table: Table, value: str) -> int | None:
    return next((at for at, group in enumerate(table.groups) if group.value == value), None)
