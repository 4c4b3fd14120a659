"""What signs of harm are learnt from: the written examples, and harmless answers written for other ends."""

from collections.abc import Sequence
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.bank import load_bank
from analysis.harm import CATEGORIES, load_harm
from analysis.tone import load_examples

# The themes that answers about a service speak of; an example of these alone tells of no harm.
_SERVICE: Final = frozenset({
    "explained", "timely", "respect", "same_person", "joined_up", "involved", "practical_help", "confidence",
    "listened", "change", "friends_fun", "identity", "hopes",
})  # fmt: skip


class Lesson(NamedTuple):
    """A text to learn from; `category` "none" where it is harmless."""

    text: str
    category: str
    urgent: bool


@cache
def load_lessons() -> tuple[Lesson, ...]:
    """The written examples, and as more that is harmless what was written to learn themes and tone from."""
    harm = [Lesson(one.text, one.category, one.urgent == "1") for one in load_harm()]
    seen = {one.text for one in harm}
    calm = [
        one.text
        for one in load_bank()
        if one.tone in ("positive", "neutral") or (one.themes and _SERVICE.issuperset(one.themes))
    ]
    calm += [one.text for one in load_examples()]
    return (*harm, *(Lesson(text, "none", urgent=False) for text in dict.fromkeys(calm) if text not in seen))


def labels_of(lessons: Sequence[Lesson]) -> NDArray[np.bool_]:
    """A row a lesson: a sign at all, an urgent one, and of each category."""
    rows = [
        [one.category != "none", one.urgent, *(one.category == category for category in CATEGORIES)]
        for one in lessons
    ]
    return np.array(rows, dtype=np.bool_)
