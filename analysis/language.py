"""Sentences, by TextBlob offline. The only importer of textblob.

Its tone is not used: it scores "I don't feel safe" above 0.
"""

from functools import cache
from pathlib import Path
from typing import NamedTuple

import nltk.data
from textblob import TextBlob

PUNKT = Path(__file__).with_name("punkt")


class Span(NamedTuple):
    """Where a piece of text stands: character offsets, the end after the last."""

    start: int
    end: int


def sentences(text: str) -> tuple[Span, ...]:
    """Spans of the sentences, in order; a line break ends one: children write lists without full stops."""
    found: list[Span] = []
    start = 0
    for line in text.splitlines(keepends=True):
        found += _sentences_of_line(line, start)
        start += len(line)
    return tuple(found)


def _sentences_of_line(line: str, offset: int) -> list[Span]:
    _make_ready()
    return [Span(offset + found.start, offset + found.end) for found in TextBlob(line).sentences]


@cache
def _make_ready() -> None:
    """Point nltk at the small sentence-splitter data shipped here: nothing is downloaded, no variable set."""
    nltk.data.path.insert(0, str(PUNKT))
