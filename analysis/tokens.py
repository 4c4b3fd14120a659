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
_VOWEL = re.compile(r"[aeiouy]")
_NEEDS_E = re.compile(r"[^aeiou][aeiou][^aeiouwxy]")
_SHORT: Final = 3
_IRREGULAR_WORDS: Final = """
made=make took=take taken=take came=come told=tell said=say felt=feel knew=know known=know kept=keep
left=leave got=get gave=give given=give saw=see seen=see ate=eat eaten=eat spoke=speak spoken=speak
heard=hear taught=teach thought=think ran=run bought=buy lost=lose slept=sleep teeth=tooth children=child
went=go gone=go met=meet understood=understand chose=choose chosen=choose wrote=write written=write
learnt=learn drank=drink drunk=drunk broke=broken dreamt=dream paid=pay held=hold brought=bring rang=ring
hurt=hurt fought=fight friendly=friendly lovely=lovely timely=timely parenting=parenting caring=caring
housing=housing during=during missing=missing feelings=feelings poorly=poorly
"""
_IRREGULAR: Final = dict(pair.split("=") for pair in _IRREGULAR_WORDS.split())
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
through s t im dont now
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
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    if len(word) <= _SHORT or "'" in word:
        return word
    if word.endswith("ies"):
        word = word[:-3] + "y"
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")):
        word = word[:-1]
    for ending in ("ing", "ed", "ly"):
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= _SHORT and _VOWEL.search(rest):
            word = rest if ending == "ly" else _completed(rest)
            break
    return word.removesuffix("e") if len(word) > _SHORT + 1 else word


def _completed(rest: str) -> str:
    """Return the word an -ing or -ed was put to: "running" run, "making" make, "waited" wait."""
    if rest[-1] == rest[-2] and rest[-1] not in "lsz":
        return rest[:-1]
    return rest + "e" if _NEEDS_E.fullmatch(rest) else rest


WITHOUT_CONTENT: Final = frozenset(stem(word) for word in _WORDS_WITHOUT_CONTENT.split())
# A clause of few words but these is a list: "my mum and football".
LIST_WORDS: Final = frozenset({"and", "my", "the", "our", "a"})
