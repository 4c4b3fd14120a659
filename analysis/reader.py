"""Theming by meaning: examples of each theme, the words of a text and its cues weighed together.

A theme is assigned where its score passes the theme's bar; a little below, it is suggested to a person. The
cues' words are the explanation where there are any; else the sentence that says most.
"""

import hashlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from copy import copy
from typing import Final, NamedTuple

import msgspec
import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from analysis.bank import load_bank
from analysis.codebook import Codebook
from analysis.embedding import VERSION as MODEL_VERSION
from analysis.embedding import Matrix
from analysis.english import needs_person
from analysis.features import Wording, joined
from analysis.language import Span, sentences
from analysis.prevalence import lowering
from analysis.ridge import Features, Fit, Numbers, best_bars, fit, fit_again
from analysis.solved import digest, shipped
from analysis.themes import Asked, Coder, Coding, says_nothing

METHOD_VERSION: Final = "themes-4"
_STIFFNESS: Final = 1.0
# Cues count beside the learnt scores, not within: whoever writes cues and examples writes them alike, so that
# fitting both together trusts cues too much. Derived cues repeat what the examples' words say already.
_CUES: Final = 0.6
_DERIVED_CUES: Final = 0.3
# Examples that are given for one theme each may well speak of others too: bars fitted to them are too high.
_LENIENT: Final = 0.1
# Where bars follow how common themes are, they need less of that.
_FIRMER: Final = 0.05
# What the question is about counts so much, and nothing where something else is as sure as `_ELSEWHERE`.
_TOPIC: Final = 0.5
_ELSEWHERE: Final = 1.2
_MANY: Final = 1000
_SUGGESTED: Final = 0.2
_CLEARLY: Final = 0.3
_LONG: Final = 25
_FEWEST_WORDS: Final = 3

Embed = Callable[[Sequence[str]], Matrix]


class Sample(NamedTuple):
    """A text whose themes are known, and what was asked."""

    text: str
    themes: tuple[str, ...]
    asked: Asked = Asked()


def samples_of(codebook: Codebook) -> tuple[Sample, ...]:
    """What a codebook teaches: names, definitions and examples, and the bank where it knows the themes."""
    own = [
        Sample(text, (theme.id,))
        for theme in codebook.themes.values()
        for text in (theme.name, theme.definition, *theme.all_examples())
        if text
    ]
    known = codebook.themes.keys() & {name for one in load_bank() for name in one.themes}
    bank = [Sample(one.text, one.themes, Asked(asks=one.asks)) for one in load_bank() if known]
    return (*own, *bank)


class Reading(ABC):
    """Whatever can score texts can read them."""

    coder: Coder
    themes: tuple[str, ...]
    version: str

    @abstractmethod
    def scores(self, texts: Sequence[str], vectors: Matrix, asked: Sequence[Asked]) -> Numbers:
        """How far each text is above (or below) each theme's bar, (texts, themes)."""

    def read(self, texts: Sequence[str], asked: Sequence[Asked], embed: Embed) -> list[tuple[Coding, ...]]:
        """The codings of each text, the surest first.

        A text that says nothing ("nothing", "no") gets none, but where the codebook's examples claim it.
        """
        parts = [parts_of(text) for text in texts]
        pieces = [text[start:end] for text, spans in zip(texts, parts, strict=True) for start, end in spans]
        heard = [Asked() if says_nothing(text) else one for text, one in zip(texts, asked, strict=True)]
        questions = [one for one, spans in zip(heard, parts, strict=True) for _ in spans]
        scores = self.scores(pieces, embed(pieces), questions) if pieces else np.zeros((0, len(self.themes)))
        done, found = 0, []
        for text, question, spans in zip(texts, asked, parts, strict=True):
            found.append(self._codings(text, question, spans, scores[done : done + len(spans)]))
            done += len(spans)
        return found

    def _codings(self, text: str, asked: Asked, spans: Sequence[Span], scores: Numbers) -> tuple[Coding, ...]:
        if not spans:
            return ()
        said = {one.theme: one for one in self.coder.code(text, asked) if one.method == "lexicon"}
        most = scores.max(axis=0)
        found = []
        for place in np.flatnonzero(most >= (_CLEARLY if says_nothing(text) else -_SUGGESTED)):
            theme, score = self.themes[place], round(float(min(1.0, max(0.0, (most[place] + 1) / 2))), 3)
            sure = bool(most[place] >= 0)
            if theme in said:
                found.append(replace(said[theme], score=score, sure=sure))
            else:
                span = spans[1 + int(scores[1:, place].argmax())] if len(spans) > 1 else spans[0]
                lean = self.coder.leaning(theme, text, asked)
                found.append(Coding(theme, lean, *span, score, "meaning", sure))
        return tuple(sorted(found, key=lambda one: (-one.score, one.theme)))


class Reader(Reading):
    """Scores texts by a codebook; fitted once from samples, the same each time."""

    def __init__(self, codebook: Codebook, samples: Sequence[Sample], vectors: Matrix) -> None:
        """Learn from `samples`, whose `vectors` (samples, 384) stand in the same order."""
        self.coder = Coder(codebook)
        self.themes = tuple(codebook.themes)
        written = [any(msgspec.to_builtins(theme.cues).values()) for theme in codebook.themes.values()]
        self._trust = np.where(written, _CUES, _DERIVED_CUES)
        self.key = digest(METHOD_VERSION, codebook.version, MODEL_VERSION, samples)
        self.version = f"{METHOD_VERSION}/{codebook.version}/{MODEL_VERSION}/{self.key[:8]}"
        texts = [one.text for one in samples]
        self._wording = Wording(fewest=2 if len(texts) > _MANY else 1)
        worded = self._wording.learn(texts)
        labels = np.array([[name in one.themes for name in self.themes] for one in samples])
        self.fit = self._fitted(joined(vectors, worded), labels)
        self._labels = labels
        self._held_out = self.fit.held_out + self._cues(texts, [one.asked for one in samples])
        self.one_each = bool((labels.sum(axis=1) <= 1).all())
        self.bars = best_bars(self._held_out, labels) - _LENIENT * self.one_each

    def _fitted(self, features: Features, labels: NDArray[np.bool_]) -> Fit:
        kept = shipped(self.key)
        if kept is None:
            return fit(features, labels, _STIFFNESS)
        return fit_again(features, labels, *kept)

    def settled(self, texts: Sequence[str], embed: Embed) -> "Reader":
        """The same with its bars fitted to an archive: `texts` of the place it reads for, without labels.

        For examples of one theme each (`one_each`), which do not say how common a theme is; where they do,
        bars stay as they are. The order of texts does not matter.
        """
        texts = [text for text in texts if not says_nothing(text)]
        parts = [parts_of(text) for text in texts]
        pieces = [text[start:end] for text, spans in zip(texts, parts, strict=True) for start, end in spans]
        if not self.one_each or not pieces:
            return self
        scores = self._learnt(pieces, embed(pieces), [Asked()] * len(pieces))
        firsts = np.cumsum([0, *(len(spans) for spans in parts if spans)])[:-1]
        most = np.maximum.reduceat(scores, firsts)
        told = hashlib.sha256("\0".join(sorted(texts)).encode()).hexdigest()[:12]
        new = copy(self)
        new.bars = self.bars + _FIRMER - lowering(self._held_out, self._labels, most)
        new.version = f"{self.version}/archive-{len(texts)}-{told}"
        return new

    def scores(self, texts: Sequence[str], vectors: Matrix, asked: Sequence[Asked]) -> Numbers:
        """How far each text is above (or below) each theme's bar, (texts, themes)."""
        scores = self._learnt(texts, vectors, asked) - self.bars
        topics = np.array([[name == one.topic for name in self.themes] for one in asked])
        others = np.where(topics, -np.inf, scores).max(axis=1, keepdims=True)
        return np.asarray(scores + _TOPIC * topics * np.clip(_ELSEWHERE - others, 0.0, 1.0))

    def _learnt(self, texts: Sequence[str], vectors: Matrix, asked: Sequence[Asked]) -> Numbers:
        return self.fit.scores(joined(vectors, self._wording.of(texts))) + self._cues(texts, asked)

    def _cues(self, texts: Sequence[str], asked: Sequence[Asked]) -> Numbers:
        """What cues say for each theme, (texts, themes)."""
        cues = np.zeros((len(texts), len(self.themes)))
        for row, (text, question) in enumerate(zip(texts, asked, strict=True)):
            for theme, score in self.coder.cue_scores(text, question).items():
                cues[row, self.themes.index(theme)] = score
        return cues * self._trust


def parts_of(text: str) -> list[Span]:
    """What of a text is read: the whole of it, and each sentence where it is long.

    Nothing where nothing is written, or no English. `read` embeds the parts of all texts, in this order.
    """
    if not text.strip() or needs_person(text):
        return []
    whole = Span(len(text) - len(text.lstrip()), len(text.rstrip()))
    if len(text.split()) <= _LONG:
        return [whole]
    return [whole, *(span for span in sentences(text) if len(text[slice(*span)].split()) >= _FEWEST_WORDS)]
