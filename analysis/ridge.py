"""Learning several yes-or-no labels at once from few examples, with each example's held-out score for free.

Method: regularised least squares, Rifkin & Lippert (2007), "Notes on regularized least squares",
MIT-CSAIL-TR-2007-025: one symmetric system for all labels, and leave-one-out values from its
inverse. Nothing in it is random.
"""

from typing import Any, Final, TypeAlias

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

Numbers = NDArray[np.float64]
Features: TypeAlias = Any  # a scipy.sparse.csr_array (texts, features): scipy tells no types

_FEWEST: Final = 2
_ENOUGH: Final = 100


class Fit(msgspec.Struct, frozen=True):
    """`weights` (features, labels), `level` (labels,); `held_out` (texts, labels): without the text itself.

    A score is near 1 where a label belongs and near -1 where it does not; it is no probability. `share`
    (texts, labels): what each text adds to the weights. It and `held_out` are what takes long to work out.
    """

    weights: Numbers
    level: Numbers
    held_out: Numbers
    share: Numbers

    def scores(self, features: Features) -> Numbers:
        """Scores of new texts, (texts, labels)."""
        return np.asarray(features @ self.weights) + self.level


def fit(features: Features, labels: NDArray[np.bool_], stiffness: float) -> Fit:
    """Learn `labels` (texts, labels) from `features`; more `stiffness` trusts each example less.

    Raises ValueError for fewer than two texts, or when numbers of texts differ.
    """
    if features.shape[0] < _FEWEST or features.shape[0] != labels.shape[0]:
        raise ValueError("as many rows of labels as of features are needed, and at least two")
    target = 2.0 * labels - 1.0
    kernel = _kernel(features)
    inverse = _inverse(kernel + stiffness * np.eye(len(kernel)))
    share = inverse @ (target - target.mean(axis=0))
    return fit_again(features, labels, share, target - share / np.diag(inverse)[:, None])


def fit_again(features: Features, labels: NDArray[np.bool_], share: Numbers, held_out: Numbers) -> Fit:
    """What `fit` gave for the same features and labels, from what took it long."""
    return Fit(np.asarray(features.T @ share), (2.0 * labels - 1.0).mean(axis=0), held_out, share)


def _inverse(matrix: Numbers) -> Numbers:
    """The inverse of a symmetric positive matrix, in half the time of any other's."""
    lower = lapack.dpotri(lapack.dpotrf(matrix, lower=1)[0], lower=1)[0]
    return np.asarray(np.tril(lower) + np.tril(lower, -1).T)


def _kernel(features: Features) -> Numbers:
    """Every text with every other: columns that most texts have multiply much faster as dense ones."""
    full = np.diff(features.tocsc().indptr) > features.shape[0] / 2
    dense = features[:, np.flatnonzero(full)].toarray()
    rest = features[:, np.flatnonzero(~full)]
    return np.asarray((rest @ rest.T).toarray() + dense @ dense.T)


def best_bars(held_out: Numbers, labels: NDArray[np.bool_], even: int = _ENOUGH) -> Numbers:
    """For each label, the score from which on saying yes gives the best F1 on the held-out scores.

    The fewer examples a label has, the nearer to the bar that is best for all labels together (half-way with
    `even` examples): few would else set wild bars.
    """
    common = best_bar(held_out.ravel(), labels.ravel())
    own = np.array([best_bar(held_out[:, one], labels[:, one]) for one in range(labels.shape[1])])
    count = labels.sum(axis=0)
    return np.asarray((count * own + even * common) / (count + even))


def best_bar(scores: Numbers, right: NDArray[np.bool_]) -> float:
    """The score from which on saying yes gives the best F1; 1 where nothing is right."""
    if not right.any():
        return 1.0
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(right[order])
    f1 = 2 * hits / (np.arange(1, len(scores) + 1) + right.sum())
    return float(scores[order[int(f1.argmax())]])
