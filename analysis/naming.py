"""Finding names and places by the lists, by capitals and by the words around them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from analysis.attending import find_attended
from analysis.callings import by_context, is_grammar
from analysis.details import Kind, Method, Redaction
from analysis.gazetteer import is_compound, is_slip, lists
from analysis.known_names import KnownNames
from analysis.schools import find_schools
from analysis.written import Word, after, before, words_of

_INITIALS = re.compile(r"(?<!\w)(?:[A-Z]\.){2,3}(?!\w)")
_ACRONYM: Final = 5
_SHORT: Final = 3

_Held = list[Method | None]


def find_names(text: str, known: KnownNames) -> Iterator[Redaction]:
    """Yield names, places and schools, in no order; spans may overlap.

    Method: lists of names (see names/), and for names that are ordinary words or in no list, rules by hand on
    capitals and neighbouring words. A word in no list that is no slip of a common word counts as a name.
    """
    words = words_of(text)
    held = [_held(words, i, known) for i in range(len(words))]
    held = _with_surnames(words, _joined_by_and(words, held), text)
    yield from _spans(words, held, text)
    yield from _places(words)
    yield from _initials(text)
    yield from find_schools(words)
    yield from find_attended(words)


def _held(words: Sequence[Word], i: int, known: KnownNames) -> Method | None:
    """What says that word i is part of a name or place, if anything does."""
    word = words[i]
    if known and known.has(word.low) and not is_grammar(words, i):
        return "record"
    if word.sort in ("name", "place"):
        return "list" if len(word.low) >= _SHORT or word.raised or by_context(words, i) else None
    if word.sort == "leaning":
        article = before(words, i) in lists().context["articles"]
        return None if article and not word.capital else "list"
    if word.sort == "unknown":
        return "context" if _unknown_is_name(words, i) else None
    if word.sort == "word" and word.capital and _capital_counts(words, i):
        return "list"
    return "context" if by_context(words, i) else None


def _unknown_is_name(words: Sequence[Word], i: int) -> bool:
    word = words[i]
    if word.upper and len(word.low) <= _ACRONYM:
        return False
    if by_context(words, i) or (word.capital and len(word.low) >= _SHORT):
        return True
    return len(word.low) > _SHORT and not is_slip(word.low) and not is_compound(word.low)


def _capital_counts(words: Sequence[Word], i: int) -> bool:
    """Whether a capital inside a sentence makes a name of a word: not after "the", not for a month."""
    sets = lists().context
    if words[i].low in sets["months"]:
        return before(words, i) in sets["dating"] and after(words, i) not in ("when", "then", "or", "and")
    return before(words, i) not in sets["no_name_after"]


def _joined_by_and(words: Sequence[Word], held: _Held) -> _Held:
    """ "grace and ibby", "me and grace": who stands beside a person is one, when the word can be a name."""
    new = list(held)
    for i in range(1, len(words) - 1):
        if words[i].low in ("and", "n", "an"):
            for here, there in ((i - 1, i + 1), (i + 1, i - 1)):
                new[here] = new[here] or _beside(words, held, here, there)
    return new


def _beside(words: Sequence[Word], held: _Held, here: int, there: int) -> Method | None:
    sets = lists().context
    word, other = words[here], words[there]
    if word.sort not in ("word", "unknown", "name") or word.low in sets["function"]:
        return None
    if word.low in sets["verbal"] and not word.raised:
        return None
    selves = other.low in ("me", "i", "myself")
    if word.low in sets["months"] and not selves:
        return None
    pair = other.sort == word.sort == "word" and words[min(here, there)].opens and word.low in lists().first
    return "context" if held[there] or pair or selves else None


def _with_surnames(words: Sequence[Word], held: _Held, text: str) -> _Held:
    """Carry a name on over the surname after it, and back over the first name before it."""
    new = list(held)
    for i in range(1, len(words)):
        if text[words[i - 1].end : words[i].start] != " ":
            continue
        if new[i] and not new[i - 1] and words[i - 1].sort == "word" and _leads(words, i - 1):
            new[i - 1] = "context"
        if new[i - 1] and not new[i] and _follows(words, i, held):
            new[i] = "context"
    return new


def _follows(words: Sequence[Word], i: int, held: _Held) -> bool:
    """Whether word i carries on the name before it: a surname, an initial, "al" before another part."""
    sets = lists().context
    word, last = words[i], words[i - 1]
    if last.sort == "place" or last.low.endswith("'s"):
        return False
    if word.low in sets["particles"]:
        return i + 1 < len(words) and bool(held[i + 1] or words[i + 1].capital)
    if word.capital:
        return word.low != "i" and word.low not in sets["generic"] | sets["school_words"]
    ends = word.ends or after(words, i) in sets["person_verbs"] | {"", "and", "at", "from"}
    return word.sort == "surname" and word.low in lists().last and ends


def _leads(words: Sequence[Word], i: int) -> bool:
    """Whether word i belongs to the name after it: "rose begum", "king edwards", but not "i hope sarah"."""
    known, low, following = lists(), words[i].low, words[i + 1].low
    if before(words, i) in known.context["selves"]:
        return False
    plain = low not in known.context["auxiliary"]
    raised = words[i].raised and words[i + 1].raised
    surname = following in known.last and following not in known.first
    return (surname and (plain or raised)) or (plain and raised) or low in known.context["royal"]


def _spans(words: Sequence[Word], held: _Held, text: str) -> Iterator[Redaction]:
    for i, method in enumerate(held):
        if method is None:
            continue
        joined = i + 1 < len(words) and held[i + 1] and text[words[i].end : words[i + 1].start] == " "
        end = _without_s(text, words[i + 1] if joined else words[i])
        yield Redaction(_with_initial(words, i, text), end, _kind(words, i, method), method)


def _with_initial(words: Sequence[Word], i: int, text: str) -> int:
    """Where the name begins: "T. Nkemelu" begins at the T."""
    last, start = words[i - 1], words[i].start
    if i and len(last.low) == 1 and text[last.start].isupper() and text[last.end : start] in (". ", "."):
        return last.start
    return start


def _without_s(text: str, word: Word) -> int:
    return word.end - 2 if text[word.start : word.end].lower().endswith(("'s", "\u2019s")) else word.end


def _kind(words: Sequence[Word], i: int, method: Method) -> Kind:
    word, known = words[i], lists()
    if word.sort == "place":
        return "place"
    bare = word.low.removesuffix("'s")
    maybe = word.sort == "unknown" or (bare in known.places and bare not in known.first)
    placed = before(words, i) in known.context["place_before"] and method != "record"
    return "place" if maybe and placed else "name"


def _initials(text: str) -> Iterator[Redaction]:
    for match in _INITIALS.finditer(text):
        if match[0].replace(".", "").lower() not in lists().ordinary:
            yield Redaction(match.start(), match.end(), "name", "context")


def _places(words: Sequence[Word]) -> Iterator[Redaction]:
    """Places of several words ("stoke newington"), and ordinary words that are places ("live in reading")."""
    known = lists()
    for i, word in enumerate(words):
        for length in (2, 3):
            phrase = tuple(part.low.removesuffix("'s") for part in words[i : i + length])
            if len(phrase) == length and phrase in known.phrases:
                yield Redaction(word.start, words[i + length - 1].end, "place", "list")
        if (
            word.sort == "surname"
            and word.low in known.places
            and before(words, i) in known.context["place_before"]
        ):
            lived = before(words, i - 1).startswith(("liv", "mov", "come", "came"))
            if (word.capital and word.low != "march") or lived:
                yield Redaction(word.start, word.end, "place", "context")
