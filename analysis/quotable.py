"""What may be quoted: words of a length to be quoted, without what may point at a person."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from analysis.pointing import WORD, looks
from analysis.redaction import redact_spans

FEWEST_WORDS: Final = 5
MOST_WORDS: Final = 45
UNCLEAR: Final = "hidden"
"""The kind of a span that may point at a person, nobody knows how."""

Span = tuple[int, int, str]
"""A stretch of a text, from character to before character, and the kind of what stands there."""


def is_quotable(text: str) -> bool:
    """Whether the text has 5 to 45 words."""
    return FEWEST_WORDS <= len(WORD.findall(text)) <= MOST_WORDS


def proposed(text: str) -> tuple[Span, ...]:
    """What to hide in the text before it is quoted, for a person to confirm: sorted, none overlapping.

    What `redact_spans` finds with its kind, and whatever else looks as if it pointed at somebody as UNCLEAR:
    of a list of ages that runs into a date or an address, the ages before it. A text without any may be
    quoted as it is; see `pointing.looks_identifying` for what neither sees.
    """
    found = [(one.start, one.end, str(one.kind)) for one in redact_spans(text)]
    rest = [part for start, end in looks(text) for part in _beside(text, (start, end, UNCLEAR), found)]
    return merged([*found, *rest])


def merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Overlapping spans made one, with the kind of the first."""
    whole: list[Span] = []
    for start, end, kind in sorted(spans):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end), whole[-1][2])
        else:
            whole.append((start, end, kind))
    return tuple(whole)


def _beside(text: str, span: Span, found: Sequence[Span]) -> Iterator[Span]:
    """What is left of a span without the words that any of `found` touches."""
    start, end, kind = span
    near = [one for one in found if _touch(span, one)]
    if not near:
        yield span
        return
    words = ((*word.span(), kind) for word in WORD.finditer(text, start, end))
    for is_near, part in groupby(words, lambda word: any(_touch(word, one) for one in near)):
        if not is_near:
            left = list(part)
            yield left[0][0], left[-1][1], kind


def _touch(one: Span, other: Span) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def without(text: str, spans: Iterable[Span]) -> str:
    """The text with each span (sorted, none overlapping) replaced by its kind in brackets, as "[name]"."""
    pieces: list[str] = []
    done = 0
    for start, end, kind in spans:
        pieces += (text[done:start], f"[{kind}]")
        done = end
    return "".join(pieces) + text[done:]
