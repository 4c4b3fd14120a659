"""Finding schools by what is said before their name: "year 4 at hollins", "she goes to riverside"."""

from collections.abc import Iterator, Sequence
from typing import Final

from analysis.details import Redaction
from analysis.gazetteer import lists
from analysis.written import Word, before, tag

_LONGEST: Final = 3
_FEWEST_LETTERS: Final = 7


def find_attended(words: Sequence[Word]) -> Iterator[Redaction]:
    """Yield names without a word like "school" in them where the words before say that one is meant.

    Method: rules by hand (sets in redaction.toml). After "year 4 at" two words or a capital will do;
    after "goes to" the name must look like a place's, since people go to bed and to church too.
    """
    for i in range(1, len(words)):
        taught = _is_taught_at(words, i)
        if not words[i].opens and (taught or _is_gone_to(words, i)):
            first = i + (taught and words[i].low == "the")
            count = _length(words, first, taught)
            if count:
                yield Redaction(words[first].start, words[first + count - 1].end, "school", "context")


def _is_taught_at(words: Sequence[Word], i: int) -> bool:
    return before(words, i) in ("at", "in") and i > 1 and words[i - 2].low in lists().context["taught"]


def _is_gone_to(words: Sequence[Word], i: int) -> bool:
    last = before(words, i)
    pair = f"{words[i - 2].low}_{last}" if i > 1 else ""
    return pair in lists().context["attending"] or last in ("attend", "attends", "attended")


def _length(words: Sequence[Word], first: int, taught: bool) -> int:
    """How many words from `first` on are the name; 0 when they name no school."""
    run: list[Word] = []
    for word in words[first : first + _LONGEST]:
        if (run and word.opens) or not _is_part(word):
            break
        run.append(word)
    likely = [place for place, word in enumerate(run, 1) if _is_like_a_place(word, place)]
    if likely:
        return likely[-1]
    the = words[first - 1].low == "the"
    several = the and run and run[0].low.endswith("s") and tag(run[0].low) in ("NNS", "")
    return len(run) if taught and (len(run) > 1 or several) else 0


def _is_part(word: Word) -> bool:
    sets = lists().context
    ordinary = sets["stopping"] | sets["function"] | sets["person_verbs"] | sets["determiners"]
    named = word.capital or word.sort == "word" or tag(word.low)[:1] in ("N", "J", "")
    return named and word.low not in ordinary | sets["generic"] | sets["no_school"]


def _is_like_a_place(word: Word, place: int) -> bool:
    """A capital, the second half of a name ("beech hill"), or a word with such an ending ("riverside")."""
    sets = lists().context
    long = len(word.low) >= _FEWEST_LETTERS and word.low.endswith((*sets["place_endings"], "way"))
    return word.capital or long or (place > 1 and word.low in sets["second_halves"])
