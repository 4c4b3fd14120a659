"""Small-number suppression of two-way tables that show their totals. scipy is heavy: for reports only."""

from collections.abc import Iterator, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linprog

from analysis.suppression import HIDDEN, THRESHOLD

TOTAL: Final = "total"

Counts = NDArray[np.int64]  # (rows + 1, columns + 1), the last of each being totals
Mask = NDArray[np.bool_]
Place = tuple[int, int]


def suppress_crossed(
    counts: Mapping[str, Mapping[str, int]], *, threshold: int = THRESHOLD
) -> dict[str, dict[str, int | None]]:
    """Return the table with a row and a column named "total" added, and unsafe counts HIDDEN, totals too.

    Counts of 1 to `threshold` are hidden, then others until whoever knows all that is shown, and that counts
    are not negative, can narrow no hidden count to a range of `threshold` or less from its lowest to its
    highest. Which to hide besides is chosen step by step (the smallest beside a cell that is too narrow,
    zeros last; totals for totals), so more may be hidden than the least possible. Someone who also
    reruns this choice for every table that may be behind it could rule some out: that is not covered.

    Method: the audit of complementary suppression (Cox 1980, "Suppression methodology and statistical
    disclosure control", JASA 75): each hidden cell's feasible range by linear programming. Every row has the
    same columns. Raises ValueError for a name "total", a negative count or a threshold below 2.
    """
    table = _with_totals(counts, threshold)
    hidden = (table >= 1) & (table <= threshold)
    while (narrow := _too_narrow(table, hidden, threshold)) is not None:
        hidden[_next(table, hidden, narrow)] = True
    columns = [*next(iter(counts.values()), {}), TOTAL]
    return {
        name: {column: HIDDEN if hidden[i, j] else int(table[i, j]) for j, column in enumerate(columns)}
        for i, name in enumerate([*counts, TOTAL])
    }


def _with_totals(counts: Mapping[str, Mapping[str, int]], threshold: int) -> Counts:
    columns = list(next(iter(counts.values()), {}))
    if threshold < 2:  # noqa: PLR2004 - said in the docstring
        raise ValueError("the suppression threshold must be at least 2")
    if TOTAL in counts or TOTAL in columns:
        raise ValueError("the table brings a total of its own")
    if any(list(row) != columns for row in counts.values()):
        raise ValueError("every row needs the same columns")
    inner = np.array([list(row.values()) for row in counts.values()], dtype=np.int64)
    inner = inner.reshape(len(counts), len(columns))
    if (inner < 0).any():
        raise ValueError("a count cannot be negative")
    wide = np.hstack([inner, inner.sum(axis=1, keepdims=True)])
    return np.vstack([wide, wide.sum(axis=0, keepdims=True)])


def _too_narrow(table: Counts, hidden: Mask, threshold: int) -> Place | None:
    """The first hidden cell whose range is too narrow, small counts first."""
    matrix, sums = _equations(table, hidden)
    places = [(int(i), int(j)) for i, j in np.argwhere(hidden)]
    order = sorted(range(len(places)), key=lambda at: (table[places[at]], places[at]))
    most = 2 * (int(table.max(initial=0)) + threshold)
    return next((places[at] for at in order if _range(matrix, sums, at, most) <= threshold), None)


def _equations(table: Counts, hidden: Mask) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """One equation a row and a column (its cells less its total make 0) over the hidden cells."""
    signs = np.ones(table.shape)
    signs[-1, :] *= -1
    signs[:, -1] *= -1
    places = np.argwhere(hidden)
    lines = []
    sums = []
    for axis, length in enumerate(table.shape):
        for line in range(length):
            # In the line of totals the total of totals counts against the others, as any total does.
            turned = signs * (-1 if line == length - 1 else 1)
            inside = (np.indices(table.shape)[axis] == line) * turned
            lines.append([inside[i, j] for i, j in places])
            sums.append(-(inside * table * ~hidden).sum())
    return np.array(lines, dtype=float), np.array(sums, dtype=float)


def _range(matrix: NDArray[np.float64], sums: NDArray[np.float64], at: int, most: int) -> int:
    """How far the largest possible value of a hidden cell lies above the least.

    Ends are whole numbers: the equations are those of flows. A cell without upper end is held at `most`.
    """
    goal = np.zeros(matrix.shape[1])
    goal[at] = 1
    low, high = (
        linprog(sign * goal, A_eq=matrix, b_eq=sums, bounds=(0, most), method="highs-ds") for sign in (1, -1)
    )
    return round(float(-high.fun - low.fun))


def _next(table: Counts, hidden: Mask, narrow: Place) -> Place:
    """The cell to hide besides: of the same kind (count or total), in the same row or column if any is."""
    rows, columns = table.shape

    def is_total(place: Place) -> bool:
        return bool(place[0] == rows - 1 or place[1] == columns - 1)

    def cost(place: Place) -> tuple[bool, bool, bool, int, Place]:
        beside = place[0] == narrow[0] or place[1] == narrow[1]
        count = int(table[place])
        return is_total(place) != is_total(narrow), not beside, count == 0, count, place

    return min((place for place in _places(table) if not hidden[place]), key=cost)


def _places(table: Counts) -> Iterator[Place]:
    return ((i, j) for i in range(table.shape[0]) for j in range(table.shape[1]))
