"""Intervals by resampling: those of scipy's bootstrap, in a memory that does not grow with the answers."""

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap

from analysis.resampling import difference_interval, mean_interval

_PLACES = st.lists(st.integers(0, 4), min_size=20, max_size=60).filter(lambda values: len(set(values)) > 1)


@settings(max_examples=15)
@given(_PLACES, _PLACES)
def test_intervals_are_those_of_the_library(left: list[int], right: list[int]) -> None:
    samples = [np.sort(np.array(one, dtype=float)) for one in (left, right)]
    options = {"n_resamples": 2000, "method": "BCa"}
    mean = bootstrap(samples[:1], np.mean, rng=np.random.default_rng(0), **options).confidence_interval
    apart = bootstrap(
        samples,
        lambda one, other, axis: np.mean(one, axis=axis) - np.mean(other, axis=axis),
        rng=np.random.default_rng(0),
        **options,
    ).confidence_interval
    assert mean_interval(left) == pytest.approx((mean.low, mean.high), abs=1e-12)
    assert difference_interval(left, right) == pytest.approx((apart.low, apart.high), abs=1e-12)


def test_answers_that_are_drawn_in_several_rounds_come_to_the_same_as_in_one() -> None:
    values = [float(number % 5) for number in range(701)]
    whole = bootstrap(
        [np.sort(values)], np.mean, n_resamples=2000, method="BCa", rng=np.random.default_rng(0)
    ).confidence_interval
    assert mean_interval(values) == pytest.approx((whole.low, whole.high), abs=1e-12)


def test_thousands_of_answers_take_a_few_megabytes() -> None:
    left, right = ([number % places for number in range(5_000)] for places in (4, 5))
    tracemalloc.start()
    try:
        assert difference_interval(left, right) is not None
        assert tracemalloc.get_traced_memory()[1] < 20_000_000  # each left out in turn: 780
    finally:
        tracemalloc.stop()


def test_one_value_against_a_few_that_differ_has_an_interval() -> None:
    found = difference_interval([2] * 20, [0, 4] * 10)
    assert found is not None
    assert found[0] < 0 < found[1]
