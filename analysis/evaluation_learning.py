"""How much corrections help: figures by number of corrected texts, beside those of the codebook alone."""

from collections.abc import Iterator, Mapping, Sequence
from statistics import fmean
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.asking import asked
from analysis.embedding import Matrix
from analysis.learning import f1_of, learn
from analysis.reader import Reader, Reading, Sample

_SIZES: Final = (50, 200, 1000)
_SPLITS: Final = 3
_FOLDS: Final = 5

_Places = NDArray[np.int64]


class Point(msgspec.Struct, frozen=True):
    """F1 between 0 and 1 after `n` corrections, and the prior's on the same texts, each read as one whole."""

    n: int
    micro: float
    macro: float
    prior_micro: float
    prior_macro: float


def evaluate_learning(
    reader: Reader, rows: Sequence[Mapping[str, str]], vectors: Matrix
) -> dict[str, dict[str, float]]:
    """Mean F1 after 50, 200 and 1,000 corrections, and with all in five parts, as `Point` names them.

    Rows have text, question and themes (ids split by `;`); those without a theme count too. `vectors`: one
    row each. Sizes there are not texts enough for are left out, five parts where there are under five texts.
    """
    known = [Sample(row["text"], _themes(row["themes"]), asked(row.get("question") or "")) for row in rows]
    points = list(learning_curve(reader, known, vectors, _SIZES, range(_SPLITS)))
    found = {str(size): _mean([one for one in points if one.n == size]) for size in _SIZES}
    if len(known) >= _FOLDS:
        found["all"] = _mean([cross_validated(reader, known, vectors, _FOLDS)])
    return {name: figures for name, figures in found.items() if figures}


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


def cross_validated(
    reader: Reader,
    rows: Sequence[Sample],
    vectors: Matrix,
    folds: int = 5,
    counted: Sequence[int] | None = None,
) -> Point:
    """Each row read by a model learnt from the other folds; `n`: the smallest number learnt from.

    F1 is that of the rows at the places `counted`, if given: say, those that nobody developed on.
    """
    order = np.random.default_rng(0).permutation(len(rows))
    parts = [order[fold::folds] for fold in range(folds)]
    said = np.zeros((len(rows), len(reader.themes)), dtype=np.bool_)
    for part in parts:
        rest = np.setdiff1d(order, part)
        said[part] = _said(learn(reader, [rows[row] for row in rest], vectors[rest]), rows, vectors, part)
    prior = _said(reader, rows, vectors, np.arange(len(rows)))
    places = list(range(len(rows)) if counted is None else counted)
    right = _right(reader, rows)[places]
    after, before = micro_macro(said[places], right), micro_macro(prior[places], right)
    return Point(len(rows) - len(parts[0]), *after, *before)


def micro_macro(said: NDArray[np.bool_], right: NDArray[np.bool_]) -> tuple[float, float]:
    """Micro F1, and the mean F1 of the themes that are said or right at least once."""
    seen = (said | right).any(axis=0)
    micro = 2 * (said & right).sum() / max(1, said.sum() + right.sum())
    return float(micro), float(f1_of(said, right)[seen].mean()) if seen.any() else 0.0


def _mean(points: Sequence[Point]) -> dict[str, float]:
    names = [name for name in Point.__struct_fields__ if name != "n"]
    return {name: fmean(getattr(one, name) for one in points) for name in names} if points else {}


def _themes(ids: str) -> tuple[str, ...]:
    return tuple(theme for part in ids.split(";") if (theme := part.strip()))


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
