"""How well screening does on labelled sentences: what it finds, what it raises for nothing, how it orders.

Figures on the invented development sentences are a floor test written by few hands: they overstate what is
found in children's own words, and the rules were written with those sentences in view.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from analysis.likeness import Likeness
from analysis.screening import Hit, Rules


class Screened(NamedTuple):
    """What is found in one text: what is raised for it, and where it stands in the order of reading."""

    hits: tuple[Hit, ...]
    order: float


def evaluate_screening(
    rows: Sequence[Mapping[str, str]],
    screen: Callable[[Sequence[str]], Sequence[Screened]],
    clock: Callable[[], float],
) -> dict[str, Any]:
    """Rates between 0 and 1 over rows with text, category ("none" if harmless) and urgent ("1" or "0").

    `recall`, `recall_urgent` and `recall_by_category` count a row that raises any concern, as a person then
    reads it first; `urgent_as_urgent` those urgent rows also marked urgent. `auc` is that of the order.
    A rate without rows to count is None. `clock` gives seconds.
    """
    began = clock()
    read = screen([row["text"] for row in rows])
    taken = clock() - began
    harm = [(row, found) for row, found in zip(rows, read, strict=True) if row["category"] != "none"]
    calm = [found for row, found in zip(rows, read, strict=True) if row["category"] == "none"]
    urgent = [found for row, found in harm if row["urgent"] == "1"]
    by_category: dict[str, list[bool]] = defaultdict(list)
    for row, found in harm:
        by_category[row["category"]].append(bool(found.hits))
    return {
        "recall": _share(bool(found.hits) for _, found in harm),
        "recall_urgent": _share(bool(found.hits) for found in urgent),
        "urgent_as_urgent": _share(any(hit.level == "urgent" for hit in found.hits) for found in urgent),
        "recall_by_category": {category: _share(found) for category, found in sorted(by_category.items())},
        "false_alarm_rate": _share(bool(found.hits) for found in calm),
        "auc": _auc([found.order for _, found in harm], [found.order for found in calm]),
        "texts_per_second": len(rows) / taken if taken > 0 else None,
    }


def by_rules(rules: Rules, texts: Sequence[str]) -> list[Screened]:
    """What the rules find, doubtful ones too, in the order of `ordering_score`."""
    found = [rules.screen(text) for text in texts]
    return [Screened(hits, ordering_score(hits)) for hits in found]


def by_service(rules: Rules, likeness: Likeness, texts: Sequence[str]) -> list[Screened]:
    """What the service raises: for what sure rules find, and for what is like the examples."""
    found = zip(texts, likeness.signs(texts), likeness.order(texts), strict=True)
    return [Screened(_raised(rules.screen(text), sign), order) for text, sign, order in found]


def _raised(hits: Sequence[Hit], sign: Hit | None) -> tuple[Hit, ...]:
    return (*(hit for hit in hits if not hit.doubtful), *([sign] if sign else []))


def ordering_score(hits: Sequence[Hit]) -> float:
    """Where the rules alone put a text, 0 to 1.5: the most urgent hit, then a little for each."""
    if not hits:
        return 0.0
    strongest = 1.0 if any(hit.level == "urgent" for hit in hits) else 0.5
    return strongest + min(0.05 * (len(hits) - 1), 0.45)


def _share(flags: Iterable[bool]) -> float | None:
    counted = list(flags)
    return sum(counted) / len(counted) if counted else None


def _auc(harm: Sequence[float], calm: Sequence[float]) -> float | None:
    """The chance that a sign of harm is ranked before a harmless text, ties counting half."""
    if not harm or not calm:
        return None
    ordered = sorted(calm)
    wins = sum(bisect_left(ordered, score) + bisect_right(ordered, score) for score in harm)
    return wins / 2 / (len(harm) * len(calm))
