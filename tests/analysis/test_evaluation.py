"""Evaluation of screening: rates a reader can recompute by hand."""

from collections.abc import Callable
from functools import partial

import pytest

from analysis.evaluation import by_rules, evaluate_screening, ordering_score
from analysis.screening import Hit, load_rules

RULES = load_rules()
_ROWS = [
    {"text": "i want to die", "category": "self_harm", "urgent": "1"},
    {"text": "purple", "category": "hunger", "urgent": "0"},
    {"text": "the trip was nice", "category": "none", "urgent": "0"},
    {"text": "good", "category": "none", "urgent": "0"},
]


def _clock(*times: float) -> Callable[[], float]:
    return iter(times).__next__


def test_rates_are_shares_of_the_rows_they_speak_of() -> None:
    figures = evaluate_screening(_ROWS, partial(by_rules, RULES), _clock(10.0, 12.0))
    assert figures["recall"] == 0.5
    assert figures["recall_urgent"] == figures["urgent_as_urgent"] == 1.0
    assert figures["recall_by_category"] == {"hunger": 0.0, "self_harm": 1.0}
    assert figures["false_alarm_rate"] == 0.0
    assert figures["texts_per_second"] == 2.0
    assert figures["auc"] == pytest.approx((2 + 1) / 4)


def test_a_rate_of_nothing_is_not_a_number() -> None:
    figures = evaluate_screening([], partial(by_rules, RULES), _clock(0.0, 0.0))
    assert figures["recall"] is figures["auc"] is figures["texts_per_second"] is None


def test_many_small_signs_never_overtake_an_urgent_one() -> None:
    small = [Hit(f"r{n}", "hunger", "concern", 0, 1) for n in range(40)]
    assert ordering_score([]) < ordering_score(small[:1]) < ordering_score(small[:2])
    assert ordering_score(small) < ordering_score([Hit("u", "sexual", "urgent", 0, 1)])
