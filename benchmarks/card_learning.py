"""Figures of the card about corrections: what so many change, on average and at worst."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Final

from analysis.evaluation_learning import Point, learning_curve
from analysis.reader import Reader, Sample
from benchmarks.card_embedding import embedded
from benchmarks.card_table import Figure

# Never worse than without corrections by more than a point.
_NEVER_WORSE: Final = -0.01

Bars = tuple[float, float] | None


def corrected(
    reader: Reader, rows: Sequence[Sample], sizes: Mapping[int, Bars], splits: int
) -> Iterator[Figure]:
    """F1 by number of corrections, and what they change. `sizes`: each with its bars, micro and macro."""
    vectors = embedded([row.text for row in rows])
    points = list(learning_curve(reader, rows, vectors, tuple(sizes), range(splits)))
    for size, bars in sizes.items():
        yield from _after(size, [point for point in points if point.n == size], bars or (None, None))


def _after(size: int, points: Sequence[Point], bars: tuple[float | None, float | None]) -> Iterator[Figure]:
    after = f"after {size:,} corrections"
    micro = [point.micro - point.prior_micro for point in points]
    macro = [point.macro - point.prior_macro for point in points]
    yield Figure(f"micro F1 {after}", fmean(point.micro for point in points), bars[0])
    yield Figure(f"macro F1 {after}", fmean(point.macro for point in points), bars[1])
    for name, change in (("micro", micro), ("macro", macro)):
        yield Figure(f"change of {name} F1 {after}, mean of splits", fmean(change), _NEVER_WORSE)
        yield Figure(f"change of {name} F1 {after}, worst split", min(change), _NEVER_WORSE)
