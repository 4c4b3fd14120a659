"""Theming: which themes of a codebook a text speaks of, on what evidence, as strength or worry."""

from collections.abc import Iterable, Sequence
from functools import reduce
from typing import Final, Literal

import msgspec

from analysis.codebook import EVERYDAY, Codebook
from analysis.cues import by_first_word, cues_of
from analysis.folding import Folded, fold, span_in_original
from analysis.language import sentences
from analysis.matching import Match, matches_by_theme
from analysis.tokens import WITHOUT_CONTENT, Word, words
from analysis.valence import NEGATORS, mood, negated, wished

Valence = Literal["strength", "worry", "both"]

METHOD_VERSION: Final = "themes-1"
_ENOUGH: Final = 0.5
_BEST_GUESS: Final = 0.2
_QUESTION_ALONE: Final = 0.4
_NOTHING: Final = frozenset(
    {
        "", "nothing", "nothing really", "n a", "na", "none", "no", "nope", "yes", "nil", "no comment",
        "no comments", "did not answer", "don't know", "i don't know", "idk", "dunno", "not sure", "skip",
        "i'm not sure", "nothing else", "no thanks", "no thank you", "not really", "pass",
    }
)  # fmt: skip


class Asked(msgspec.Struct, frozen=True):
    """The question that was asked: the theme it is about, and which side of it."""

    topic: str | None = None
    asks: Literal["good", "change", "open"] = "open"


class Coding(msgspec.Struct, frozen=True):
    """A theme put on a text. `start`, `end`: the strongest evidence in the original text, never empty.

    `valence` is None outside everyday life, and where neither words nor question tell which way it leans.
    `score` 0 to 1 orders codings; it is no probability. `method`: "lexicon" (words), "question" (topic only),
    "meaning" (like examples of the theme). Not `sure`: suggested to a person, not assigned.
    """

    theme: str
    valence: Valence | None
    start: int
    end: int
    score: float
    method: str
    sure: bool = True


class Coder:
    """Codes texts by a codebook. Holds the prepared cues; the same text is always coded the same."""

    def __init__(self, codebook: Codebook) -> None:
        """Prepare the cues of `codebook`."""
        self.version = f"{METHOD_VERSION}/{codebook.version}"
        self._themes = codebook.themes
        self._index = by_first_word(cues_of(codebook))

    def code(self, text: str, asked: Asked = Asked()) -> tuple[Coding, ...]:  # noqa: B008 - frozen
        """Return at most one coding a theme, the surest first. Texts that say nothing get none."""
        folded = fold(text)
        found = words(folded)
        if _says_nothing(folded, found):
            return ()
        codings = [
            self._coding(theme, matches, found, folded, asked)
            for theme, matches in matches_by_theme(self._index, found).items()
        ]
        codings = _sure_or_best(codings) or self._from_question(text, found, asked)
        return tuple(sorted(codings, key=lambda coding: (-coding.score, coding.theme)))

    def cue_scores(self, text: str, asked: Asked = Asked()) -> dict[str, float]:  # noqa: B008 - frozen
        """How strongly cues point at each theme, 0 to 1; what is too weak to count is left out."""
        return {one.theme: one.score for one in self.code(text, asked) if one.method == "lexicon"}

    def leaning(self, theme: str, text: str, asked: Asked) -> Valence | None:
        """Which way a text without a cue of the theme leans: by its own moods, then by the question."""
        found = words(fold(text))
        return self._valence(theme, [(mood(found, 0, -1) if found else 0) or _prior(asked)])

    def _coding(
        self, theme: str, matches: Sequence[Match], found: Sequence[Word], folded: Folded, asked: Asked
    ) -> Coding:
        best = max(matches, key=lambda m: (m.cue.weight, m.cue.lean != 0, m.last - m.first, -m.first))
        start, end = span_in_original(folded, found[best.first].start, found[best.last].end)
        score = _score(matches)
        if asked.topic == theme:
            score += (1 - score) / 3
        valence = self._valence(theme, _leans(matches, found, asked))
        return Coding(theme, valence, start, end, round(score, 3), "lexicon")

    def _from_question(self, text: str, found: Sequence[Word], asked: Asked) -> list[Coding]:
        """Code the topic of the question, weakly, when the text has content but no theme of its own."""
        if asked.topic not in self._themes or all(word.stem in WITHOUT_CONTENT for word in found):
            return []
        start, end = sentences(text)[0]
        lean = mood(found, 0, -1) or _prior(asked)
        return [
            Coding(asked.topic, self._valence(asked.topic, [lean]), start, end, _QUESTION_ALONE, "question")
        ]

    def _valence(self, theme: str, leans: Iterable[int]) -> Valence | None:
        """Put leanings together; mentions that do not lean count for nothing beside ones that do."""
        seen = set(leans)
        if self._themes[theme].group != EVERYDAY:
            return None
        if {1, -1} <= seen:
            return "both"
        return "strength" if 1 in seen else "worry" if -1 in seen else None


def says_nothing(text: str) -> bool:
    """Whether a text has no content: empty, "nothing", "don't know"."""
    folded = fold(text)
    return _says_nothing(folded, words(folded))


def _says_nothing(folded: Folded, found: Sequence[Word]) -> bool:
    return not found or " ".join(folded.text[word.start : word.end] for word in found) in _NOTHING


def _sure_or_best(codings: Sequence[Coding]) -> list[Coding]:
    """Keep the codings that are sure enough; where none is, the best one unless it is mere noise."""
    sure = [coding for coding in codings if coding.score >= _ENOUGH]
    best = sorted(codings, key=lambda coding: (-coding.score, coding.theme))[:1]
    return sure or [coding for coding in best if coding.score >= _BEST_GUESS]


def _score(matches: Iterable[Match]) -> float:
    """Combine the weights of different cues as if independent (noisy or); a repeated cue counts once."""
    weights = {match.cue.stems: match.cue.weight for match in matches}
    return 1 - reduce(lambda left, weight: left * (1 - weight), weights.values(), 1.0)


def _leans(matches: Sequence[Match], found: Sequence[Word], asked: Asked) -> Iterable[int]:
    """Yield how each match leans; a cue that may be either is silent beside one in its clause that is not."""
    decided = {found[m.first].clause for m in matches if m.cue.lean}
    for match in matches:
        if match.cue.lean or found[match.first].clause not in decided:
            yield _lean(match, found, asked)


def _lean(match: Match, found: Sequence[Word], asked: Asked) -> int:
    lean = match.cue.lean
    if negated(found, match.first) or _negated_inside(match, found):
        return 1 if lean < 0 else -1
    if lean >= 0 and wished(found, match.first, asked_for_change=asked.asks == "change"):
        return -1
    return lean or mood(found, match.first, match.last) or _prior(asked)


def _negated_inside(match: Match, found: Sequence[Word]) -> bool:
    """Say whether a negation stands between the words of a cue that has none itself: "mum doesn't love"."""
    between = {word.stem for word in found[match.first : match.last]} & NEGATORS
    return bool(between) and not any(options & NEGATORS for options in match.cue.stems)


def _prior(asked: Asked) -> int:
    return {"good": 1, "change": -1, "open": 0}[asked.asks]
