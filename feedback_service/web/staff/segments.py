"""Cutting a text into pieces that are marked alike. Every piece is as written; together they are the text."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec


class Span(msgspec.Struct, frozen=True):
    """A marked stretch, start to end in characters of the text; `level` is "theme", "concern" or "urgent".

    `number` is that of the theme it is evidence of, 0 for none.
    """

    start: int
    end: int
    level: str
    number: int = 0


class Segment(msgspec.Struct, frozen=True):
    """A piece of text; `marks` says what lies on it, of "theme", "concern" and "urgent".

    `ends` are the numbers of the themes whose evidence ends with this piece, as text; empty for none.
    """

    text: str
    marks: tuple[str, ...]
    ends: str = ""


def segments(text: str, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """The text in pieces, cut wherever a span begins or ends. Spans may overlap or reach beyond the text."""
    inside = [Span(_within(text, one.start), _within(text, one.end), one.level, one.number) for one in spans]
    cuts = sorted({0, len(text), *(place for one in inside for place in (one.start, one.end))})
    return tuple(_segment(text, start, end, inside) for start, end in pairwise(cuts))


def _segment(text: str, start: int, end: int, spans: Sequence[Span]) -> Segment:
    over = [one for one in spans if one.start <= start and end <= one.end]
    ends = sorted({one.number for one in over if one.number and one.end == end})
    return Segment(text[start:end], tuple(sorted({one.level for one in over})), ", ".join(map(str, ends)))


def _within(text: str, place: int) -> int:
    return min(max(place, 0), len(text))
