"""Which words and phrases tell groups of texts from one another."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from math import log
from typing import Final, NamedTuple

from analysis.folding import fold, span_in_original
from analysis.phrases import Phrases, Said, phrases_in
from analysis.redaction import Redaction, redact_spans
from analysis.tokens import WITHOUT_CONTENT, words

MOST_WORDS: Final = 8
FEWEST_PEOPLE: Final = 5
"""A word of fewer people may be somebody's name, or tell who said it: it is never proposed."""
# Redaction takes some plain word for a name now and then, and a name hardly ever for a plain word.
_NAME_IN: Final = 10


class _Group(NamedTuple):
    """What the texts of a group say: times and people by stem, times by stem and form."""

    times: Counter[str]
    people: Mapping[str, set[str | int]]
    forms: Counter[tuple[str, str]]


def distinguishing(
    texts: Sequence[str], groups: Sequence[Iterable[int]], people: Sequence[str] | None = None
) -> list[tuple[str, ...]]:
    """For each group (places in `texts`) up to 8 words that tell it from the others, the most telling first.

    Where half of the texts with a word say it in one phrase ("card game"), the phrase stands for its words.

    Method: class-based tf-idf (Grootendorst 2022, "BERTopic", arXiv 2203.05794): share of the group's words,
    times log(1 + words of an average group / times said in all). Words are counted by stem, once a text, and
    shown in the form said most. Only words of five or more of the group's people are taken (`people`: one a
    text; everybody another where None). What redaction finds is not counted, and no word is taken that it
    finds as a name in a tenth of the texts with that word.
    """
    names: Counter[str] = Counter()
    said = [_said(text, names) for text in texts]
    who = people if people is not None else range(len(texts))
    places = [tuple(group) for group in groups]
    found = [_gathered(said, who, group) for group in places]
    overall: Counter[str] = Counter()
    for group in found:
        overall.update(group.times)
    average = overall.total() / max(1, len(found))
    named = {stem for stem, times in names.items() if times * _NAME_IN >= times + overall[stem]}
    return [
        _best(group, overall, average, named, phrases_in((texts[one], said[one], who[one]) for one in where))
        for group, where in zip(found, places, strict=True)
    ]


def _said(text: str, names: Counter[str]) -> Said:
    """The telling words of a text that redaction leaves; what it takes for names is counted in `names`."""
    folded, spans = fold(text), redact_spans(text)
    found: dict[str, str] = {}
    hidden: set[str] = set()
    for word in words(folded):
        span = _around(spans, *span_in_original(folded, word.start, word.end)) if spans else None
        if span and span.kind == "name":
            hidden.add(word.stem)
        elif span is None and word.stem not in WITHOUT_CONTENT and not word.stem.isdigit():
            found.setdefault(word.stem, folded.text[word.start : word.end])
    names.update(hidden - found.keys())
    return found


def _around(spans: Sequence[Redaction], start: int, end: int) -> Redaction | None:
    return next((span for span in spans if span.start < end and start < span.end), None)


def _gathered(said: Sequence[Said], who: Sequence[str | int], group: Iterable[int]) -> _Group:
    times: Counter[str] = Counter()
    people: defaultdict[str, set[str | int]] = defaultdict(set)
    forms: Counter[tuple[str, str]] = Counter()
    for place in group:
        times.update(said[place].keys())
        forms.update(said[place].items())
        for stem in said[place]:
            people[stem].add(who[place])
    return _Group(times, people, forms)


def _best(
    group: _Group, overall: Counter[str], average: float, named: set[str], phrases: Phrases
) -> tuple[str, ...]:
    total = group.times.total()
    worth = {
        stem: times / total * log(1 + average / overall[stem])
        for stem, times in group.times.items()
        if len(group.people[stem]) >= FEWEST_PEOPLE and stem not in named
    }
    shown: dict[str, str] = {}  # every stem that is told already, with what tells it
    for stem in sorted(worth, key=lambda stem: (-worth[stem], stem))[:MOST_WORDS]:
        phrase = phrases.around(stem, worth.keys() - shown.keys(), group.times[stem], FEWEST_PEOPLE)
        if stem not in shown:
            told = phrases.form(phrase) if phrase else _form(stem, group.forms)
            shown |= dict.fromkeys(phrase or (stem,), told)
    return tuple(dict.fromkeys(shown.values()))


def _form(stem: str, forms: Counter[tuple[str, str]]) -> str:
    spelt = {form: times for (root, form), times in forms.items() if root == stem}
    return min(spelt, key=lambda form: (-spelt[form], form))
