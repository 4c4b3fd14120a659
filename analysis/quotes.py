"""Which quotes stand for a theme, and which must not leave before someone has looked for names."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log, sqrt
from typing import Final

import msgspec

FEWEST_WORDS: Final = 5
MOST_WORDS: Final = 45
MOST_CANDIDATES: Final = 300
# How much a surer coding counts against covering more of what others said.
_SCORE_WEIGHT: Final = 0.4

_WORD = re.compile(r"[^\W_]+(?:['\u2019][^\W_]+)*")


class Candidate(msgspec.Struct, frozen=True):
    """One text that may be quoted. `person`: who said it (one subject or link); `score` 0 to 1."""

    key: str
    person: str
    text: str
    score: float


def choose(candidates: Sequence[Candidate], count: int = 5) -> tuple[Candidate, ...]:
    """Return at most `count` quotes of 5 to 45 words that together stand for all, never two of one person.

    Method: greedy facility location (each pick adds most to how near every text is to its nearest pick, by
    tf-idf cosine) plus the candidate's score. The best-scored 300 are considered. The same candidates in any
    order give the same quotes in the same order.
    """
    fitting = [c for c in candidates if FEWEST_WORDS <= len(_WORD.findall(c.text)) <= MOST_WORDS]
    pool = sorted(fitting, key=lambda c: (-c.score, c.key))[:MOST_CANDIDATES]
    similar = _similarities([c.text for c in pool])
    nearest = [0.0] * len(pool)
    chosen: list[int] = []
    while len(chosen) < count:
        people = {pool[i].person for i in chosen}
        free = [i for i, c in enumerate(pool) if c.person not in people]
        if not free:
            break
        best = max(free, key=lambda i: (_gain(similar[i], nearest) + _SCORE_WEIGHT * pool[i].score, -i))
        chosen.append(best)
        nearest = [max(pair) for pair in zip(nearest, similar[best], strict=True)]
    return tuple(pool[i] for i in chosen)


def _gain(similar: Sequence[float], nearest: Sequence[float]) -> float:
    return sum(max(0.0, new - old) for new, old in zip(similar, nearest, strict=True)) / len(nearest)


def _similarities(texts: Sequence[str]) -> list[list[float]]:
    """Return the full matrix of tf-idf cosines, by way of each word's list of texts."""
    bags = [Counter(word.lower() for word in _WORD.findall(text)) for text in texts]
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


_ORDINARY_WORDS: Final = """
    i i'm i've i'd i'll monday tuesday wednesday thursday friday saturday sunday january february march april
    may june july august september october november december christmas xmas easter eid diwali ramadan hanukkah
    halloween english maths science french spanish german welsh pe ict it tv dvd gp nhs send senco camhs ehcp
    ok okay lol omg dad daddy mum mummy mam mammy mom nan nana nanny nanna gran granny grandma grandad grandpa
    auntie aunty uncle god allah lego minecraft roblox fortnite youtube netflix xbox playstation ps4 ps5
    nintendo switch tiktok whatsapp mcdonalds uk england scotland wales ireland early help social worker
"""
_ORDINARY: Final = frozenset(_ORDINARY_WORDS.split())
_MARKS = re.compile(
    r"\d|@|https?:|www\.|\.(?:com|co\.uk|org|net)\b"
    r"|\b(?:mr|mrs|miss|ms|mx|dr|sir|auntie?|aunty|uncle)\.?\s+[^\W\d_]{2,}"
    r"|\b(?:called|named|name is|name's|nickname(?:d)?)\s+[^\W\d_]",
    re.IGNORECASE,
)
_TITLES_THAT_STAND_ALONE = re.compile(r"\b(?:miss|auntie?|aunty|uncle)\s+(?=[a-z])")
_OPENS_A_SENTENCE = re.compile(r"(?:^|[.!?\n])\W*$")


def looks_identifying(text: str) -> bool:
    """Say whether the text carries something that may point at a person: hold it back until someone decides.

    Sees digits (ages, phones, postcodes), e-mail and web addresses, "Mrs X", "called X", and any capitalised
    word inside a sentence that is not an ordinary one. Cannot see names in lower case, a name that opens a
    sentence, places written small, or a story only one family could tell: a person confirms every quote.
    Text all in capitals is always held back.
    """
    if text.isupper() and len(text.split()) > 1:
        return True
    # "i miss my mum", "my aunty is nice": a title word used as a word, told by what follows in small letters.
    plain = _TITLES_THAT_STAND_ALONE.sub("", text)
    return bool(_MARKS.search(plain)) or any(_names_inside(text))


def _names_inside(text: str) -> Iterable[bool]:
    for word in _WORD.finditer(text):
        bare = word.group().replace("\u2019", "'").lower().removesuffix("'s")
        if word.group()[0].isupper() and bare not in _ORDINARY:
            yield not _OPENS_A_SENTENCE.search(text[max(0, word.start() - 4) : word.start()])
