"""One spelling for many: texts folded for matching only, with the way back to what was written."""

import re
import string
import tomllib
import unicodedata
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

SPELLING = Path(__file__).with_name("spelling.toml")

# Every pattern here is a plain repetition of a character class: linear on any input.
_PIECE = re.compile(r"[a-z0-9]+(?:'[a-z0-9]+)*|\s{2,}|[^\S ]")
_RUN = re.compile(r"([a-z])\1{2,}")
_DRAWN_OUT = tuple(letter * 3 for letter in string.ascii_lowercase)
_SPACED = bytes(code if chr(code).isalnum() or chr(code) == "'" else 32 for code in range(256))
_SAME_LENGTH = str.maketrans(
    "\u2018\u2019\u201a\u02bc\u00b4`\u201c\u201d\u2013\u2014\u2026\u00a0", "''''''\"\"--. "
)
_INVISIBLE = frozenset("\u115f\u1160\u3164\u2800\uffa0")


class Folded(NamedTuple):
    """Folded text; `origin[i]` is the original index of folded character i, with one more for the end."""

    text: str
    origin: tuple[int, ...]


class _Spelling(NamedTuple):
    """From spelling.toml: variants (`plain`: as bytes) to usual words, words with a double letter, signs."""

    words: dict[str, str]
    plain: frozenset[bytes]
    doubled: frozenset[str]
    characters: dict[str, str]


def fold(text: str) -> Folded:
    """Lower case, one apostrophe, no invisible or look-alike characters, the usual spelling of each word.

    A folded word points as a whole at the word it came from. People are always shown the original.
    """
    plain = text if text.isascii() else text.translate(_SAME_LENGTH)
    if plain.isascii():
        return _respelled(plain.lower(), range(len(text) + 1))
    pieces = [_character(character) for character in plain]
    origin = [index for index, piece in enumerate(pieces) for _ in piece]
    return _respelled("".join(pieces), [*origin, len(text)])


def span_in_original(folded: Folded, start: int, end: int) -> tuple[int, int]:
    """The span of the original that folded characters start to end (end after the last) came from.

    For 0 <= start < end <= len(folded.text); a part of a respelled word gives the whole word.
    """
    origin = folded.origin
    return origin[start], origin[bisect_right(origin, origin[end - 1])]


def _respelled(letters: str, origin: Sequence[int]) -> Folded:
    """Replace unusual words and white space; a replacement points at the start of what it replaces."""
    if _is_usual(letters):
        return Folded(letters, tuple(origin))
    words: list[str] = []
    places: list[int] = []
    done = 0
    for piece in _PIECE.finditer(letters):
        new = _usual(piece[0])
        if new is not None:
            start, end = piece.span()
            words += (letters[done:start], new)
            places += origin[done:start]
            places += [origin[start]] * len(new)
            done = end
    return Folded("".join(words) + letters[done:], (*places, *origin[done:]))


def _is_usual(letters: str) -> bool:
    """Whether nothing would be replaced, as in most texts; told without looking at each word in turn."""
    even = letters.isprintable() and "  " not in letters
    if not even or any(map(letters.__contains__, _DRAWN_OUT)):
        return False
    return _spelling().plain.isdisjoint(_pieces(letters))


def _pieces(letters: str) -> list[bytes]:
    """The words of even, lower-case text. ASCII is split as bytes, five times as fast as by the pattern."""
    if letters.isascii():
        spaced = letters.encode().translate(_SPACED)
        if b"'" not in spaced or (
            b" '" not in spaced and b"' " not in spaced and spaced.strip(b"'") == spaced
        ):
            return spaced.split()
    return [piece.encode() for piece in _PIECE.findall(letters)]


def _usual(piece: str) -> str | None:
    """The usual form of a word or a run of white space, or None when it is usual already."""
    known = _spelling().words.get(piece)
    if known is not None:
        return known
    if piece.isspace():
        return " "
    if _RUN.search(piece) is None:
        return None
    return _shortened(piece)


def _shortened(word: str) -> str:
    """Drawn-out letters cut to two where that is a known word ("fooood"), else to one ("sooo")."""
    spelling = _spelling()
    two, one = _RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word)
    if two in spelling.doubled:
        return two
    return spelling.words.get(two) or spelling.words.get(one, one)


@lru_cache(maxsize=4096)
def _character(character: str) -> str:
    """One character as plain letters: an emoji as its word, a look-alike as the letter, an accent dropped."""
    known = _spelling().characters
    if character in known:
        return known[character]
    if character in _INVISIBLE:
        return ""
    parts = unicodedata.normalize("NFKD", character).lower()
    return "".join(known.get(part, part) for part in parts if unicodedata.category(part) not in ("Mn", "Cf"))


@cache
def _spelling() -> _Spelling:
    data = tomllib.loads(SPELLING.read_text(encoding="utf-8"))
    words = {near: word for word in data["near"]["words"] for near in _near(word)}
    for near in data["near"]["never"]:
        words.pop(near, None)
    for usual in {*data["near"]["words"], *data["doubled"]["words"]}:
        words.pop(usual, None)
    words |= {variant: usual for usual, variants in data["words"].items() for variant in variants.split()}
    characters = {look: letter for letter, looks in data["lookalikes"].items() for look in looks}
    characters |= {sign: f" {word} " for word, signs in data["signs"].items() for sign in signs.split()}
    plain = frozenset(word.encode() for word in words)
    return _Spelling(words, plain, frozenset(data["doubled"]["words"]), characters)


def _near(word: str) -> set[str]:
    """Likely slips in a long word: a letter left out, two swapped, one doubled, a vowel for a vowel."""
    inner = range(1, len(word))
    dropped = {word[:i] + word[i + 1 :] for i in inner}
    swapped = {word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in inner[:-1]}
    repeated = {word[:i] + word[i - 1] + word[i:] for i in inner}
    vowels = {word[:i] + vowel + word[i + 1 :] for i in inner if word[i] in "aeiou" for vowel in "aeiou"}
    return (dropped | swapped | repeated | vowels) - {word}
