"""Finding names, places and schools by the lists and by the words around them."""

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

from analysis.details import Kind, Redaction
from analysis.gazetteer import Sort, folded, is_compound, is_slip, lists, sort_of
from analysis.known_names import ALSO_GRAMMAR, KnownNames
from analysis.schools import find_schools

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*")
_BREAK = re.compile(r"[.,;:!?()\n]")
_PAUSE = re.compile(r"[.,;:!?()\n\d]")
_STOP = re.compile(r"[.!?\n]\s*$|[.!?\n]\W*\s")
_ACRONYM: Final = 5
_SHORT: Final = 3
_FEWEST_CAPITALS: Final = 3


class Word(NamedTuple):
    """One word of a text; `capital`: a capital that means something here; `opens`, `ends`: its clause."""

    start: int
    end: int
    low: str
    sort: Sort
    capital: bool
    upper: bool
    opens: bool
    ends: bool


Method = Literal["record", "list", "context"]


def find_names(text: str, known: KnownNames) -> Iterator[Redaction]:
    """Yield names, places and schools, in no order; spans may overlap.

    Method: lists of names (see names/), and for names that are ordinary words or in no list, hand-written rules
    on capitals and neighbouring words. A word in no list that is not a slip of a common word counts as a name.
    """
    words = _words(text)
    held = [_held(words, i, known) for i in range(len(words))]
    for pattern in (_joined_by_and, _with_surnames):
        held = pattern(words, held, text)
    yield from _spans(words, held, text)
    yield from _place_phrases(words)
    yield from find_schools([(w.start, w.end, w.low, w.sort, w.capital, w.opens) for w in words], text)


def _words(text: str) -> list[Word]:
    found = list(_WORD.finditer(text))
    capitals = sum(match[0][0].isupper() for match in found)
    shouted = capitals >= _FEWEST_CAPITALS and capitals * 10 >= len(found) * 7
    words = []
    for i, match in enumerate(found):
        before = text[found[i - 1].end() : match.start()] if i else "."
        after = text[match.end() : found[i + 1].start()] if i + 1 < len(found) else "."
        low = folded(match[0])
        begins = i == 0 or bool(_STOP.search(before)) or bool(re.fullmatch(r"[.!?\n]+\s*", before))
        upper = match[0].isupper() and len(match[0]) > 1
        capital = match[0][0].isupper() and not begins and not shouted
        words.append(
            Word(match.start(), match.end(), low, sort_of(low), capital, upper and not shouted,
                 begins or bool(_BREAK.search(before)), bool(_PAUSE.search(after)))
        )  # fmt: skip
    return words


def _held(words: Sequence[Word], i: int, known: KnownNames) -> Method | None:
    """What says that word i is part of a name or place, if anything does."""
    word = words[i]
    if known and known.has(word.low):
        plain_grammar = word.low in ALSO_GRAMMAR and not word.capital
        if not plain_grammar or _by_context(words, i):
            return "record"
    if word.sort in ("name", "place"):
        return "list" if len(word.low) >= _SHORT or word.capital or _by_context(words, i) else None
    if word.sort == "leaning":
        article = _before(words, i) in ("a", "an", "the", "some")
        return None if article and not word.capital else "list"
    if word.sort == "unknown":
        return "context" if _unknown_is_name(words, i) else None
    if word.sort == "word" and word.capital and _capital_counts(words, i):
        return "list"
    return "context" if _by_context(words, i) else None


def _unknown_is_name(words: Sequence[Word], i: int) -> bool:
    word = words[i]
    if word.upper and len(word.low) <= _ACRONYM:
        return False
    if _by_context(words, i):
        return True
    if word.capital and len(word.low) >= _SHORT:
        return not is_slip(word.low)
    return len(word.low) > _SHORT and not is_slip(word.low) and not is_compound(word.low)


def _capital_counts(words: Sequence[Word], i: int) -> bool:
    """Whether a capital inside a sentence makes a name of a word: not after "the", not for a month."""
    sets = lists().context
    word, before = words[i], _before(words, i)
    if word.low in sets["months"]:
        dated = before in ("with", "told", "ask", "asked", "saw", "and", "love", "like")
        return dated and _after(words, i) not in ("when", "then", "or", "and")
    return before not in ("a", "an", "the", "this", "that", "our", "your", "early", "happy")


def _by_context(words: Sequence[Word], i: int) -> bool:
    """Whether the words around say that this one is a name."""
    sets = lists().context
    word, before, after = words[i], _before(words, i), _after(words, i)
    grammar = word.low in sets["determiners"] or word.low in sets["selves"] or word.low in sets["person_verbs"]
    if grammar or word.low in _FUNCTION:
        return False
    if before in sets["calling"] or (before in ("is", "its", "it's") and _before(words, i - 1) in ("name", "names")):
        return word.sort in ("word", "unknown") or word.capital
    if before in sets["titles"]:
        return _after_title(words, i)
    if word.sort == "plain":
        return False
    if before in sets["people"] and _before(words, i - 1) not in ("a", "the", "any", "every", "no"):
        if word.sort == "surname" and not word.capital:
            return False
        return word.low not in sets["verbal"] or after in sets["person_verbs"]
    if word.sort not in ("word", "unknown"):
        return False
    if _acts(words, i):
        return True
    return before in sets["meeting"] and word.low not in sets["things"] and (word.ends or after in sets["joining"]) \
        and not _is_verb(words, i)


def _after_title(words: Sequence[Word], i: int) -> bool:
    """ "mrs baker", but not "i miss school", "dr said" or "nan always"."""
    sets = lists().context
    word, title = words[i], _before(words, i)
    if title == "miss" and _before(words, i - 1) in _MISSERS:
        return word.sort == "unknown" or word.capital
    if word.capital:
        return word.sort != "plain" or title in ("mr", "mrs", "ms", "miss", "dr", "uncle", "auntie", "aunty")
    if title in sets["faint_titles"]:
        return word.sort in ("unknown", "word") and (word.low not in sets["verbal"]) and _tag(word.low)[:2] != "VB"
    if title in ("mr", "mrs", "ms", "mx"):
        return True
    return word.sort in ("surname", "word", "unknown") and _tag(word.low) not in ("VBD", "VBZ", "RB", "IN", "MD")


def _acts(words: Sequence[Word], i: int) -> bool:
    """Whether the word opens a clause and does what people do: "dean sleeps on our couch"."""
    sets = lists().context
    word, after = words[i], _after(words, i)
    opening = word.opens or _before(words, i) in _OPENERS
    if not opening or word.ends or after is None:
        return False
    if word.low in sets["things"] and after in ("is", "was"):
        return (_after(words, i + 1) or "") in sets["of_people"]
    return after in sets["person_verbs"] or _tag(after) in ("VBZ", "VBD")


def _joined_by_and(words: Sequence[Word], held: list[Method | None], text: str) -> list[Method | None]:
    """ "grace and ibby", "me and grace": who stands beside a person is one, when the word can be a name."""
    sets = lists().context
    new = list(held)
    for i in range(1, len(words) - 1):
        if words[i].low not in ("and", "n", "an"):
            continue
        for here, there in ((i - 1, i + 1), (i + 1, i - 1)):
            word = words[here]
            beside = held[there] is not None or words[there].low in ("me", "i", "myself")
            if word.sort in ("word", "unknown") and beside and word.low not in sets["verbal"] | _FUNCTION:
                month = word.low in sets["months"] and words[there].low not in ("me", "i")
                new[here] = new[here] or (None if month else "context")
    return new


def _with_surnames(words: Sequence[Word], held: list[Method | None], text: str) -> list[Method | None]:
    """Carry a name on over the surname after it, and over small words between ("Abdi al Hassan")."""
    sets = lists().context
    new = list(held)
    for i in range(1, len(words)):
        word = words[i]
        if new[i] or not new[i - 1] or words[i - 1].sort == "place" or words[i].opens:
            continue
        beside = text[words[i - 1].end : word.start] == " "
        if not beside or words[i - 1].low.endswith("'s"):
            continue
        if word.low in sets["particles"] and i + 1 < len(words) and (held[i + 1] or words[i + 1].capital):
            new[i] = "context"
        elif word.capital and word.sort in ("surname", "word", "unknown", "name"):
            new[i] = "context"
        elif word.capital and word.upper is False and len(word.low) == 1 and word.low != "i":
            new[i] = "context"
        elif word.sort == "surname" and word.low in lists().last and _ends_a_name(words, i):
            new[i] = "context"
    return new


def _ends_a_name(words: Sequence[Word], i: int) -> bool:
    after = _after(words, i)
    return words[i].ends or after is None or after in lists().context["person_verbs"] or after in ("and", "at", "from")


def _spans(words: Sequence[Word], held: Sequence[Method | None], text: str) -> Iterator[Redaction]:
    for i, method in enumerate(held):
        if method is None:
            continue
        word = words[i]
        joined = i + 1 < len(words) and held[i + 1] is not None and text[word.end : words[i + 1].start] == " "
        end = words[i + 1].end if joined else _without_s(text, word)
        start = word.start
        if i and len(words[i - 1].low) == 1 and text[words[i - 1].end : start] in (". ", ".") and (
            words[i - 1].low.isalpha() and text[words[i - 1].start].isupper()
        ):
            start = words[i - 1].start
        yield Redaction(start, end, _kind(words, i, method), method)


def _without_s(text: str, word: Word) -> int:
    return word.end - 2 if text[word.start : word.end].lower().endswith(("'s", "\u2019s")) else word.end


def _kind(words: Sequence[Word], i: int, method: Method) -> Kind:
    word = words[i]
    if word.sort == "place":
        return "place"
    bare = word.low.removesuffix("'s")
    maybe = word.sort == "unknown" or (bare in lists().places and bare not in lists().first)
    placed = _before(words, i) in lists().context["surely_place_before"] and method != "record"
    return "place" if maybe and placed else "name"


def _place_phrases(words: Sequence[Word]) -> Iterator[Redaction]:
    """Places of several words ("stoke newington"), and ordinary words that are places ("live in reading")."""
    sets = lists().context
    for i, word in enumerate(words):
        for length in (2, 3):
            phrase = tuple(w.low.removesuffix("'s") for w in words[i : i + length])
            if phrase in lists().phrases:
                yield Redaction(word.start, words[i + length - 1].end, "place", "list")
        if word.sort == "surname" and word.low in lists().places and word.low not in _MONTHS and _before(words, i) in sets["surely_place_before"]:
            lived = (_before(words, i - 1) or "").startswith(("liv", "mov", "come", "came"))
            if word.capital or lived:
                yield Redaction(word.start, word.end, "place", "context")


def _is_verb(words: Sequence[Word], i: int) -> bool:
    return words[i].low in lists().context["verbal"] and _before(words, i) in ("to", "and")


def _tag(word: str) -> str:
    return lists().tags.get(word, "")


def _before(words: Sequence[Word], i: int) -> str | None:
    """The word before, in the same clause."""
    return words[i - 1].low if i > 0 and not words[i].opens else None


def _after(words: Sequence[Word], i: int) -> str | None:
    return words[i + 1].low if i + 1 < len(words) and not words[i].ends else None


_MISSERS: Final = frozenset("i we they you will dont don't to really and would also still i'll ill id i'd not do he she ll might did must u".split())
_MONTHS: Final = frozenset({"march", "may", "august"})
_OPENERS: Final = frozenset("and but because cos coz when that if then so cause bcos think says said & n as before after until till since well hope wish know".split())
_FUNCTION: Final = frozenset(
    "i me my we us you he she it they them him her and or but if in on at to of for from with by as be am are been no not yes so too "
    "very just then than there here when where what who why how all any some more most can could should would will-be do done does did "
    "one two three up down out off over again".split()
)
