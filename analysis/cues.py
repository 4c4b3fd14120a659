"""Cues ready for matching: a codebook's phrases, or words derived from it where it has none."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from analysis.codebook import Codebook, Theme
from analysis.folding import fold
from analysis.tokens import WITHOUT_CONTENT, stem, words
from analysis.valence import NEGATORS

_ONE_WORD: Final = 0.6
_PHRASE: Final = 0.8
_DERIVED: Final = 0.9
# Met this often more, a word would be as good as sure; until then its weight is shrunk.
_DOUBT: Final = 4
_NAME_COUNTS: Final = 3


class Cue(msgspec.Struct, frozen=True):
    """Alternative stems for each word in order; `lean` 1 strength, -1 worry, 0 either; `weight` 0 to 1.

    `alone`: a mere mention, which counts only where the text speaks of nothing else.
    """

    theme: str
    stems: tuple[frozenset[str], ...]
    lean: int
    weight: float
    alone: bool = False


def cues_of(codebook: Codebook) -> tuple[Cue, ...]:
    """Return every cue of every theme, in the codebook's order."""
    groups = {name: _alternatives(" ".join(group).split()) for name, group in codebook.groups.items()}
    groups["not"] = NEGATORS
    written = [cue for theme in codebook.themes.values() for cue in _written(theme, groups)]
    with_cues = {cue.theme for cue in written}
    return (*written, *(cue for cue in _derived(codebook) if cue.theme not in with_cues))


def _written(theme: Theme, groups: Mapping[str, frozenset[str]]) -> Iterable[Cue]:
    cues = theme.cues
    kinds = ((1, cues.strength), (-1, cues.worry), (0, cues.either), (0, cues.alone))
    for lean, phrases in kinds:
        for phrase in phrases:
            stems = tuple(_options(word, groups) for word in phrase.split())
            weight = _ONE_WORD if len(stems) == 1 else _PHRASE
            yield Cue(theme=theme.id, stems=stems, lean=lean, weight=weight, alone=phrases is cues.alone)


def _options(word: str, groups: Mapping[str, frozenset[str]]) -> frozenset[str]:
    named: list[str] = []
    plain: list[str] = []
    for option in word.split("/"):
        (named if option.startswith("{") else plain).append(option.strip("{}"))
    return _alternatives(plain).union(*(groups[name] for name in named))


def _alternatives(options: Iterable[str]) -> frozenset[str]:
    return frozenset(stem(word) for option in options for word in fold(option).text.split())


def _derived(codebook: Codebook) -> Iterable[Cue]:
    """Derive single-word cues from each theme's name, definition and examples.

    The weight is the theme's share of all sentences with the word, shrunk while they are few: a word met
    once, or shared with other themes, needs another beside it.
    """
    counts = {theme.id: _word_counts(theme) for theme in codebook.themes.values()}
    everywhere: Counter[str] = sum(counts.values(), Counter())
    for theme, own in counts.items():
        for word, times in own.items():
            weight = _DERIVED * times / (everywhere[word] + _DOUBT)
            yield Cue(theme=theme, stems=(frozenset({word}),), lean=0, weight=weight)


def _word_counts(theme: Theme) -> Counter[str]:
    texts = (*([theme.name] * _NAME_COUNTS), theme.definition, *theme.include, *theme.all_examples())
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({word.stem for word in words(fold(text))} - WITHOUT_CONTENT)
    return counts


def by_first_word(cues: Iterable[Cue]) -> dict[str, tuple[Cue, ...]]:
    """Index cues by each stem they may begin with."""
    index: defaultdict[str, list[Cue]] = defaultdict(list)
    for cue in cues:
        for first in sorted(cue.stems[0]):
            index[first].append(cue)
    return {first: tuple(found) for first, found in index.items()}
