"""How well screening does on labelled sentences: what it finds, what it raises for nothing, how it orders.

Figures on the invented development sentences are a floor test written by few hands: they overstate what is
found in children's own words, and the rules were written with those sentences in view.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from analysis.screening import Hit, Rules


def evaluate_screening(
    rows: Sequence[Mapping[str, str]], rules: Rules, clock: Callable[[], float]
) -> dict[str, Any]:
    """Rates between 0 and 1 over rows with text, category ("none" if harmless) and urgent ("1" or "0").

    `recall`, `recall_urgent` and `recall_by_category` count a row that raises any concern, as a person then
    reads it first; `urgent_as_urgent` those urgent rows also marked urgent. `auc` is that of
    `ordering_score`.
    A rate without rows to count is None. `clock` gives seconds.
    """
    began = clock()
    hits = [rules.screen(row["text"]) for row in rows]
    taken = clock() - began
    harm = [(row, found) for row, found in zip(rows, hits, strict=True) if row["category"] != "none"]
    calm = [found for row, found in zip(rows, hits, strict=True) if row["category"] == "none"]
    urgent = [found for row, found in harm if row["urgent"] == "1"]
    by_category: dict[str, list[bool]] = defaultdict(list)
    for row, found in harm:
        by_category[row["category"]].append(bool(found))
    return {
        "recall": _share(bool(found) for _, found in harm),
        "recall_urgent": _share(bool(found) for found in urgent),
        "urgent_as_urgent": _share(any(hit.level == "urgent" for hit in found) for found in urgent),
        "recall_by_category": {category: _share(found) for category, found in sorted(by_category.items())},
        "false_alarm_rate": _share(bool(found) for found in calm),
        "auc": _auc([ordering_score(found) for _, found in harm], [ordering_score(found) for found in calm]),
        "texts_per_second": len(rows) / taken if taken > 0 else None,
    }


def ordering_score(hits: Sequence[Hit]) -> float:
    """Where a text stands in the reading queue, 0 to 1.5: the most urgent hit, then a little for each."""
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
