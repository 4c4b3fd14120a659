"""Learning labels of answers where what was asked matters: one set of weights for each kind of question.

Method: regularised least squares (Rifkin & Lippert 2007, "Notes on regularized least squares")
with a kernel that is the product of likeness of texts and likeness of questions (Schoelkopf & Smola 2002,
"Learning with Kernels", 13.1). Nothing in it is random.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.linalg import cho_factor, cho_solve, lapack

from analysis.asking import KINDS, KINDS_OF, Kind

Numbers = NDArray[np.float64]

# How much more a text teaches about answers to the same side (good, change, open) and to the same kind of
# question, than about answers to any other. Chosen on held-out scores, and coarse on purpose.
_SAME_SIDE: Final = 1.0
_SAME_KIND: Final = 1.0
_SIDE_ALONE: Final = 0.5
_KIND_ALONE: Final = 0.5
_BLOCK: Final = 256
_SIDES: Final = np.array(
    [[kind in KINDS_OF[side] for side in ("good", "change", "open")] for kind in KINDS], dtype=np.float64
)


class Made(NamedTuple):
    """What texts are made of: `dense` (texts, few) and `wording` (texts, many, mostly 0)."""

    dense: Numbers
    wording: sparse.csr_array

    def at(self, places: NDArray[np.intp]) -> "Made":
        """Some of the texts."""
        return Made(self.dense[places], self.wording[places])


class ByQuestion(NamedTuple):
    """What was learned: `weights` (kinds, dense and wording, labels), `levels` (kinds, labels).

    `share` (texts, labels): what each text adds to them; nothing else takes long to work out.
    """

    weights: Numbers
    levels: Numbers
    share: Numbers

    def scores(self, made: Made, kinds: Sequence[Kind]) -> Numbers:
        """Scores (texts, labels): near 1 where a label fits and near -1 where not, no probabilities."""
        places = np.array([KINDS.index(kind) for kind in kinds], dtype=np.intp)
        found = self.levels[places]
        width = made.dense.shape[1]
        for place in np.unique(places):
            here = np.flatnonzero(places == place)
            some, weights = made.at(here), self.weights[place]
            found[here] += some.dense @ weights[:width] + np.asarray(some.wording @ weights[width:])
        return found


def shares(kinds: Sequence[Sequence[Kind]]) -> Numbers:
    """Rows of length 1 over KINDS; an answer may stand for several kinds where only the side is known."""
    rows = np.array([[kind in some for kind in KINDS] for some in kinds], dtype=np.float64)
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=np.float64)


def learn(made: Made, kinds: Numbers, labels: NDArray[np.bool_], stiffness: float) -> ByQuestion:
    """Learn `labels` (texts, labels); `kinds` as from `shares`; more `stiffness` trusts each text less.

    Memory: one square of the number of texts, 110 MB for 3,700.
    """
    target, level = _targets(labels)
    share = cho_solve((_factor(made, kinds, stiffness), True), target - level, check_finite=False)
    return _unfolded(made, kinds, share, level)


def learn_again(made: Made, kinds: Numbers, labels: NDArray[np.bool_], share: Numbers) -> ByQuestion:
    """What `learn` gave for the same texts, from what took it long."""
    return _unfolded(made, kinds, share, _targets(labels)[1])


def learn_with_held_out(
    made: Made, kinds: Numbers, labels: NDArray[np.bool_], stiffness: float
) -> tuple[ByQuestion, Numbers]:
    """As `learn`, and each text's scores as learned from all the others (leave-one-out, closed form)."""
    target, level = _targets(labels)
    factor = _factor(made, kinds, stiffness)
    share = cho_solve((factor, True), target - level, check_finite=False)
    inverse, _ = lapack.dpotri(factor, lower=1, overwrite_c=1)
    held_out = target - share / np.diag(inverse)[:, None]
    return _unfolded(made, kinds, share, level), held_out


def _targets(labels: NDArray[np.bool_]) -> tuple[Numbers, Numbers]:
    target = np.asarray(2.0 * labels - 1.0, dtype=np.float64)
    return target, np.asarray(target.mean(axis=0), dtype=np.float64)


def _factor(made: Made, kinds: Numbers, stiffness: float) -> Numbers:
    """The Cholesky factor of likeness, filled block by block and in place, as nothing else is as large."""
    count = len(kinds)
    sides = _sides(kinds)
    kernel = np.empty((count, count), order="F")
    for start in range(0, count, _BLOCK):
        part = slice(start, start + _BLOCK)
        alike_side, alike_kind = sides @ sides[part].T, kinds @ kinds[part].T
        alike = made.dense @ made.dense[part].T + (made.wording @ made.wording[part].T).toarray()
        kernel[:, part] = alike * (1 + _SAME_SIDE * alike_side + _SAME_KIND * alike_kind)
        kernel[:, part] += _SIDE_ALONE * alike_side + _KIND_ALONE * alike_kind
    kernel[np.diag_indices(count)] += stiffness
    factor: Numbers = cho_factor(kernel, lower=True, overwrite_a=True, check_finite=False)[0]
    return factor


def _unfolded(made: Made, kinds: Numbers, share: Numbers, level: Numbers) -> ByQuestion:
    """Weights of each kind of question, so that scoring takes the same however many taught."""
    weights, levels = [], []
    for kind, side in zip(np.eye(len(KINDS)), _sides(np.eye(len(KINDS))), strict=True):
        same_side, same_kind = _sides(kinds) @ side, kinds @ kind
        near = share * (1 + _SAME_SIDE * same_side + _SAME_KIND * same_kind)[:, None]
        weights.append(np.vstack([made.dense.T @ near, np.asarray(made.wording.T @ near)]))
        levels.append(level + (_SIDE_ALONE * same_side + _KIND_ALONE * same_kind) @ share)
    return ByQuestion(np.array(weights), np.array(levels), share)


def _sides(kinds: Numbers) -> Numbers:
    rows = kinds @ _SIDES
    return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True))
