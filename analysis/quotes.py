"""Which quotes stand for a theme: a few texts that together say what all of them say."""

from collections import Counter
from collections.abc import Sequence
from math import log, sqrt
from typing import Final, Literal, cast

import msgspec
import numpy as np
from numpy.typing import NDArray

from analysis.pointing import WORD
from analysis.quotable import is_quotable

Vectors = NDArray[np.float32]  # (candidates, width), rows of length 1

MOST_CANDIDATES: Final = 300
# How much a surer coding counts against covering more of what others said.
SCORE_WEIGHT: Final = 0.5


class Candidate(msgspec.Struct, frozen=True):
    """One text that may be quoted. `person`: who said it (one subject or link); `score` 0 to 1.

    `valence`: the side of the theme it speaks for, where the theme has sides.
    """

    key: str
    person: str
    text: str
    score: float
    valence: Literal["strength", "worry", "both"] | None = None


class Choice(msgspec.Struct, frozen=True):
    """Quotes in the order chosen. `alone`: on a side that is spoken for, only one person says it."""

    quotes: tuple[Candidate, ...]
    alone: bool


def choose(candidates: Sequence[Candidate], count: int = 5, vectors: Vectors | None = None) -> Choice:
    """Choose at most `count` quotes of 5 to 45 words that together stand for all of one theme.

    Method: greedy facility location (Lin & Bilmes 2011, "A class of submodular functions for document
    summarization"): each pick adds most to how near every text is to its nearest pick, plus the pick's
    score. Nearness is the cosine of `vectors`, one unit row a candidate, or of tf-idf where none are given.
    The best-scored 300 are considered. Nobody is quoted twice, save where one person alone speaks for both
    sides. Of a theme with strengths and worries both are shown, the rarer first (`count` 1 shows both only if
    one text does). The same candidates in any order give the same quotes in the same order.
    """
    order = sorted(range(len(candidates)), key=lambda i: (-candidates[i].score, candidates[i].key))
    places = [i for i in order if is_quotable(candidates[i].text)][:MOST_CANDIDATES]
    pool = [candidates[i] for i in places]
    near = _nearness([c.text for c in pool], None if vectors is None else vectors[places])
    chosen: list[int] = []
    while len(chosen) < min(count, len(pool)) and (options := _options(pool, chosen, count)):
        covered = near[chosen].max(axis=0, initial=0.0)
        gains = np.maximum(near - covered, 0.0).mean(axis=1)
        # Rounded, so that the last bits of a sum do not decide between texts that are alike.
        chosen.append(max(options, key=lambda i: (round(gains[i] + SCORE_WEIGHT * pool[i].score, 9), -i)))
    return Choice(quotes=tuple(pool[i] for i in chosen), alone=_alone(candidates))


def _options(pool: Sequence[Candidate], chosen: Sequence[int], count: int) -> list[int]:
    """Who may be quoted next: first whoever speaks for a side not shown yet, else anyone not yet quoted."""
    shown = {side for i in chosen for side in _sides(pool[i])}
    quoted = {pool[i].person for i in chosen}
    free = [i for i, c in enumerate(pool) if c.person not in quoted]
    lacking = {side for c in pool for side in _sides(c)} - shown
    if not lacking:
        return free
    if count == 1:
        return [i for i in free if lacking <= set(_sides(pool[i]))] or free
    rarest = min(sorted(lacking), key=lambda side: len(_people(pool, side)))
    missing = [i for i, c in enumerate(pool) if rarest in _sides(c) and i not in chosen]
    return [i for i in missing if i in free] or missing


def _sides(candidate: Candidate) -> tuple[str, ...]:
    if candidate.valence is None:
        return ()
    return ("strength", "worry") if candidate.valence == "both" else (candidate.valence,)


def _people(candidates: Sequence[Candidate], side: str) -> set[str]:
    return {c.person for c in candidates if side in _sides(c)}


def _alone(candidates: Sequence[Candidate]) -> bool:
    """Whether a claim rests on one person; without sides, the theme itself is the claim."""
    sides = {side for c in candidates for side in _sides(c)}
    claims = [_people(candidates, side) for side in sorted(sides)] or [{c.person for c in candidates}]
    return any(len(people) == 1 for people in claims)


def _nearness(texts: Sequence[str], vectors: Vectors | None) -> Vectors:
    """The matrix of cosines between all texts, none below 0."""
    if vectors is None:
        return np.array(_similarities(texts), dtype=np.float32).reshape(len(texts), len(texts))
    return cast("Vectors", np.maximum(vectors @ vectors.T, 0.0))


def _similarities(texts: Sequence[str]) -> list[list[float]]:
    """Return the full matrix of tf-idf cosines, by way of each word's list of texts."""
    bags = [Counter(word.lower() for word in WORD.findall(text)) for text in texts]
    holders: dict[str, list[int]] = {}
    for i, bag in enumerate(bags):
        for word in bag:
            holders.setdefault(word, []).append(i)
    rarity = {word: log((1 + len(texts)) / len(held)) for word, held in holders.items()}
    vectors = [_unit({word: times * rarity[word] for word, times in bag.items()}) for bag in bags]
    matrix = [[0.0] * len(texts) for _ in texts]
    for i, vector in enumerate(vectors):
        for word, weight in vector.items():
            for j in holders[word]:
                matrix[i][j] += weight * vectors[j][word]
    return matrix


def _unit(vector: dict[str, float]) -> dict[str, float]:
    length = sqrt(sum(weight * weight for weight in vector.values()))
    return {word: weight / length for word, weight in vector.items()}
