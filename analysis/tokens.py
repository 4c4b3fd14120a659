"""Words for matching: folded, stemmed, and cut into clauses."""

import re
from functools import lru_cache
from typing import Final, NamedTuple

from analysis.folding import Folded

_PIECE = re.compile(r"[a-z0-9]+(?:'[a-z]+)?|[.,;:!?()\n]")
_CLAUSE_WORDS: Final = frozenset({"but", "because", "cos", "although", "though", "except", "however", "so"})
_JOINS: Final = frozenset({"and", "then", "when", "if"})
_STARTERS: Final = frozenset(
    {"i", "i'm", "we", "he", "she", "they", "it", "it's", "you", "my", "the", "mum", "dad", "there", "nobody"}
)
_WORDS_WITHOUT_CONTENT: Final = """
a an the and or but so because cos if then than that this these those there here it its it's i i'm i've i'd
i'll me my mine we we're us our you your he he's she she's him his her they they're them their is isn't are
aren't was were be been being am do does did done don't doesn't didn't have has had having haven't hasn't
will would can can't could couldn't should not no yes of in on at to for from with by as into about up down
out over off very really just all any some more most much many such too also only even still again ever
never always what which who whom when where why how get got getting go goes going went gone make makes made
like thing things lot lots bit way one two said say says tell told know think well good great nice bad best
better ok okay please thank thanks want need come came put take took let day time people person someone
anyone everyone something anything everything nothing other another same own while before after during
through s t im dont
"""


class Word(NamedTuple):
    """One word: its stem, its clause, and where it stands in the folded text."""

    stem: str
    clause: int
    start: int
    end: int


def words(folded: Folded) -> list[Word]:
    """Cut folded text into words. A new clause starts at punctuation, at "but", and at "and I", "and my"."""
    found: list[Word] = []
    clause = 0
    joined = False
    for piece in _PIECE.finditer(folded.text):
        text = piece[0]
        if not text[0].isalnum():
            clause += 1
            continue
        if text in _CLAUSE_WORDS or (joined and text in _STARTERS):
            clause += 1
        joined = text in _JOINS
        found.append(Word(stem(text), clause, piece.start(), piece.end()))
    return found


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """Cut the commonest English endings, alike in cue and text; a light stemmer, not a dictionary."""
    word = word.removesuffix("'s")
    if len(word) <= 3 or "'" in word:  # noqa: PLR2004 - shorter words have no ending to cut
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ingly", "ing", "edly", "ed", "ly"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) > 2 and re.search("[aeiouy]", rest):  # noqa: PLR2004
            word = rest[:-1] if rest[-1] == rest[-2] and rest[-1] not in "lsz" else rest
            break
    return word.removesuffix("e")


WITHOUT_CONTENT: Final = frozenset(stem(word) for word in _WORDS_WITHOUT_CONTENT.split())
