"""Sentences, noun phrases and a word-list polarity, by TextBlob offline. The only importer of textblob."""

import sys
import warnings
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from textblob import TextBlob

_PARTS = 4  # word, part of speech, chunk, chunk after a preposition
PUNKT = Path(__file__).with_name("punkt")
_UNASKED: Final = ("sklearn", "scipy.stats")
_LOADING: Final = Lock()


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


def noun_phrases(text: str) -> tuple[tuple[str, ...], ...]:
    """Nouns that stand together with what describes them, in order: ("card", "game"), ("long", "list").

    Method: the tagger and chunker of De Smedt & Daelemans (2012), as TextBlob parses. It was made for edited
    English; of children's writing it misses many.
    """
    found: list[list[str]] = [[]]
    for word, tag, chunk in _tagged(text):
        inside = chunk.endswith("NP") and (tag.startswith("NN") or (tag == "JJ" and chunk == "I-NP"))
        if not inside or chunk == "B-NP":
            found.append([])
        if inside:
            found[-1].append(word)
    return tuple(tuple(one) for one in found if len(one) > 1)


def _tagged(text: str) -> Iterator[tuple[str, str, str]]:
    """Each word with its part of speech (Penn tags) and its place in a chunk, as "B-NP"."""
    _read_lexicon()
    for sentence in str(_blob(text).parse()).splitlines():
        for word in sentence.split(" "):
            parts = word.rsplit("/", 3)
            if len(parts) == _PARTS:
                yield parts[0], parts[1], parts[2]


def _sentences_of_line(line: str, offset: int) -> list[Span]:
    return [Span(offset + found.start, offset + found.end) for found in _blob(line).sentences]


@cache
def _read_lexicon() -> None:
    """Have the tagger read its words: it leaves their file open until it is collected, which Python tells."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        _blob("a").parse()


def _blob(text: str) -> "TextBlob":
    return _text_blob()(text)


@cache
def _text_blob() -> "type[TextBlob]":
    """TextBlob with the small sentence-splitter data shipped here: nothing is downloaded, no variable set.

    nltk loads more where it is installed, 70 MB for what is not asked of it here: it is told that it is not.
    """
    with _LOADING:
        absent = [name for name in _UNASKED if name not in sys.modules]
        sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None: not to be imported
        try:
            import nltk.data  # noqa: PLC0415 (only where it is used: pages do without)
            from textblob import TextBlob  # noqa: PLC0415 (as above)
        finally:
            for name in absent:
                del sys.modules[name]
    nltk.data.path.insert(0, str(PUNKT))
    return TextBlob  # type: ignore[no-any-return]
