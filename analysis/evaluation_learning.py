"""How much corrections help: figures by number of corrected texts, beside those of the codebook alone."""

from collections.abc import Iterator, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.embedding import Matrix
from analysis.learning import f1_of, learn
from analysis.reader import Reader, Reading, Sample

_Places = NDArray[np.int64]


class Point(msgspec.Struct, frozen=True):
    """F1 between 0 and 1 after `n` corrections, and the prior's on the same texts, each read as one whole."""

    n: int
    micro: float
    macro: float
    prior_micro: float
    prior_macro: float


def learning_curve(
    reader: Reader, rows: Sequence[Sample], vectors: Matrix, sizes: Sequence[int], seeds: Sequence[int]
) -> Iterator[Point]:
    """One point for each seed and size, measured on the third of `rows` that is held out under that seed.

    Sizes beyond the other two thirds are cut to them.
    """
    for seed in seeds:
        order = np.random.default_rng(seed).permutation(len(rows))
        test, pool = order[: len(rows) // 3], order[len(rows) // 3 :]
        for size in sizes:
            yield _point(reader, rows, vectors, pool[:size], test)


def cross_validated(reader: Reader, rows: Sequence[Sample], vectors: Matrix, folds: int = 5) -> Point:
    """All rows, each read by a model learnt from the other folds; `n`: the smallest number learnt from."""
    order = np.random.default_rng(0).permutation(len(rows))
    parts = [order[fold::folds] for fold in range(folds)]
    said = np.zeros((len(rows), len(reader.themes)), dtype=np.bool_)
    for part in parts:
        rest = np.setdiff1d(order, part)
        said[part] = _said(learn(reader, [rows[row] for row in rest], vectors[rest]), rows, vectors, part)
    prior = _said(reader, rows, vectors, np.arange(len(rows)))
    right = _right(reader, rows)
    return Point(len(rows) - len(parts[0]), *micro_macro(said, right), *micro_macro(prior, right))


def micro_macro(said: NDArray[np.bool_], right: NDArray[np.bool_]) -> tuple[float, float]:
    """Micro F1, and the mean F1 of the themes that are said or right at least once."""
    seen = (said | right).any(axis=0)
    micro = 2 * (said & right).sum() / max(1, said.sum() + right.sum())
    return float(micro), float(f1_of(said, right)[seen].mean()) if seen.any() else 0.0


def _point(reader: Reader, rows: Sequence[Sample], vectors: Matrix, train: _Places, test: _Places) -> Point:
    learned = learn(reader, [rows[row] for row in train], vectors[train])
    right = _right(reader, [rows[row] for row in test])
    after, before = (micro_macro(_said(one, rows, vectors, test), right) for one in (learned, reader))
    return Point(len(train), *after, *before)


def _said(reading: Reading, rows: Sequence[Sample], vectors: Matrix, places: _Places) -> NDArray[np.bool_]:
    chosen = [rows[row] for row in places]
    scores = reading.scores([one.text for one in chosen], vectors[places], [one.asked for one in chosen])
    return scores >= 0


def _right(reader: Reader, rows: Sequence[Sample]) -> NDArray[np.bool_]:
    return np.array([[name in one.themes for name in reader.themes] for one in rows])
