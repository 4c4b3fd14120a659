"""Sentences and a word-list polarity, by TextBlob offline. The only importer of textblob."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
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


def polarity(text: str) -> float:
    """How positive the adjectives are, -1 to 1. Never used alone: "I don't feel safe" comes out above 0.

    Method: the English word list of De Smedt & Daelemans (2012), "Pattern for Python", as in TextBlob.
    """
    return float(_blob(text).sentiment.polarity)


def _sentences_of_line(line: str, offset: int) -> list[Span]:
    _make_ready()
    return [Span(offset + found.start, offset + found.end) for found in _blob(line).sentences]


def _blob(text: str) -> "TextBlob":
    from textblob import TextBlob  # noqa: PLC0415 (it loads all of scikit-learn, which pages do without)

    return TextBlob(text)


@cache
def _make_ready() -> None:
    """Point nltk at the small sentence-splitter data shipped here: nothing is downloaded, no variable set."""
    import nltk.data  # noqa: PLC0415 (as above)

    nltk.data.path.insert(0, str(PUNKT))
