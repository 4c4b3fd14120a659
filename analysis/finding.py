"""Finding what somebody looks for in what people wrote, however they spelt it."""

import re
from typing import Final, NamedTuple

from analysis.folding import fold, span_in_original

MOST_TERMS: Final = 12
# Words between double quotes of any kind belong together.
_TERM: Final = re.compile(
    r'["\u201c\u201d\u201e]([^"\u201c\u201d\u201e]+)["\u201c\u201d\u201e]|([^\s"\u201c\u201d\u201e]+)'
)


class Needle(NamedTuple):
    """What is looked for: every one of these has to stand somewhere in a text."""

    terms: tuple[re.Pattern[str], ...]


def needle(typed: str) -> Needle:
    """What was typed as single words, and as phrases between double quotes; no terms when there are none.

    Capitals, accents and usual slips do not matter. A term is found where a word begins with it, so that
    "shout" finds "shouting"; in scripts other than the Latin one, anywhere.
    """
    folded = (fold(found[1] or found[2]).text.strip() for found in _TERM.finditer(typed))
    terms = list(dict.fromkeys(one for one in folded if any(letter.isalnum() for letter in one)))
    return Needle(tuple(_pattern(one) for one in terms[:MOST_TERMS]))


def _pattern(term: str) -> re.Pattern[str]:
    begins = r"(?<![a-z0-9])" if term[0].isascii() else ""
    return re.compile(begins + re.escape(term))


def find(text: str, wanted: Needle) -> tuple[tuple[int, int], ...]:
    """Where each term stands in the text as it was written, in order; nothing unless all of them do."""
    folded = fold(text)
    places: set[tuple[int, int]] = set()
    for term in wanted.terms:
        found = [one.span() for one in term.finditer(folded.text)]
        if not found:
            return ()
        places.update(span_in_original(folded, start, end) for start, end in found)
    return tuple(sorted(places))
