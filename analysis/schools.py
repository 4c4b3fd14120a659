"""Finding schools, churches, clubs and clinics by the word that ends their name."""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.details import Kind, Redaction
from analysis.gazetteer import lists
from analysis.written import Word, tag

_LONGEST: Final = 5


def find_schools(words: Sequence[Word]) -> Iterator[Redaction]:
    """Yield the whole name where something particular stands before "primary", "church" and so on."""
    sets = lists().context
    for i, word in enumerate(words):
        bare = word.low.removesuffix("'s")
        if word.opens or bare not in sets["school_words"] | sets["place_words"]:
            continue
        first = _beginning(words, i)
        if first is not None:
            kind: Kind = "school" if bare in sets["school_words"] else "place"
            yield Redaction(words[first].start, _ending(words, i), kind, "context")


def _beginning(words: Sequence[Word], i: int) -> int | None:
    """The index of the first word of the name that ends at word i; None when it names no particular one."""
    sets = lists().context
    first: int | None = None
    particular = small = False
    for j in range(i - 1, max(-1, i - 1 - _LONGEST), -1):
        word = words[j]
        inside = word.low in sets["school_words"] | sets["school_middle"]
        capital = word.raised and (not word.opens or words[j + 1].raised)
        own = not inside and word.low not in sets["generic"]
        if word.low in sets["stopping"] and not inside:
            break
        ordinary = own and not capital and word.sort in ("plain", "surname", "word")
        if ordinary and tag(word.low)[:1] not in ("N", "J", ""):
            break
        if inside or capital or own:
            first = j
        particular = particular or own or word.low in ("st", "saint", "holy")
        small = small or ordinary
        if word.opens:
            break
    if first is None or not particular:
        return None
    while words[first].low in sets["linking"] and first < i - 1:
        first += 1
    return None if small and not _is_reached(words, first) else first


def _is_reached(words: Sequence[Word], first: int) -> bool:
    """Whether what stands before says that a place of that name is meant: "go to", "my school is"."""
    sets = lists().context
    last = words[first - 1].low if first else ""
    return last in sets["reaching"] or (
        last in ("is", "was") and first > 1 and words[first - 2].low in sets["owning"]
    )


def _ending(words: Sequence[Word], i: int) -> int:
    sets = lists().context
    while i + 1 < len(words) and not words[i + 1].opens:
        if words[i + 1].low not in sets["school_words"] | sets["place_words"]:
            break
        i += 1
    return words[i].end
