"""Which patterns of the rule book can occur in a text at all, told by its words alone.

One automaton for all patterns builds new states for nearly every new text, which takes milliseconds. Here
each is filed under words of which it needs one, and is looked for only where all that it needs stands.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import product
from typing import NamedTuple

_RUN = re.compile(r"\w+", re.ASCII)  # as the matcher sees words: \b stands at both ends of each
_MOST = 3_000  # ways to say a stretch of a pattern that are worth telling apart
_BEGINNING = 4  # letters by which words that go on in any way are filed
_GOES_ON = "*"
_ANY = "\x01"  # characters of which nothing is known
_ENDS = "|)"
_MARKS = re.compile(r"\\.|\[[^]]*\]|[()]")  # brackets, and what may hold one that is none
_DEEPER = {"(": 1, ")": -1}
_PLAIN = re.compile(r"[^ .|()[{?*+\\]+(?![{?*+])")  # letters that are all said, and said once

Ways = frozenset[str]
_NOTHING, _UNKNOWN = Ways({""}), Ways({_ANY})


class Branch(NamedTuple):
    """One way through the pattern of this number, and sets of words: of each, one has to stand there."""

    number: int
    needed: tuple[frozenset[str], ...]


class Index(NamedTuple):
    """Branches by a word that they need, and the patterns of which no word can be told."""

    branches: tuple[Branch, ...]
    by_word: dict[str, frozenset[int]]
    always: frozenset[int]

    def candidates(self, text: str) -> list[int]:
        """The numbers, in order, of all patterns that may occur in folded text; no other one does."""
        words = set(_RUN.findall(text))
        words.update([word[:_BEGINNING] + _GOES_ON for word in words])
        near = set[int]().union(*[self.by_word[word] for word in words if word in self.by_word])
        apart, found = words.isdisjoint, set(self.always)
        for place in near:
            number, needed = self.branches[place]
            for each in needed:
                if apart(each):
                    break
            else:
                found.add(number)
        return sorted(found)


def index_of(patterns: Sequence[str]) -> Index:
    """An index of readable patterns (groups filled in, gaps as dots), numbered in their order."""
    branches: list[Branch] = []
    by_word: defaultdict[str, set[int]] = defaultdict(set)
    always = set()
    for number, pattern in enumerate(patterns):
        each = [sorted(needed, key=_commonness) for needed in needs(pattern)]
        if not all(each):
            always.add(number)
            continue
        for key, *others in each:
            for word in key:
                by_word[word].add(len(branches))
            branches.append(Branch(number, tuple(others)))
    _inside.cache_clear()
    return Index(
        tuple(branches), {word: frozenset(near) for word, near in by_word.items()}, frozenset(always)
    )


def _commonness(words: frozenset[str]) -> float:
    """Short words are the common ones: what needs one of a few long ones is looked for least."""
    return sum(4.0 ** -len(word) for word in words)


def needs(pattern: str) -> Iterator[list[frozenset[str]]]:
    """For each way a pattern branches at its top: sets of words, of each of which one has to stand there."""
    plain = pattern.replace(" ... ", " ").replace(" .. ", " ")
    start = 0
    while start <= len(plain):
        stretches, start = _stretches(plain, start)
        yield [words for ways in stretches for words in _words_of(ways)]
        start += 1


def _words_of(ways: Ways) -> Iterator[frozenset[str]]:
    """The longest words of each way, and their next longest: whichever way it is, one of them is there."""
    known = [sorted(_known(way), key=len, reverse=True) for way in ways]
    for place in range(2):
        if all(len(words) > place for words in known):
            yield frozenset(words[place] for words in known)


def _known(way: str) -> list[str]:
    """The words of a way to say something; of one that goes on in what is unknown its beginning.

    A beginning shorter than those by which words are filed tells nothing, and what begins unknown neither.
    """
    known = []
    for piece in re.findall(rf"[\w{_ANY}]+", way, re.ASCII):
        beginning, unknown, _ = piece.partition(_ANY)
        if not unknown:
            known.append(piece)
        elif len(beginning) >= _BEGINNING:
            known.append(beginning[:_BEGINNING] + _GOES_ON)
    return known


def _stretches(text: str, start: int) -> tuple[list[Ways], int]:
    """The ways to say each stretch between gaps at the top of a pattern, and where the branch ends."""
    found, ways = [], _NOTHING
    while start < len(text) and text[start] not in _ENDS:
        more, start = _item(text, start)
        longer = _joined(ways, more)
        if longer is _UNKNOWN or more == Ways({" "}):
            found.append(ways)
            longer = more if all(way.startswith((" ", _ANY)) for way in more) else _joined(_UNKNOWN, more)
        ways = longer
    return [*found, ways], start


def _branch(text: str, start: int) -> tuple[Ways, int]:
    """The ways to say a branch inside brackets, and where it ends."""
    ways = _NOTHING
    while start < len(text) and text[start] not in _ENDS:
        more, start = _item(text, start)
        ways = _joined(ways, more)
    return ways, start


def _item(text: str, start: int) -> tuple[Ways, int]:
    """The ways to say some letters, or a character or bracket with what says how often, and where it ends."""
    if plain := _PLAIN.match(text, start):
        return Ways({plain[0]}), plain.end()
    ways, start = _once(text, start)
    sign = text[start : start + 1]
    if sign == "?":
        return ways | _NOTHING, start + 1
    if sign and sign in "*+":  # said any number of times; where each ends with a gap, the next word is whole
        gap = " " if all(way.endswith(" ") for way in ways) else ""
        return Ways({_ANY + gap, ""} if sign == "*" else {_ANY + gap}), start + 1
    if sign == "{":
        return _UNKNOWN, text.index("}", start) + 1
    return ways, start


def _once(text: str, start: int) -> tuple[Ways, int]:
    match text[start]:
        case "(":
            return _bracket(text, start + 3 if text.startswith("(?:", start) else start + 1)
        case "[":
            return _UNKNOWN, text.index("]", start) + 1
        case "\\":
            return _UNKNOWN, start + 2
        case ".":
            return _UNKNOWN, start + 1
        case letter:
            return Ways({letter}), start + 1


def _bracket(text: str, start: int) -> tuple[Ways, int]:
    """The ways to say what begins inside a bracket, and where its bracket ends."""
    depth = 1
    for mark in _MARKS.finditer(text, start):
        depth += _DEEPER.get(mark[0], 0)
        if not depth:
            return _inside(text[start : mark.start()]), mark.end()
    raise ValueError(f"a bracket does not end: {text}")


@cache
def _inside(text: str) -> Ways:
    """Any of the branches; the groups of the rule book stand in many patterns, and are read once."""
    ways, start = _branch(text, 0)
    every = [ways]
    while start < len(text):
        ways, start = _branch(text, start + 1)
        every.append(ways)
    return _few(way for ways in every for way in ways)


def _joined(ways: Ways, more: Ways) -> Ways:
    """Each way followed by each; unknown when there are too many."""
    return _few(Ways(map("".join, product(ways, more)))) if len(ways) * len(more) <= _MOST else _UNKNOWN


def _few(ways: Iterable[str]) -> Ways:
    found = Ways(ways)
    return found if len(found) <= _MOST else _UNKNOWN
