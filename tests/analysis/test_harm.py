"""The written examples of signs of harm: enough of each, varied, and in order."""

from collections import Counter, defaultdict

import pytest

from analysis.folding import fold
from analysis.harm import CATEGORIES, HarmExample, load_harm

BANDS = ("4-7", "8-11", "12-17", "family")


def test_there_are_fifteen_hundred_and_more_and_as_many_harmless_as_a_third() -> None:
    kinds = Counter(one.category == "none" for one in load_harm())
    assert kinds.total() >= 1500
    assert kinds[True] >= 500


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_category_has_fifty_of_every_age_and_of_every_kind(category: str) -> None:
    mine = [one for one in load_harm() if one.category == category]
    assert len(mine) >= 50
    by_band: Counter[str] = Counter(one.band for one in mine)
    by_kind: Counter[str] = Counter(one.kind for one in mine)
    assert min(by_band[band] for band in BANDS) >= 8
    assert min(by_kind[kind] for kind in ("direct", "indirect", "buried")) >= 8


def test_only_signs_of_harm_are_urgent_and_only_harmless_ones_are_traps() -> None:
    for one in load_harm():
        harmless = one.category == "none"
        assert harmless == (one.kind in ("trap", "ordinary")), one
        assert not (harmless and one.urgent == "1"), one


def test_no_sentence_stands_there_twice() -> None:
    by_words: defaultdict[str, list[HarmExample]] = defaultdict(list)
    for one in load_harm():
        by_words[" ".join(fold(one.text).text.split())].append(one)
    assert [found for found in by_words.values() if len(found) > 1] == []
