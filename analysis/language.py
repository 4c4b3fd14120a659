"""Sentences, noun phrases and raw tone, by TextBlob offline. The only importer of textblob."""

import warnings
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import nltk.data
from textblob import TextBlob

PUNKT = Path(__file__).with_name("punkt")

# The parser runs "me a new coat" together; an article, "my" or a lone pronoun begins afresh.
_OPENERS = frozenset({"DT", "PRP$", "PRP"})


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


def noun_phrases(text: str) -> tuple[str, ...]:
    """Noun phrases in order, words joined by one space, from the chunks of TextBlob's parser (no corpus).

    A phrase holds a noun; "I" and "my" alone are none. The parser knows grown-ups' written English: weak
    on children's.
    """
    phrases: list[str] = []
    words: list[str] = []
    noun = False
    for word, tag, chunk in (*_tokens(text), ("", "", "O")):
        if chunk != "I-NP" or tag in _OPENERS:
            if noun:
                phrases.append(" ".join(words))
            words, noun = [], False
        if chunk.endswith("-NP") and tag != "PRP":
            words.append(word)
            noun = noun or tag.startswith("NN")
    return tuple(phrases)


def polarity(text: str) -> float:
    """TextBlob's tone, -1 to 1, as it comes: wrong too often to act on, and never to be shown for one text.

    It scores "I don't feel safe" above 0, sees no emoji and no misspelt word, and was opposite to the meaning
    in one of seven sentences by children. It must never quieten a concern.
    """
    return float(_blob(text).sentiment.polarity)


def _blob(text: str) -> TextBlob:
    _make_ready()
    return TextBlob(text)


def _tokens(text: str) -> Iterator[tuple[str, str, str]]:
    """Word, part of speech and chunk of each token; a line break ends a chunk."""
    for line in text.splitlines():
        for word, tag, chunk, *_ in chain.from_iterable(_blob(line).parse().split()):
            yield word.replace("&slash;", "/"), tag, chunk
        yield "", "", "O"


def _sentences_of_line(line: str, offset: int) -> list[Span]:
    return [Span(offset + found.start, offset + found.end) for found in _blob(line).sentences]


@cache
def _make_ready() -> None:
    """Point nltk at the small sentence-splitter data shipped here: nothing is downloaded, no variable set.

    TextBlob leaves its word lists open when it first reads them; the warnings about that end here.
    """
    nltk.data.path.insert(0, str(PUNKT))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        first = TextBlob("ready")
        first.parse()
        first.sentiment  # noqa: B018 - reading it loads the lexicon
