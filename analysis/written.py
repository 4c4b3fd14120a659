"""The words of a text as redaction reads them: how sure a name, which capital, where in the clause."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from analysis.gazetteer import Sort, folded, lists, sort_of

_WORD = re.compile(r"[^\W\d_]+(?:['\u2019\-][^\W\d_]+)*")
_BREAK = re.compile(r"[.,;:!?()\n]")
_PAUSE = re.compile(r"[.,;:!?()\n\d]")
_STOP = re.compile(r"[.!?\n]\s*$|[.!?\n]\W*\s")
_FEWEST_CAPITALS: Final = 3
_MANY: Final = 0.7  # of the words: then capitals tell nothing


class Word(NamedTuple):
    """One word, `start` to `end` of the original; `low`: folded; `sort`: how sure a name by itself.

    `raised`: begins with a capital that may tell something; `capital`: and stands inside a sentence; `upper`:
    all capitals among small letters; `opens`, `ends`: its clause.
    """

    start: int
    end: int
    low: str
    sort: Sort
    raised: bool
    capital: bool
    upper: bool
    opens: bool
    ends: bool


def words_of(text: str) -> list[Word]:
    """Return the words of a text, in order."""
    found = list(_WORD.finditer(text))
    capitals = sum(match[0][0].isupper() for match in found)
    shouted = capitals >= _FEWEST_CAPITALS and capitals >= _MANY * len(found)
    edges = [0, *(match.end() for match in found)]
    words = []
    for i, match in enumerate(found):
        before = text[edges[i] : match.start()] if i else "."
        after = text[match.end() : found[i + 1].start()] if i + 1 < len(found) else "."
        low = folded(match[0])
        raised = match[0][0].isupper() and not shouted
        begins = i == 0 or bool(_STOP.search(before))
        upper = raised and match[0].isupper() and len(match[0]) > 1
        opens, ends = begins or bool(_BREAK.search(before)), bool(_PAUSE.search(after))
        words.append(
            Word(*match.span(), low, sort_of(low), raised, raised and not begins, upper, opens, ends)
        )
    return words


def before(words: Sequence[Word], i: int) -> str:
    """The word before word i in its clause, folded; "" without one."""
    return words[i - 1].low if i > 0 and not words[i].opens else ""


def after(words: Sequence[Word], i: int) -> str:
    """The word after word i in its clause, folded; "" without one."""
    return words[i + 1].low if i + 1 < len(words) and not words[i].ends else ""


def tag(word: str) -> str:
    """The usual part of speech of a folded word (Penn tag), "" when unknown."""
    return lists().tags.get(word, "")
