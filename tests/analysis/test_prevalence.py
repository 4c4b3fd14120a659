"""How common themes are, from texts without labels: common ones get lower bars, rare ones higher."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from analysis.prevalence import lowering
from analysis.ridge import Numbers

EXAMPLES = 40


def examples() -> tuple[Numbers, NDArray[np.bool_]]:
    """Two themes, half of the examples each; scores that overlap a little."""
    labels = np.tile([[True, False], [False, True]], (EXAMPLES // 2, 1))
    noise = np.random.default_rng(1).normal(0, 0.4, labels.shape)
    return np.where(labels, 0.6, -0.6) + noise, labels


def archive(share: float, texts: int = 2000) -> Numbers:
    """Scores of texts of which `share` speak of the first theme and the others of the second."""
    right = np.arange(texts)[:, None] < texts * share
    rng = np.random.default_rng(2)
    return np.where(np.hstack([right, ~right]), 0.6, -0.6) + rng.normal(0, 0.4, (texts, 2))


def test_a_common_theme_gets_a_lower_bar_than_a_rare_one() -> None:
    common, rare = lowering(*examples(), archive(0.95))
    assert common > 0 > rare


def test_themes_that_are_as_common_as_their_examples_keep_their_bars() -> None:
    assert lowering(*examples(), archive(0.5)) == pytest.approx([0, 0], abs=0.1)


def test_a_few_texts_change_little() -> None:
    few, many = (lowering(*examples(), archive(0.95, texts)) for texts in (4, 2000))
    assert np.abs(few).max() < np.abs(many).max() / 2


@given(st.integers(0, 2**32 - 1))
def test_the_order_of_texts_does_not_matter(seed: int) -> None:
    scores = archive(0.8, 60)
    mixed = np.random.default_rng(seed).permutation(scores)
    assert lowering(*examples(), mixed) == pytest.approx(lowering(*examples(), scores), abs=1e-6)


def test_a_theme_that_no_text_speaks_of_is_still_a_number() -> None:
    assert np.isfinite(lowering(*examples(), np.full((500, 2), -30.0))).all()
