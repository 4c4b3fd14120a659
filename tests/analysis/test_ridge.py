"""Learning labels in one step: held-out scores are what leaving a text out gives; nothing is random."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import sparse

from analysis.ridge import best_bars, fit

STIFFNESS = 0.7


def made(seed: int, texts: int, features: int) -> tuple[sparse.csr_array, np.ndarray]:
    """Numbers in which the first feature tells the first label."""
    numbers = np.random.default_rng(seed)
    values = numbers.normal(size=(texts, features))
    labels = np.stack([values[:, 0] > 0, numbers.random(texts) > 0.5], axis=1)
    return sparse.csr_array(values), labels


@given(seed=st.integers(0, 10_000), texts=st.integers(4, 14))
@settings(max_examples=30, deadline=None)
def test_a_held_out_score_is_what_fitting_without_the_text_gives(seed: int, texts: int) -> None:
    features, labels = made(seed, texts, 5)
    level = fit(features, labels, STIFFNESS).level
    rest = np.arange(1, texts)
    target = 2.0 * labels[rest] - 1.0 - level
    values = features.toarray()
    kernel = values[rest] @ values[rest].T + STIFFNESS * np.eye(texts - 1)
    by_hand = values[:1] @ values[rest].T @ np.linalg.solve(kernel, target) + level
    assert np.allclose(fit(features, labels, STIFFNESS).held_out[:1], by_hand)


def test_a_label_that_a_feature_tells_is_learnt() -> None:
    features, labels = made(1, 200, 6)
    new, wanted = made(2, 100, 6)
    learnt = fit(features, labels, STIFFNESS)
    found = learnt.scores(new) >= best_bars(learnt.held_out, labels)
    assert (found[:, 0] == wanted[:, 0]).mean() > 0.85


def test_mostly_full_columns_count_as_much_as_rare_ones() -> None:
    features, labels = made(3, 40, 6)
    thin = features.toarray()
    thin[::2, 4] = 0
    thin[1:, 5] = 0
    learnt = fit(sparse.csr_array(thin), labels, STIFFNESS)
    target = 2.0 * labels - 1.0
    share = np.linalg.solve(thin @ thin.T + STIFFNESS * np.eye(40), target - target.mean(axis=0))
    assert np.allclose(learnt.weights, thin.T @ share)


def test_the_same_numbers_give_the_same_fit() -> None:
    features, labels = made(4, 50, 8)
    assert np.array_equal(fit(features, labels, 1.0).weights, fit(features, labels, 1.0).weights)


def test_a_label_that_nobody_has_is_never_given() -> None:
    features, labels = made(5, 30, 4)
    labels[:, 1] = False
    learnt = fit(features, labels, 1.0)
    assert not (learnt.scores(features) >= best_bars(learnt.held_out, labels))[:, 1].any()


def test_rows_that_do_not_match_are_refused() -> None:
    features, labels = made(6, 10, 3)
    with pytest.raises(ValueError, match="as many rows"):
        fit(features, labels[:9], 1.0)
