"""What numbers about overlapping people tell of others, by adding and subtracting. numpy: for reports."""

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

_NEAR: Final = 1e-6


class _Plan(NamedTuple):
    """How further regions follow from known ones: one known less another, or a row of `sums` of all."""

    less: tuple[tuple[int, int, int], ...]
    regions: tuple[int, ...]
    sums: Matrix


def derived(known: Iterable[tuple[int, int | None]]) -> Iterator[tuple[int, int]]:
    """Every region that the known ones make up by elimination or by taking one from another, with its count.

    A region is a set of bits. All there are where regions lie within each other or apart; where they overlap
    in part, a few may be missed that only sums of several eliminations would give.
    """
    values = {region: value for region, value in known if value is not None}
    # Of two about the very same, the later one counts.
    yield from values.items()
    if values:
        counts = [*values.values()]
        plan = _plan(tuple(values))
        for region, whole, part in plan.less:
            yield region, counts[whole] - counts[part]
        for region, value in zip(plan.regions, plan.sums @ np.array(counts, dtype=float), strict=True):
            yield region, round(float(value))


@lru_cache(maxsize=64)
def _plan(regions: tuple[int, ...]) -> _Plan:
    """Which regions are shown is the same for most questions of a report: so it is worked out once."""
    less = tuple(
        (whole & ~part, at, of)
        for at, whole in enumerate(regions)
        for of, part in enumerate(regions)
        if part != whole and part & ~whole == 0
    )
    found = [*_eliminated(regions)]
    sums = np.array([row for _, row in found]).reshape(len(found), len(regions))
    return _Plan(less, tuple(region for region, _ in found), sums)


def _eliminated(regions: Sequence[int]) -> Iterator[tuple[int, Matrix]]:
    """The regions that Gauss and Jordan leave by themselves, and the sum of known ones that each is."""
    pieces = sorted(_pieces(regions))
    order = sorted(range(len(regions)), key=lambda at: regions[at])
    for columns in (pieces, pieces[::-1]):
        inside = [[float(regions[at] & one != 0) for one in columns] for at in order]
        ways = np.eye(len(regions))[order]
        for row in _reduced(np.hstack([np.array(inside), ways]), len(columns)):
            whole = row[: len(columns)].round()
            if np.abs(row[: len(columns)] - whole).max() < _NEAR and {*whole} <= {0.0, 1.0} and whole.any():
                region = sum(one for one, within in zip(columns, whole, strict=True) if within)
                yield region, row[len(columns) :]


def _pieces(regions: Iterable[int]) -> set[int]:
    """The coarsest pieces of which all regions are made, as sets of bits."""
    pieces: set[int] = set()
    for region in regions:
        cut = {one & region for one in pieces} | {one & ~region for one in pieces}
        pieces = (cut | {region & ~sum(pieces)}) - {0}
    return pieces


def _reduced(matrix: Matrix, columns: int) -> Matrix:
    """The reduced row echelon form over the first columns; the others say what each row is the sum of."""
    row = 0
    for column in range(columns):
        if row == len(matrix):
            break
        best = row + int(np.abs(matrix[row:, column]).argmax())
        if abs(matrix[best, column]) < _NEAR:
            continue
        matrix[[row, best]] = matrix[[best, row]]
        matrix[row] /= matrix[row, column]
        others = np.arange(len(matrix)) != row
        matrix[others] -= np.outer(matrix[others, column], matrix[row])
        row += 1
    return matrix[:row]
