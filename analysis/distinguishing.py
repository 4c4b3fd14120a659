"""Which words tell groups of texts from one another."""

from collections import Counter
from collections.abc import Iterable, Sequence
from math import log
from typing import Final

from analysis.folding import fold
from analysis.tokens import WITHOUT_CONTENT, words

MOST_WORDS: Final = 8
FEWEST_TEXTS: Final = 5
"""A word of fewer texts may be somebody's name: it is never proposed."""


def distinguishing(texts: Sequence[str], groups: Sequence[Iterable[int]]) -> list[tuple[str, ...]]:
    """For each group (places in `texts`) up to 8 words that tell it from the others, the most telling first.

    Method: class-based tf-idf (Grootendorst 2022, "BERTopic", arXiv 2203.05794): share of the group's words,
    times log(1 + words of an average group / times said in all). Words are counted by stem, once a text, and
    shown in the form said most. Only words of five or more of the group's texts are taken.
    """
    said = [[_counted(texts[place]) for place in group] for group in groups]
    stems = [Counter(stem for text in group for stem in text) for group in said]
    forms = [Counter(pair for text in group for pair in text.items()) for group in said]
    overall: Counter[str] = Counter()
    for counts in stems:
        overall.update(counts)
    average = overall.total() / max(1, len(stems))
    return [_best(counts, overall, average, spelt) for counts, spelt in zip(stems, forms, strict=True)]


def _counted(text: str) -> dict[str, str]:
    """Each telling stem of the text with the first form it was said in."""
    folded = fold(text)
    found: dict[str, str] = {}
    for word in words(folded):
        if word.stem not in WITHOUT_CONTENT and not word.stem.isdigit():
            found.setdefault(word.stem, folded.text[word.start : word.end])
    return found


def _best(
    counts: Counter[str], overall: Counter[str], average: float, forms: Counter[tuple[str, str]]
) -> tuple[str, ...]:
    worth = {
        stem: times / counts.total() * log(1 + average / overall[stem])
        for stem, times in counts.items()
        if times >= FEWEST_TEXTS
    }
    best = sorted(worth, key=lambda stem: (-worth[stem], stem))[:MOST_WORDS]
    return tuple(_form(stem, forms) for stem in best)


def _form(stem: str, forms: Counter[tuple[str, str]]) -> str:
    spelt = {form: times for (root, form), times in forms.items() if root == stem}
    return min(spelt, key=lambda form: (-spelt[form], form))
