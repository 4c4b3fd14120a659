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
    yield from _after_lead(words)


def _after_lead(words: Sequence[Word]) -> Iterator[Redaction]:
    """ "st marys", "ysgol bryn awel", "my school is called maple grove"."""
    sets = lists().context
    for i, word in enumerate(words[:-1]):
        called = word.low == "called" and any(part.low in sets["owning"] for part in words[max(0, i - 3) : i])
        saint = word.low in ("st", "saint", "ysgol") and words[i + 1].sort != "plain"
        if not (called or saint or word.low == "ysgol") or (word.ends and word.low != "st"):
            continue
        last = i + 1
        while not saint and last + 1 < len(words) and last < i + 3 and _carries_on(words, last + 1):
            last += 1
        if words[i + 1].low not in sets["stopping"]:
            yield Redaction(words[i + 1 if called else i].start, words[last].end, "school", "context")


def _carries_on(words: Sequence[Word], i: int) -> bool:
    sets = lists().context
    ordinary = sets["stopping"] | sets["function"] | sets["person_verbs"]
    return not words[i].opens and words[i].low not in ordinary


def _beginning(words: Sequence[Word], i: int) -> int | None:
    """The index of the first word of the name that ends at word i; None when it names no particular one."""
    sets = lists().context
    first: int | None = None
    particular = small = False
    if i and words[i - 1].low in sets["linking"]:
        return None  # "home and school"
    for j in range(i - 1, max(-1, i - 1 - _LONGEST), -1):
        word = words[j]
        inside = word.low in sets["school_words"] | sets["school_middle"]
        capital = word.raised and (not word.opens or words[j + 1].raised)
        own = not inside and word.low not in sets["generic"]
        if word.low in sets["stopping"] and not inside:
            break
        ordinary = own and not capital and word.sort in ("plain", "surname", "word")
        if ordinary and word.sort != "word" and tag(word.low)[:1] not in ("N", "J", ""):
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
    named = words[first].opens and words[i].low in sets["sure_schools"]
    return None if small and not named and not _is_reached(words, first) else first


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
