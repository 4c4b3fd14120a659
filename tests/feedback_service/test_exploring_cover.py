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
        nothing_follows([[one for one, _ in row] for row in cells], sizes, shown, line.cells, of_all.cells)
    if None not in (by_team.n, everybody.n):
        room = [[1000 if size else 0 for size in row] for row in sizes]
        rows, columns = ([one.n for one in table.groups] for table in (by_team, everybody))
        nothing_follows(sizes, room, each.sizes, rows, columns)


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
