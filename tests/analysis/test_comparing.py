"""Voices stand side by side, and a difference is told only with enough of both."""

import pytest

from analysis.comparing import Voice, by_voice


def test_voices_are_never_pooled_and_gaps_point_from_child_to_adult() -> None:
    (safe,) = by_voice({"safe": {"adult": [3, 4] * 15, "child": [1, 2] * 15, "practitioner": [4]}}, 5)
    assert safe.voices == (
        Voice("child", 30, (0, 15, 15, 0, 0)),
        Voice("adult", 30, (0, 0, 0, 15, 15)),
        Voice("practitioner", 1, (0, 0, 0, 0, 1)),
    )
    (gap,) = safe.gaps
    assert (gap.left, gap.right, gap.difference) == ("child", "adult", -2)
    assert gap.interval[0] < -2 < gap.interval[1] < -1.5


def test_nineteen_answers_are_too_few_for_a_difference() -> None:
    (safe,) = by_voice({"safe": {"child": [1, 2] * 15, "adult": [3] * 19}}, 5)
    assert safe.gaps == ()


def test_unknown_voices_and_places_off_the_scale_are_refused() -> None:
    with pytest.raises(ValueError, match="neighbour"):
        by_voice({"safe": {"neighbour": [1]}}, 5)
    with pytest.raises(ValueError, match="scale"):
        by_voice({"safe": {"child": [5]}}, 5)
