"""Whether the words around a cue make it a strength or a worry."""

from collections.abc import Sequence
from typing import Final

from analysis.tokens import Word, stem

_NEGATORS: Final = """
not no never none nobody nothing without hardly barely rarely don't doesn't didn't can't cannot couldn't won't
wouldn't isn't aren't wasn't weren't haven't hasn't hadn't shouldn't ain't stop stopped
"""
_PLEASED: Final = """
love like enjoy good nice great best better happy fun yummy favourite kind lovely amazing brilliant excellent
glad enough always easy easier proud improved sorted thanks thank perfect fine pleased helped safe okay ok
"""
_DISPLEASED: Final = """
hate dislike bad horrible awful sad worse worst boring cry crying scared scary angry worried worry poor
rubbish unfair hard difficult lonely upset annoying annoyed wish need lack broken dirty gross missing miss
late shout shouting terrible disgusting frightened problem struggle
"""
# A negation reaches this many words ahead inside its clause: "i don't always get my breakfast".
_REACH: Final = 5
# How far from a cue a pleased or displeased word still colours it; bounded so that work grows with the text.
_EARSHOT: Final = 15


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in text.split())


WISHES: Final = _stems("wish want need should could would hope if")
MORE: Final = _stems("more better")
NEGATORS: Final = _stems(_NEGATORS)
PLEASED: Final = _stems(_PLEASED)
DISPLEASED: Final = _stems(_DISPLEASED)


def negated(words: Sequence[Word], place: int) -> bool:
    """Say whether a negation in the same clause reaches the word at `place` ("not only" does not)."""
    clause = words[place].clause
    for back in range(place - 1, max(-1, place - 1 - _REACH), -1):
        if words[back].clause != clause:
            return False
        if words[back].stem in NEGATORS:
            return words[back + 1].stem not in {"only", "just", "wonder", "problem", "doubt", "matter"}
    return False


def wished(words: Sequence[Word], place: int, *, asked_for_change: bool) -> bool:
    """Say whether the clause before `place` asks for something: what is asked for is missing.

    Where the question asked what should change, "more" and "better" ask as well.
    """
    clause = words[place].clause
    asking = WISHES | MORE if asked_for_change else WISHES
    return any(word.stem in asking for word in words[max(0, place - _REACH) : place] if word.clause == clause)


def mood(words: Sequence[Word], first: int, last: int) -> int:
    """Return 1, -1 or 0: how the pleased and displeased words around first..last in their clause lean."""
    clause = words[first].clause
    near = (*range(max(0, first - _EARSHOT), first), *range(last + 1, min(len(words), last + 1 + _EARSHOT)))
    total = sum(_leaning(words, place) for place in near if words[place].clause == clause)
    return (total > 0) - (total < 0)


def _leaning(words: Sequence[Word], place: int) -> int:
    stem_here = words[place].stem
    leaning = (stem_here in PLEASED) - (stem_here in DISPLEASED)
    return -leaning if leaning and negated(words, place) else leaning
