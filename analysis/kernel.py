"""Learning yes-or-no labels from how near texts are to examples, with each example's held-out score for free.

Method: kernel ridge regression with a Gaussian kernel (Saunders, Gammerman & Vovk 1998, "Ridge regression
learning algorithm in dual variables", ICML); leave-one-out scores from the inverse as in Rifkin & Lippert
(2007), see `ridge`. Nothing in it is random.
"""

from collections.abc import Iterator
from typing import Any, Final

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.linalg import lapack

Numbers = NDArray[np.float32]
Sparse = Any  # a scipy.sparse.csr_array: scipy tells no types

_OFTEN: Final = 0.06  # columns that more texts have than this share multiply faster as dense ones
_AT_ONCE: Final = 64  # texts: with 11,000 examples, 3 MB of nearness


class Described(msgspec.Struct, frozen=True):
    """Texts as numbers: `dense` (texts, d) and `sparse` (texts, w), float32, each scaled to count."""

    dense: Numbers
    sparse: Sparse

    @property
    def lengths(self) -> Numbers:
        """Squared, (texts,)."""
        wide = np.asarray(self.sparse.power(2).sum(axis=1, dtype=np.float64)).ravel()
        return np.asarray((self.dense * self.dense).sum(axis=1) + wide, dtype=np.float32)


class Near:
    """Examples that other texts are compared with."""

    def __init__(self, examples: Described, narrowness: float) -> None:
        """`narrowness`: how soon an example stops counting with distance (gamma of the kernel)."""
        self._narrowness = narrowness
        texts, columns = examples.sparse.shape
        often = np.bincount(examples.sparse.indices, minlength=columns) > _OFTEN * texts
        self._often, self._seldom = np.flatnonzero(often), np.flatnonzero(~often)
        self._dense = np.ascontiguousarray(examples.dense.T)
        self._wide = examples.sparse[:, self._often].T.toarray(order="C")
        self._rest = examples.sparse[:, self._seldom].T.tocsr()
        self._lengths = examples.lengths

    def to(self, texts: Described) -> Numbers:
        """How near each text is to each example, 0 to 1, (texts, examples)."""
        near = texts.dense @ self._dense
        near += texts.sparse[:, self._often].toarray() @ self._wide
        near += (texts.sparse[:, self._seldom] @ self._rest).toarray()
        near *= 2
        near -= texts.lengths[:, None]
        near -= self._lengths
        near *= self._narrowness
        return np.asarray(np.exp(near, out=near))

    def a_few_at_once(self, texts: Described) -> Iterator[Numbers]:
        """As `to`, some texts after others, so that many take no more memory than few; at least once."""
        for start in range(0, max(len(texts.dense), 1), _AT_ONCE):
            here = slice(start, start + _AT_ONCE)
            yield self.to(Described(texts.dense[here], texts.sparse[here]))


def solve(near: Numbers, labels: NDArray[np.bool_], stiffness: float) -> tuple[Numbers, Numbers]:
    """What each example adds, and its score without itself, both (examples, labels); uses up `near`.

    More `stiffness` trusts each example less. Scores lie near 1 where a label belongs and near -1 where not.
    """
    target = (2.0 * labels - 1.0).astype(np.float32)
    near[np.diag_indices(len(near))] += stiffness
    lower = lapack.spotri(lapack.spotrf(near, lower=1, overwrite_a=1)[0], lower=1, overwrite_c=1)[0]
    diagonal = np.diag(lower).copy()
    inverse = np.tril(lower, -1)
    centred = target - target.mean(axis=0)
    share = inverse @ centred + inverse.T @ centred + diagonal[:, None] * centred
    return np.asarray(share), np.asarray(target - share / diagonal[:, None])
