"""Cutting a text into pieces that are marked alike. Every piece is as written; together they are the text."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec


class Span(msgspec.Struct, frozen=True):
    """A marked stretch, start to end in characters of the text; `level` is "theme", "concern" or "urgent"."""

    start: int
    end: int
    level: str


class Segment(msgspec.Struct, frozen=True):
    """A piece of text; `marks` says what lies on it, of "theme", "concern" and "urgent"."""

    text: str
    marks: tuple[str, ...]


def segments(text: str, spans: Sequence[Span]) -> tuple[Segment, ...]:
    """The text in pieces, cut wherever a span begins or ends. Spans may overlap or reach beyond the text."""
    inside = [Span(_within(text, one.start), _within(text, one.end), one.level) for one in spans]
    cuts = sorted({0, len(text), *(place for one in inside for place in (one.start, one.end))})
    return tuple(
        Segment(
            text[start:end],
            tuple(sorted({one.level for one in inside if one.start <= start and end <= one.end})),
        )
        for start, end in pairwise(cuts)
    )


def _within(text: str, place: int) -> int:
    return min(max(place, 0), len(text))
