"""Change is measured on the same children, and voices are weighed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.change import Change, Shift, paired, shift, sign_interval, sign_test
from analysis.resampling import mean_interval
from analysis.voices import voice_share


def test_only_subjects_asked_twice_count() -> None:
    first = {"A": 1, "B": 3, "C": 2, "only-first": 5}
    last = {"A": 4, "B": 3, "C": 1, "only-last": 1}
    assert paired(first, last) == Change(n=3, better=1, same=1, worse=1)


@pytest.mark.parametrize(
    ("better", "worse", "low", "high"),
    [(8, 2, 0.4439, 0.9748), (5, 5, 0.1871, 0.8129), (6, 0, 0.5407, 1.0), (0, 6, 0.0, 0.4593)],
)
def test_the_interval_agrees_with_published_tables(better: int, worse: int, low: float, high: float) -> None:
    interval = sign_interval(Change(n=better + worse + 4, better=better, same=4, worse=worse))
    assert interval == pytest.approx((low, high), abs=1e-4)


def test_five_children_who_changed_are_too_few_for_an_interval() -> None:
    assert sign_interval(Change(n=40, better=5, same=35, worse=0)) is None


@given(st.integers(0, 60), st.integers(0, 60))
def test_the_interval_holds_the_observed_share_and_mirrors(better: int, worse: int) -> None:
    interval = sign_interval(Change(n=better + worse, better=better, same=0, worse=worse))
    mirrored = sign_interval(Change(n=better + worse, better=worse, same=0, worse=better))
    if interval is None or mirrored is None:
        assert better + worse < 6
        return
    assert 0 <= interval[0] <= better / (better + worse) <= interval[1] <= 1
    assert interval == pytest.approx((1 - mirrored[1], 1 - mirrored[0]), abs=1e-9)


def test_adults_outweigh_children_by_words_or_by_number() -> None:
    assert voice_share(300, 100, 10, 10).adults_outweigh is False
    assert voice_share(100, 300, 10, 10).adults_outweigh is True
    assert voice_share(300, 100, 3, 9).adults_outweigh is True


def test_shares_are_unknown_when_nobody_spoke() -> None:
    nobody = voice_share(0, 0)
    assert (nobody.words, nobody.submissions, nobody.adults_outweigh) == (None, None, False)
    assert voice_share(30, 10, 1, 3).words == 0.75
    assert voice_share(30, 10, 1, 3).submissions == 0.25


def test_the_sign_test_agrees_with_hand_counting() -> None:
    assert sign_test(Change(n=12, better=8, same=2, worse=2)) == pytest.approx(2 * 56 / 1024)
    assert sign_test(Change(n=12, better=5, same=7, worse=0)) is None


def test_how_far_children_moved_needs_twenty_of_them() -> None:
    first = {str(child): 2 for child in range(20)}
    last = {str(child): 2 + child % 3 for child in range(20)}
    moved = shift(first, last)
    assert moved.change == Change(n=20, better=13, same=7, worse=0)
    assert moved.mean == pytest.approx(0.95)
    assert moved.interval is not None
    assert 0.5 < moved.interval[0] < 0.95 < moved.interval[1] < 1.4
    assert shift(first, last) == moved
    fewer = shift({child: first[child] for child in sorted(first)[:19]}, last)
    assert (fewer.mean, fewer.interval) == (None, None)


def test_nobody_moving_gives_an_interval_without_width() -> None:
    places = {str(child): 2 for child in range(20)}
    assert shift(places, places) == Shift(Change(n=20, better=0, same=20, worse=0), 0.0, (0.0, 0.0), None)


@settings(max_examples=15)
@given(st.lists(st.integers(-4, 4), min_size=20, max_size=40))
def test_the_bootstrap_interval_holds_the_mean_and_forgets_the_order(moves: list[int]) -> None:
    interval = mean_interval(moves)
    assert interval is not None
    assert interval[0] <= sum(moves) / len(moves) <= interval[1]
    assert mean_interval(moves[::-1]) == interval
