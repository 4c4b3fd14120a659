"""What the explorer tells of one team gives away nothing that it hides of another, whatever is picked."""

from collections.abc import Sequence
from itertools import product

import numpy as np
from hypothesis import example, given, settings
from hypothesis import strategies as st

from feedback_service.exploring import Table, by_groups
from feedback_service.exploring_cover import covered
from feedback_service.exploring_grid import Grid, Place
from feedback_service.exploring_sums import all_teams, each_team
from feedback_service.exploring_teams import Cells, Crossed, crossed
from feedback_service.storage.exploring import Explored

THRESHOLD = 5
Cell = tuple[int, int]
"""How many speak of a theme, and how many do not."""
ANY = 100_000
Numbers = Sequence[int | None]


def teams_of(cells: list[list[Cell]]) -> dict[str, Explored]:
    """A team a row and a group a column."""
    return {
        f"team {row}": Explored(
            {("food", f"group {at}"): few for at, (few, _) in enumerate(line) if few},
            {f"group {at}": few + more for at, (few, more) in enumerate(line) if few + more},
        )
        for row, line in enumerate(cells)
    }


def told(cells: list[list[Cell]]) -> tuple[Crossed, Table, Table]:
    """What is told of each team, by team, and of everybody."""
    teams = teams_of(cells)
    values = [f"group {at}" for at in range(len(cells[0]))]
    by_team = by_groups(each_team(teams), ["food"], list(teams), THRESHOLD)
    everybody = by_groups(all_teams(teams), ["food"], values, THRESHOLD)
    return crossed(teams, by_team, everybody, THRESHOLD), by_team, everybody


def freely(counts: list[list[int]], sizes: list[list[int]], rows: Numbers, columns: Numbers) -> set[Place]:
    """The cells that the totals do not tell, as they do of none, of all, and of the last left in a line."""
    places = list(product(range(len(counts)), range(len(counts[0]))))
    free = {(i, j) for i, j in places if sizes[i][j]}
    while True:
        lines = [[one for one in places if one[0] == at] for at, n in enumerate(rows) if n is not None]
        lines += [[one for one in places if one[1] == at] for at, n in enumerate(columns) if n is not None]
        before = set(free)
        for line in lines:
            left = [one for one in line if one in free]
            together = sum(counts[i][j] for i, j in left)
            if len(left) < 2 or together in {0, sum(sizes[i][j] for i, j in left)}:
                free.difference_update(left)
        if free == before:
            return free


def exactly(hidden: list[Place], rows: Numbers, columns: Numbers) -> set[Place]:
    """The hidden cells that follow by adding and subtracting the totals that are told, and that of all."""
    lines = [[place[0] == at for place in hidden] for at, n in enumerate(rows) if n is not None]
    lines += [[place[1] == at for place in hidden] for at, n in enumerate(columns) if n is not None]
    known = np.array([*lines, [True] * len(hidden)], dtype=float)
    rank = np.linalg.matrix_rank(known) if hidden else 0
    alone = np.eye(len(hidden))
    return {
        place
        for at, place in enumerate(hidden)
        if np.linalg.matrix_rank(np.vstack([known, alone[at]])) == rank
    }


def nothing_follows(
    counts: list[list[int]], sizes: list[list[int]], shown: Cells, rows: Numbers, columns: Numbers
) -> None:
    """No hidden number follows that the totals do not tell by themselves, and no line narrows one down."""
    free = freely(counts, sizes, rows, columns)
    hidden = [(i, j) for i, j in sorted(free) if shown[i][j] is None]
    assert exactly(hidden, rows, columns) <= exactly(sorted(free), rows, columns)
    for axis, totals in enumerate((rows, columns)):
        for at in (at for at, n in enumerate(totals) if n is not None):
            line = [place for place in free if place[axis] == at]
            kept = [(counts[i][j], sizes[i][j]) for i, j in hidden if (i, j)[axis] == at]
            if len(kept) == len(line):
                continue  # nothing is left that could be hidden besides
            together, room = sum(count for count, _ in kept), sum(size for _, size in kept)
            for _, size in kept:
                least = max(0, together - (room - size))
                assert min(size, together) - least >= min(size, THRESHOLD + 1)


def within_sizes(sizes: list[list[int]], shown: Cells) -> list[list[int]]:
    """What a cell may hold at most, for a reader of the sizes that are shown."""
    lines = zip(sizes, shown, strict=True)
    return [[ANY if n is None else size for size, n in zip(*line, strict=True)] for line in lines]


def may_move(
    counts: list[list[int]], sizes: list[list[int]], hidden: set[Place], rows: Numbers, columns: Numbers
) -> set[Place]:
    """The hidden cells that stand at another number in another table which gives the same page.

    Such a table is this one changed along a ring of cells, up and down by turns: its rows and columns are the
    points of a graph, with an edge from the row where a number can rise and to the row where it can fall.
    """
    edges = {("row", i, "column", j) for i, j in hidden if counts[i][j] < sizes[i][j]}
    edges |= {("column", j, "row", i) for i, j in hidden if counts[i][j]}
    for kind, numbers in (("row", rows), ("column", columns)):
        for at in (at for at, n in enumerate(numbers) if n is None):
            edges |= {(kind, at, f"all {kind}s", 0), (f"all {kind}s", 0, kind, at)}

    def leads(start: tuple[str, int], goal: tuple[str, int], place: Place) -> bool:
        own = {("row", place[0]), ("column", place[1])}
        seen, todo = {start}, [start]
        while todo:
            at = todo.pop()
            for one, x, other, y in edges:
                if (one, x) == at and {at, (other, y)} != own and (other, y) not in seen:
                    seen.add((other, y))
                    todo.append((other, y))
        return goal in seen

    return {
        (i, j)
        for i, j in hidden
        if (counts[i][j] < sizes[i][j] and leads(("column", j), ("row", i), (i, j)))
        or (counts[i][j] and leads(("row", i), ("column", j), (i, j)))
    }


def pages(each: Crossed, teams: Sequence[str]) -> tuple[Cells, Cells]:
    """Sizes and numbers as the page of each team shows them; in a group that is left out nobody is."""
    sizes, spoken = [], []
    for team in teams:
        table = each.of_team(team, each.groups_of(team))
        groups = table.groups if table else ()
        cells = table.lines[0].cells if table else ()
        number = {group.value: n for group, n in zip(groups, cells, strict=True)}
        size = {group.value: group.n for group in groups}
        sizes.append(tuple(size.get(value, 0) for value in each.values))
        spoken.append(tuple(number.get(value, 0) for value in each.values))
    return tuple(sizes), tuple(spoken)


def hidden_in(shown: Cells) -> set[Place]:
    return {(i, j) for i, line in enumerate(shown) for j, n in enumerate(line) if n is None}


def few(count: int) -> bool:
    return 1 <= count <= THRESHOLD


cell = st.tuples(st.integers(0, 16), st.integers(0, 30))
many = st.tuples(st.integers(6, 40), st.integers(6, 40))
tables = st.tuples(st.integers(2, 5), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(cell | many | many | st.just((0, 0)), min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@given(tables)
@example([[(8, 9), (9, 20)], [(3, 20), (20, 20)]])
@example([[(3, 30), (12, 20), (30, 40)], [(7, 20), (10, 30), (9, 30)]])
@settings(max_examples=200, deadline=None)
def test_nothing_hidden_of_a_team_follows_from_what_is_told_of_all_others(cells: list[list[Cell]]) -> None:
    each, by_team, everybody = told(cells)
    sizes = [[few + more for few, more in line] for line in cells]
    (line,), (of_all,) = by_team.lines, everybody.lines
    shown = each.spoken["food"]
    for (i, row), j in product(enumerate(cells), range(len(cells[0]))):
        number, size = shown[i][j], each.sizes[i][j]
        assert number in (None, row[j][0])
        assert size in (None, sum(row[j]))
        assert number is None or not (few(number) or few(row[j][1]) or size is None)
        assert number is None or None not in (line.cells[i], of_all.cells[j], line.n, of_all.n)
        assert size is None or not few(size)
    if None not in (line.n, of_all.n):
        known = within_sizes(sizes, each.sizes)
        nothing_follows([[one for one, _ in row] for row in cells], known, shown, line.cells, of_all.cells)
    if None not in (by_team.n, everybody.n):
        room = [[ANY] * len(row) for row in sizes]
        rows, columns = ([one.n for one in table.groups] for table in (by_team, everybody))
        nothing_follows(sizes, room, each.sizes, rows, columns)


lone = st.tuples(st.integers(0, 40), st.integers(0, 60))
sparse = st.tuples(st.integers(2, 6), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.lists(lone | st.just((0, 0)) | cell, min_size=shape[1], max_size=shape[1]),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@given(sparse)
@example([[(0, 0), (20, 24)], [(0, 0), (30, 46)], [(3, 3), (5, 0)], [(20, 12), (0, 0)]])
@example([[(0, 0), (20, 24)], [(0, 0), (30, 46)], [(40, 20), (5, 45)], [(10, 22), (0, 0)]])
@example(
    [
        [(0, 0), (39, 33), (17, 14), (0, 0), (0, 0)],
        [(0, 0), (0, 0), (0, 0), (2, 11), (0, 0)],
        [(0, 0), (0, 0), (0, 0), (5, 4), (4, 11)],
        [(0, 0), (0, 0), (25, 0), (0, 0), (22, 36)],
        [(0, 0), (20, 11), (19, 37), (30, 12), (0, 0)],
    ]
)
@settings(max_examples=300, deadline=None)
def test_no_small_number_follows_from_the_pages_of_all_teams_and_the_groups_they_leave_out(
    cells: list[list[Cell]],
) -> None:
    each, by_team, everybody = told(cells)
    sizes = [[few + more for few, more in line] for line in cells]
    shown, spoken = pages(each, list(teams_of(cells)))
    (line,), (of_all,) = by_team.lines, everybody.lines
    if by_team.n is not None:
        rows, columns = ([one.n for one in table.groups] for table in (by_team, everybody))
        room = [[ANY] * len(row) for row in sizes]
        unknown = hidden_in(shown)
        known = unknown - may_move(sizes, room, unknown, rows, columns)
        assert not any(few(sizes[i][j]) for i, j in known)
    if None not in (line.n, of_all.n):
        counts, room = [[one for one, _ in row] for row in cells], within_sizes(sizes, shown)
        unknown = hidden_in(spoken)
        known = unknown - may_move(counts, room, unknown, line.cells, of_all.cells)
        assert not any(few(counts[i][j]) or few(room[i][j] - counts[i][j]) for i, j in known)


def test_a_team_in_which_a_group_is_missing_hides_that_where_it_tells_of_a_few_elsewhere() -> None:
    each, by_team, everybody = told(
        [[(0, 0), (20, 24)], [(0, 0), (30, 46)], [(3, 3), (5, 0)], [(20, 12), (0, 0)]]
    )
    assert [group.n for group in by_team.groups] == [44, 76, 11, 32]
    assert [group.n for group in everybody.groups] == [38, 125]
    assert each.sizes == ((None, None), (0, 76), (None, None), (32, 0))
    assert [each.groups_of(f"team {at}") for at in range(4)] == [
        ("group 0", "group 1"), ("group 1",), ("group 0", "group 1"), ("group 0",),
    ]  # fmt: skip


def test_a_small_month_of_one_team_hides_the_same_month_of_the_other_and_another_of_both() -> None:
    each, _, everybody = told(
        [[(8, 30), (9, 30), (20, 30), (25, 30)], [(3, 30), (9, 30), (12, 30), (14, 30)]]
    )
    assert everybody.lines[0].cells == (11, 18, 32, 39)
    assert each.spoken["food"] == ((None, None, 20, 25), (None, None, 12, 14))


def test_a_chain_of_lines_that_gives_a_cell_away_is_broken() -> None:
    """Two blocks of four hidden cells, and one between them: the rows of one block less its columns."""
    counts = [[20] * 4 for _ in range(4)]
    grid = Grid(counts, [[90] * 4 for _ in range(4)], frozenset(), frozenset())
    blocks = {*product((0, 1), (0, 1)), *product((2, 3), (2, 3))}
    assert covered(grid, blocks, THRESHOLD) == blocks
    found = covered(grid, {*blocks, (0, 2)}, THRESHOLD)
    assert len(found) == 10
    assert exactly(sorted({*blocks, (0, 2)}), [80] * 4, [80] * 4) == {(0, 2)}
    assert exactly(sorted(found), [80] * 4, [80] * 4) == set()


def test_a_team_of_which_only_one_group_answered_is_no_cover_for_another() -> None:
    cells = [[(3, 30), (20, 30), (20, 30)], [(7, 30), (0, 0), (0, 0)], [(9, 30), (25, 30), (30, 30)]]
    each, by_team, _ = told(cells)
    assert by_team.lines[0].cells == (43, 7, 64)
    assert each.spoken["food"][2][0] is None  # with the second team's 7 alone the first one's 3 would follow
