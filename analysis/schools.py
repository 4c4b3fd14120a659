"""Finding schools, churches, clubs and clinics by the word that ends their name."""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.details import Redaction
from analysis.gazetteer import Sort, lists

# start, end, folded word, its sort, whether a capital inside a sentence, whether it opens a clause
Word = tuple[int, int, str, Sort, bool, bool]

_LONGEST: Final = 5
_TO: Final = frozenset("at to from attend attends attended go goes went called in near left joined".split())


def find_schools(words: Sequence[Word], text: str) -> Iterator[Redaction]:
    """Yield the whole name where something particular stands before "primary", "church", "surgery" and so on."""
    sets = lists().context
    for i, (start, end, low, _, _, opens) in enumerate(words):
        bare = low.removesuffix("'s")
        if opens or (bare not in sets["school_words"] and bare not in sets["place_words"]):
            continue
        first = _beginning(words, i)
        if first is not None:
            kind = "school" if bare in sets["school_words"] else "place"
            yield Redaction(words[first][0], _ending(words, i), "school" if kind == "school" else "place", "context")


def _beginning(words: Sequence[Word], i: int) -> int | None:
    """The index of the first word of the name that ends at word i, or None when it names no particular one."""
    sets = lists().context
    first: int | None = None
    particular = False
    lower = False
    for j in range(i - 1, max(-1, i - 1 - _LONGEST), -1):
        _, _, low, sort, capital, opens = words[j]
        inside = low in sets["school_words"] or low in sets["school_middle"]
        own = low not in sets["generic"] and low not in sets["school_middle"] and low not in sets["school_words"]
        if not (inside or capital or (own and (sort != "plain" or j > 0))):
            break
        if not capital and low in sets["generic"] and not inside:
            break
        if own and not capital and sort in ("plain", "surname", "word") and lists().tags.get(low, "NN")[:1] not in "NJ":
            break
        particular = particular or own or low in ("st", "saint", "holy")
        lower = lower or (own and not capital and sort in ("plain", "surname", "word"))
        first = j
        if opens:
            break
    if first is None or not particular:
        return None
    while words[first][2] in ("the", "of", "and", "our") and first < i - 1:
        first += 1
    if lower and (first == 0 or words[first - 1][2] not in _TO):
        return None
    return first


def _ending(words: Sequence[Word], i: int) -> int:
    sets = lists().context
    while i + 1 < len(words) and not words[i + 1][5]:
        if words[i + 1][2] not in sets["school_words"] | sets["place_words"]:
            break
        i += 1
    return words[i][1]
