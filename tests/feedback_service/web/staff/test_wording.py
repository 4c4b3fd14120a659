"""Times and ages as people say them."""

from typing import get_args

import pytest

from analysis.rulebook import Category
from feedback_service.web.staff.wording import CATEGORIES, age, when, who


def test_times_are_uk_times_in_winter_and_summer() -> None:
    assert when(1_762_178_700_000) == "3 Nov 2025, 14:05"
    assert when(1_751_547_900_000) == "3 Jul 2025, 14:05"


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "less than a minute"),
        (1, "1 minute"),
        (59, "59 minutes"),
        (60, "1 hour"),
        (2879, "1 day"),
        (2880, "2 days"),
    ],
)
def test_an_age_is_told_in_its_largest_whole_unit(minutes: int, said: str) -> None:
    assert age(1_000, 1_000 + minutes * 60_000) == said


def test_every_category_of_the_rules_has_plain_words() -> None:
    assert set(get_args(Category)) <= set(CATEGORIES)


def test_an_observation_is_never_called_a_childs_answer() -> None:
    assert who("observation", None) == "Observation by a worker"
    assert who("child", "8-11") == "Child 8 to 11"
