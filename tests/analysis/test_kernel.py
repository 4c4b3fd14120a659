"""Learning from how near texts are: the equations it claims to solve, and scores without the text itself."""

import numpy as np
import pytest
from scipy import sparse

from analysis.kernel import Described, Near, solve

_STIFFNESS = 0.3


def _some(count: int, seed: int) -> Described:
    random = np.random.default_rng(seed)
    wide = sparse.random_array((count, 40), density=0.1, rng=random, format="csr", dtype=np.float32)
    return Described(random.normal(size=(count, 5)).astype(np.float32), wide)


def test_nearness_is_that_of_the_gaussian_kernel() -> None:
    examples, texts = _some(12, 1), _some(5, 2)
    whole = [np.hstack([one.dense, one.sparse.toarray()]) for one in (texts, examples)]
    apart = ((whole[0][:, None, :] - whole[1][None, :, :]) ** 2).sum(axis=2)
    assert np.allclose(Near(examples, 0.4).to(texts), np.exp(-0.4 * apart), atol=1e-5)


@pytest.mark.parametrize("count", [0, 1, 64, 150])
def test_many_texts_are_as_near_a_few_at_once_as_all_together(count: int) -> None:
    near, texts = Near(_some(12, 1), 0.05), _some(count, 2)
    some = list(near.a_few_at_once(texts))
    assert np.allclose(np.vstack(some), near.to(texts), atol=1e-5)
    assert max(map(len, some)) <= 64


def test_what_is_solved_fits_and_a_score_held_out_is_that_of_a_fit_without_the_text() -> None:
    examples = _some(30, 3)
    labels = np.random.default_rng(4).random((30, 2)) < 0.4
    near = Near(examples, 0.05).to(examples)
    share, held_out = solve(near.copy(), labels, _STIFFNESS)
    target = 2.0 * labels - 1.0
    assert np.allclose((near + _STIFFNESS * np.eye(30)) @ share, target - target.mean(axis=0), atol=1e-3)
    rest = np.arange(1, 30)
    apart = np.linalg.solve(
        near[np.ix_(rest, rest)] + _STIFFNESS * np.eye(29), (target - target.mean(axis=0))[rest]
    )
    assert np.allclose(near[0, rest] @ apart + target.mean(axis=0), held_out[0], atol=1e-3)
