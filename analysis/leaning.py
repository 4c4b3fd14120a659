"""How a text leans by its words alone: pleased and displeased words, signs and sayings, and turns in it."""

import re
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.asking import Question
from analysis.folding import fold
from analysis.language import polarity
from analysis.tokens import Word, stem, words
from analysis.valence import negated

WORDS: Final = Path(__file__).with_name("tone_words.toml")

_LONG: Final = 40
_SHORT: Final = 4
_MOST: Final = 4
_SOON: Final = 3


class _Lexicon(NamedTuple):
    pleased: frozenset[str]
    displeased: frozenset[str]
    wants: frozenset[str]
    ends: frozenset[str]
    pleased_signs: frozenset[str]
    displeased_signs: frozenset[str]
    pleased_phrases: re.Pattern[str]
    displeased_phrases: re.Pattern[str]
    patterns: dict[str, re.Pattern[str]]


def leanings(texts: Sequence[str], asked: Sequence[Question]) -> NDArray[np.float64]:
    """One row a text, each number between -1 and 1 or near: what its words say about its tone."""
    rows = [_leaning(text, question) for text, question in zip(texts, asked, strict=True)]
    return np.array(rows, dtype=np.float64).reshape(len(rows), -1)


def _leaning(text: str, question: Question) -> list[float]:
    folded = fold(text)
    found = words(folded)
    pleased, displeased, turned = _counts(text, folded.text, found)
    last = _last_clause(found)
    lexicon = _lexicon()
    wants = sum(word.stem in lexicon.wants for word in found)
    wording = polarity(folded.text)
    has = {name: float(bool(one.search(folded.text))) for name, one in lexicon.patterns.items()}
    both = float(pleased > 0 < displeased)
    return [
        _few(pleased),
        _few(displeased),
        both,
        _sign(pleased - displeased),
        max(wording, 0.0),
        max(-wording, 0.0),
        _few(turned),
        _few(wants),
        float(bool(wants) and not pleased),
        has["turn"],
        has["turn"] * both,
        has["then_and_now"],
        has["empty"],
        has["nothing"],
        has["dont_know"],
        (has["yes"] - has["no"]) * question.yes,
        has["partly"],
        has["so_so"],
        float("?" in text),
        float("!" in text),
        min(len(found), _LONG) / _LONG,
        float(len(found) < _SHORT),
        float(last > 0),
        float(last < 0),
    ]


def _counts(text: str, folded: str, found: Sequence[Word]) -> tuple[int, int, int]:
    """How many words, signs and sayings are pleased and displeased; how many words are turned round."""
    lexicon = _lexicon()
    plain = [_plain(word) for word in found]
    leans = [lean and _heeding_negation(found, place, lean) for place, lean in enumerate(plain)]
    pleased = sum(lean > 0 for lean in leans) + sum(sign in lexicon.pleased_signs for sign in text)
    displeased = sum(lean < 0 for lean in leans) + sum(sign in lexicon.displeased_signs for sign in text)
    pleased += len(lexicon.pleased_phrases.findall(folded))
    displeased += len(lexicon.displeased_phrases.findall(folded))
    return pleased, displeased, sum(a != b for a, b in zip(plain, leans, strict=True))


def _last_clause(found: Sequence[Word]) -> int:
    """Which way the last clause leans: after "but" comes what weighs."""
    here = [place for place, word in enumerate(found) if word.clause == found[-1].clause]
    return sum(_heeding_negation(found, place, _plain(found[place])) for place in here)


def _plain(word: Word) -> int:
    lexicon = _lexicon()
    return (word.stem in lexicon.pleased) - (word.stem in lexicon.displeased)


def _heeding_negation(found: Sequence[Word], place: int, lean: int) -> int:
    return -lean if lean and (negated(found, place) or _ended(found, place)) else lean


def _ended(found: Sequence[Word], place: int) -> bool:
    """Whether the words around `place` say that it is over or less: "the shouting has stopped"."""
    clause, ends = found[place].clause, _lexicon().ends
    near = (*found[max(0, place - 1) : place], *found[place + 1 : place + 1 + _SOON])
    return any(word.stem in ends for word in near if word.clause == clause)


def _sign(number: int) -> int:
    return (number > 0) - (number < 0)


def _few(count: int) -> float:
    """Grows with the count, ever more slowly: a second pleased word says less than the first."""
    return float((min(count, _MOST) / _MOST) ** 0.5)


@cache
def _lexicon() -> _Lexicon:
    data = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    pleased = frozenset(map(stem, data["pleased"].split()))
    return _Lexicon(
        pleased=pleased,
        displeased=frozenset(map(stem, data["displeased"].split())) - pleased,
        wants=frozenset(map(stem, data["wants"].split())),
        ends=frozenset(map(stem, data["ends"].split())),
        pleased_signs=frozenset(data["pleased_signs"].split()),
        displeased_signs=frozenset(data["displeased_signs"].split()),
        pleased_phrases=_any_of(data["pleased_phrases"]),
        displeased_phrases=_any_of(data["displeased_phrases"]),
        patterns={name: re.compile(pattern) for name, pattern in data["patterns"].items()},
    )


def _any_of(phrases: str) -> re.Pattern[str]:
    return re.compile(
        rf"\b(?:{'|'.join(re.escape(one.strip()) for one in phrases.split('|') if one.strip())})\b"
    )
