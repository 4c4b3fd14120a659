"""Finding the names a case record holds, however they are written."""

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Final

from analysis.gazetteer import LISTS, folded, is_english, lists

_PART = re.compile(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)*")
_TITLES: Final = frozenset({"mr", "mrs", "miss", "ms", "mx", "dr", "sir"})
_LONG: Final = 4
_LONGER: Final = 7
_FEWEST: Final = 3
_SOUNDS: Final = tuple(
    pair.split(":")
    for pair in (
        "ph:f",
        "ck:k",
        "x:ks",
        "q:k",
        "c:k",
        "z:s",
        "sh:s",
        "kh:k",
        "gh:g",
        "th:t",
        "j:y",
        "w:v",
        "h:",
    )
)
_VOWELS = re.compile(r"[aeiouy]+")
_TWICE = re.compile(r"(.)\1+")


def parts_of(name: str) -> frozenset[str]:
    """What a name is known by: its parts, folded, also without their apostrophes; no titles or particles."""
    parts = {folded(part) for part in _PART.findall(name)}
    parts = {part for part in parts if len(part) > 1} - _TITLES - lists().context["particles"]
    return frozenset(parts | {part.replace("'", "") for part in parts})


class KnownNames:
    """The parts of the names of one case record, or of everybody, with their short forms."""

    def __init__(self, names: Sequence[str]) -> None:
        self._exact = parts = {part for name in names for part in parts_of(name)}
        self._short = _by((short, part) for part in parts for short in _nicknames().get(part, ()))
        self._sounds = _by((_sound(part), part) for part in parts if len(part) > _LONG)

    def has(self, word: str) -> bool:
        """Whether a word of a text (folded) is one of the names, a short form of it or a slip in it."""
        return bool(self.meant(word))

    def meant(self, word: str) -> frozenset[str]:
        """Those of the names' parts (`parts_of`) that a word of a text (folded) may stand for."""
        forms = {word, word.removesuffix("'s"), word.removesuffix("'"), word.replace("'", "")}
        forms |= {form.removesuffix("s") for form in forms if len(form) > _FEWEST}
        found = forms & self._exact
        sets = lists().context
        short = {part for form in forms for part in self._short.get(form, ())}
        if short and (not is_english(word) or not forms.isdisjoint(sets["leaning"] | sets["words"])):
            found |= short
        if word not in lists().ordinary:
            found |= {part for form in forms for part in self._resembling(form)} - short
        return frozenset(found)

    def __bool__(self) -> bool:
        return bool(self._exact)

    def _resembling(self, word: str) -> set[str]:
        if len(word) < _FEWEST:
            return set()
        sounds = self._sounds.get(_sound(word), set()) if len(word) >= _LONG else set()
        stem, letters = _stem(word), frozenset(word)
        return sounds | {
            part for part in self._exact if _near(word, part, letters) or _shortens(word, stem, part)
        }


def _by(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for key, part in pairs:
        found.setdefault(key, set()).add(part)
    return found


def _near(word: str, part: str, letters: frozenset[str]) -> bool:
    """One slip apart from four letters, two from seven; a swap of neighbours is one slip.

    No slip brings more than one letter that the other word has not: most words are told apart by that.
    """
    shorter = min(len(word), len(part))
    if shorter < _LONG - 1 or max(len(word), len(part)) < _LONG:
        return False
    allowed = 2 if shorter >= _LONGER else 1
    if abs(len(word) - len(part)) > allowed or len(letters.difference(part)) > allowed:
        return False
    return _slips(word, part) <= allowed


def _slips(one: str, other: str) -> int:
    """Optimal string alignment distance (Damerau 1964, without editing a pair twice)."""
    before: list[int] = []
    row = list(range(len(other) + 1))
    for i, left in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, right in enumerate(other, 1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (left != right))
            if i > 1 and j > 1 and left == other[j - 2] and right == one[i - 2]:
                best = min(best, earlier[j - 2] + 1)
            row.append(best)
    return row[-1]


def _stem(word: str) -> str:
    stem = re.sub(r"(?:ie|[yiesaoz])$", "", word)
    return stem[:-1] if len(stem) > _FEWEST and stem[-1] == stem[-2] else stem


def _shortens(word: str, stem: str, part: str) -> bool:
    """Whether the word is the beginning of a name ("Alek", "Zakky") or a long end of it ("Tunde")."""
    begins = len(stem) >= _FEWEST and len(part) > len(stem) and part.startswith(stem)
    return begins or (len(word) >= _LONG and part.endswith(word))


def _sound(word: str) -> str:
    """A rough sound: consonants that names swap made one, vowels all alike, nothing twice."""
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _TWICE.sub(r"\1", _VOWELS.sub("a", word)).removesuffix("a")


@cache
def _nicknames() -> dict[str, frozenset[str]]:
    """From nicknames.txt: each name with all the others on its lines."""
    found: dict[str, frozenset[str]] = {}
    for line in (LISTS / "nicknames.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            group = frozenset(line.split())
            for name in group:
                found[name] = found.get(name, frozenset()) | group
    return found
