"""Hints for words that children and families will read: what is hard, and what may point at somebody."""

from typing import Final, NamedTuple

from analysis.quotable import proposed
from feedback_service.quote_spans import KINDS
from forms.reading_age import sentences, words

LONG_SENTENCE: Final = 15  # words
LONG_WORD: Final = 10  # letters


class Hint(NamedTuple):
    """What to look at: some of the words as they were written, in any language, and English around them."""

    before: str
    words: str
    after: str


def hints(texts: tuple[str, ...]) -> tuple[Hint, ...]:
    """What to look at in these texts before a child reads them; nothing means that no rule found anything."""
    said = [text for text in texts if text.strip()]
    return (*_pointing(said), *_long(said))


def _pointing(texts: list[str]) -> list[Hint]:
    found = [
        (text[start:end], KINDS.get(kind, kind)) for text in texts for start, end, kind in proposed(text)
    ]
    return [Hint("", part, f" may tell who somebody is: {kind}.") for part, kind in dict.fromkeys(found)]


def _long(texts: list[str]) -> list[Hint]:
    split = [words(one) for text in texts for one in sentences(text)]
    found = [
        Hint(f"A sentence has {len(one)} words: ", f"{' '.join(one[:5])} …", ". Make two of it.")
        for one in split
        if len(one) > LONG_SENTENCE
    ]
    hard = dict.fromkeys(word for one in split for word in one if len(word) > LONG_WORD)
    return [*found, *(Hint("", word, " is a long word. Is there a shorter one?") for word in hard)]
