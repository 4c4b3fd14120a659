"""Rules on the words around: whether they say that a word is somebody's name."""

from collections.abc import Callable, Sequence
from typing import Final

from analysis.gazetteer import lists
from analysis.written import Word, after, before, tag

_SHORT: Final = 3
_ACTING: Final = ("VBZ", "VBD")
_NO_NAME_AFTER_TITLE: Final = ("VBD", "VBZ", "RB", "IN", "MD")


def by_context(words: Sequence[Word], i: int) -> bool:
    """Whether the words around say that word i is a name. Rules by hand, sets in redaction.toml."""
    sets = lists().context
    word = words[i]
    if word.low in sets["determiners"] | sets["selves"] | sets["person_verbs"] | sets["function"]:
        return False
    for applies, decide in ((_is_called, _after_calling), (_is_titled, _after_title)):
        if applies(words, i):
            return decide(words, i)
    if before(words, i) == "the" and after(words, i) in sets["families"] and word.low not in sets["generic"]:
        return word.capital or word.sort in ("surname", "unknown")
    if word.sort == "plain":
        return False
    if before(words, i) in sets["people"] and before(words, i - 1) not in sets["any"]:
        return _after_person(words, i)
    may_be = word.sort in ("word", "unknown") or len(word.low) < _SHORT
    return may_be and any(rule(words, i) for rule in _RULES)


def is_grammar(words: Sequence[Word], i: int) -> bool:
    """Whether a name of the record that is a very common word is used as that word: "it will rain"."""
    sets = lists().context
    word, following = words[i], after(words, i)
    if word.low not in sets["also_grammar"] or word.capital or by_context(words, i):
        return False
    if word.low not in sets["auxiliary"] and word.low != "an":
        return not word.raised or following in sets["determiners"]
    usual = ("NN", "JJ", "RB", "") if word.low == "an" else ("VB", "RB")
    after_it = following in sets["selves"] | sets["determiners"] | sets["function"] - {
        "in",
        "on",
        "at",
        "and",
        "to",
    }
    if before(words, i) in sets["subjects"]:
        return True
    return not word.ends and (after_it or tag(following)[:2] in usual)


def _is_called(words: Sequence[Word], i: int) -> bool:
    """ "called X", "my name is X", "they call me X"."""
    last, earlier = before(words, i), before(words, i - 1)
    named = last in ("is", "its", "it's") and earlier in ("name", "names")
    return (
        last in lists().context["calling"]
        or named
        or (last in ("him", "her", "me") and earlier[:4] == "call")
    )


def _after_calling(words: Sequence[Word], i: int) -> bool:
    return words[i].sort in ("word", "unknown") or words[i].capital or _is_given(words, i)


def _is_titled(words: Sequence[Word], i: int) -> bool:
    return before(words, i) in lists().context["titles"]


def _is_given(words: Sequence[Word], i: int) -> bool:
    """ "my dog is called biscuit", not "i was called fat"."""
    given = before(words, i) == "called" and before(words, i - 1) in lists().context["being"]
    return given and tag(words[i].low) == "NN"


def _after_title(words: Sequence[Word], i: int) -> bool:
    """ "mrs baker", but not "i miss school", "dr said" or "nan always"."""
    sets = lists().context
    word, title = words[i], before(words, i)
    if title == "miss" and before(words, i - 1) in sets["missers"]:
        return word.sort == "unknown" or word.capital
    if word.capital:
        return word.sort != "plain" or title in sets["sure_titles"]
    if title in sets["faint_titles"]:
        return (
            word.sort in ("unknown", "word") and word.low not in sets["verbal"] and tag(word.low)[:2] != "VB"
        )
    if word.low not in lists().ordinary or title in ("mr", "mrs", "ms", "mx"):
        return True
    if title == "miss" and words[i - 1].opens:
        return after(words, i) in sets["person_verbs"] or tag(after(words, i)) in _ACTING
    return word.sort in ("surname", "word", "unknown") and tag(word.low) not in _NO_NAME_AFTER_TITLE


def _after_person(words: Sequence[Word], i: int) -> bool:
    """ "my friend grace", but not "my mum will"."""
    sets = lists().context
    if words[i].sort == "surname" and not words[i].capital:
        return False
    return words[i].low not in sets["verbal"] or after(words, i) in sets["person_verbs"]


def _acts(words: Sequence[Word], i: int) -> bool:
    """Whether the word opens a clause and does what people do: "dean sleeps on our couch"."""
    sets = lists().context
    word, doing = words[i], after(words, i)
    if not doing or not (word.opens or before(words, i) in sets["openers"]):
        return False
    said = after(words, i + 1)
    if (doing == "and" and said in sets["ones"]) or (doing in ("my", "our") and said in sets["people"]):
        return True
    if word.low in sets["things"] and doing in ("is", "was"):
        known = said in sets["determiners"] - {"a"} or word.low not in sets["months"]
        return said in sets["of_people"] and known
    return doing in sets["person_verbs"] or tag(doing) in _ACTING


def _is_asked_after(words: Sequence[Word], i: int) -> bool:
    """ "is grace ok", "can frank come", "june's mum", "thank you dawn"."""
    sets = lists().context
    last, following = before(words, i), after(words, i)
    if words[i].low.endswith("'s") and following in sets["people"] | sets["belongings"]:
        return True
    if last == "you" and before(words, i - 1) in ("thank", "love", "miss", "hate"):
        return True
    return last in sets["asking"] and words[i - 1].opens and following in sets["asked"]


def _is_met(words: Sequence[Word], i: int) -> bool:
    """Whether somebody does to the word what is done to people: "tell grace", "it was joy who listened"."""
    sets = lists().context
    word, last, following = words[i], before(words, i), after(words, i)
    if word.sort == "unknown" and (last in sets["meeting"] or following in sets["person_verbs"]):
        return True
    if following == "who" and last in ("was", "is", "its", "it's"):
        return True
    if last in sets["telling"] and (word.low not in sets["verbal"] or word.ends):
        return True
    if word.low in sets["things"] or (word.low in sets["verbal"] and last in ("to", "and")):
        return False
    return last in sets["meeting"] and (last == "with" or word.ends or following in sets["joining"])


_RULES: Final[tuple[Callable[[Sequence[Word], int], bool], ...]] = (_acts, _is_asked_after, _is_met)
