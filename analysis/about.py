"""Whom words are about: people paid or trusted to look after children, by what they are called or by name.

Rules and what they are for stand in about.toml. They are wide on purpose: see there.
"""

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import re2

from analysis.folding import fold
from analysis.gazetteer import folded, sort_of
from analysis.known_names import KnownNames, parts_of

RULES = Path(__file__).with_name("about.toml")

_GAP = r"[\s,;:\"()/.!?-]+(?:'\s*)?"
_GROUP = re.compile(r"\{(\w+)\}")
_WORD = re.compile(r"[^\W_]+(?:['\u2019\u02bc`][^\W_]+)*")


class Sign(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that are about `about`, where one of `writers` wrote them (nobody listed: anybody)."""

    about: str
    why: str
    patterns: tuple[str, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...]
    writers: tuple[str, ...] = ()


class _Rules(NamedTuple):
    """`signs` each with its patterns as one; `nobody` is taken out of a text before they are looked for."""

    version: str
    signs: tuple[tuple[Sign, Any], ...]
    nobody: Any
    before_names: frozenset[str]
    no_names: frozenset[str]


def about(text: str, writer: str) -> frozenset[str]:
    """Which of "worker", "staff", "carer" the words of this audience are about. Linear in the text."""
    rules = _rules()
    said = rules.nobody.sub(" ", fold(text).text)
    signs = ((sign, found) for sign, found in rules.signs if not sign.writers or writer in sign.writers)
    return frozenset(sign.about for sign, found in signs if found.search(said))


def named(text: str, names: Mapping[str, str]) -> frozenset[str]:
    """The keys of those people whose first name or surname is in the text, a short form or a slip in it too.

    A name that is also an ordinary word ("Will", "May") counts with a capital, after a title, or after a
    word that a name often follows.
    """
    known, whose = _known(tuple(names.items()))
    meant = (known.meant(word) for word, sure in _words(text) if _may_be_name(word, sure=sure))
    return frozenset(key for parts in meant for part in parts for key in whose[part])


def signs() -> tuple[Sign, ...]:
    """Every sign, as the file has it."""
    return tuple(sign for sign, _ in _rules().signs)


def version() -> str:
    """Changes with any change to the rules."""
    return _rules().version


def _words(text: str) -> Iterator[tuple[str, bool]]:
    """Each word in small letters, and whether something beside the word itself says that it is a name."""
    seen = "".join(one for one in text if unicodedata.category(one) != "Cf")
    before = ""
    for found in _WORD.finditer(seen):
        word = folded(found[0])
        yield word, found[0][0].isupper() or before in _rules().before_names
        before = word


def _may_be_name(word: str, *, sure: bool) -> bool:
    return len(word) > 1 and (sure or sort_of(word) in ("name", "leaning", "unknown", "place"))


@lru_cache(maxsize=8)
def _known(names: tuple[tuple[str, str], ...]) -> tuple[KnownNames, Mapping[str, frozenset[str]]]:
    """The names, and whose each part of them is."""
    whose: dict[str, set[str]] = {}
    for key, name in names:
        for part in parts_of(name) - _rules().no_names:
            whose.setdefault(part, set()).add(key)
    return KnownNames(list(whose)), {part: frozenset(keys) for part, keys in whose.items()}


@cache
def _rules() -> _Rules:
    data = RULES.read_bytes()
    table = tomllib.loads(data.decode())
    groups = table["groups"]
    read = msgspec.convert(table["sign"], tuple[Sign, ...])
    return _Rules(
        f"{table['version']}-{hashlib.sha256(data).hexdigest()[:8]}",
        tuple((sign, _compiled(sign.patterns, groups)) for sign in read),
        _compiled(table["nobody"], groups),
        frozenset(table["before_names"].split()),
        frozenset(table["no_names"].split()),
    )


def _compiled(patterns: tuple[str, ...], groups: Mapping[str, str]) -> Any:  # noqa: ANN401 (re2 has no types)
    return re2.compile("|".join(_expression(pattern, groups) for pattern in patterns))


def _expression(pattern: str, groups: Mapping[str, str]) -> str:
    """A readable pattern as a regular expression: groups filled in, gaps between words spelt out."""
    while "{" in pattern and _GROUP.search(pattern):
        pattern = _GROUP.sub(lambda found: f"(?:{groups[found[1]]})", pattern)
    for between, most in ((" ... ", 7), (" .. ", 3)):
        pattern = pattern.replace(between, f"{_GAP}(?:[a-z0-9']+{_GAP}){{0,{most}}}")
    pattern = pattern.replace(" ", _GAP)
    return rf"\b(?:{pattern})\b"
