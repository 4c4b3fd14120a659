"""Reads the rule files a safeguarding lead keeps, and turns their patterns into a linear-time matcher."""

import hashlib
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, NamedTuple, TypeVar

import msgspec
import re2

from analysis.narrowing import Index, index_of

Level = Literal["urgent", "concern"]
Category = Literal[
    "self_harm", "physical_harm", "sexual", "hunger", "home_alone", "home_conditions", "missed_school",
    "missed_health", "domestic_abuse", "carer_substance", "exploitation", "bullying", "unsafe_adult",
    "emotional_neglect",
]  # fmt: skip

# How a pattern reads: a space is the gap between two words of one sentence (a clipped "'s" or "'ve" may stand
# before it), " .. " lets up to three more words stand in between, " ... " up to seven.
_GAP = r"(?:(?:'(?:s|m|d|ve|re|ll))?[\x20,;:\"()/-]+)"
_WORD = r"[a-z0-9'£]+"
_SPACES = (
    (" ... ", f"{_GAP}(?:{_WORD}{_GAP}){{0,7}}"),
    (" .. ", f"{_GAP}(?:{_WORD}{_GAP}){{0,3}}"),
    (" ", _GAP),
)
_GROUP = re2.compile(r"\{(\w+)\}")
_DEPTH = 3  # a group may name a group, and that one another
_ROOM = 64 << 20  # bytes the matcher may take for its tables; it takes them only as texts need them


class RuleError(ValueError):
    """A rule file cannot be used; the message names the file, the rule and what to do."""


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A family of signs of harm; `hits` and `misses` are sentences it must find and must leave alone.

    `doubtful`: its words stand in much that is harmless, so they raise nothing by themselves. They count
    where the text is held against examples, within seconds, and raise a concern when that cannot be done.
    """

    id: str
    category: Category
    level: Level
    why: str
    patterns: tuple[str, ...]
    hits: tuple[str, ...]
    misses: tuple[str, ...] = ()
    doubtful: bool = False


class Saying(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Words that make a hit less urgent; a harmless one that covers a hit wholly takes it away."""

    id: str
    why: str
    harmless: bool
    patterns: tuple[str, ...]
    examples: tuple[str, ...]


_Record = TypeVar("_Record", Rule, Saying)


class Rulebook(NamedTuple):
    """`patterns` pairs each compiled pattern with its owner; `near` knows them by their place there."""

    version: str
    rules: tuple[Rule, ...]
    sayings: tuple[Saying, ...]
    patterns: tuple[tuple[Rule | Saying, Any], ...]
    near: Index


def read_rulebook(folder: Path) -> Rulebook:
    """All TOML files of a folder: [groups] of words, [[rule]]s and [[saying]]s. Raises RuleError."""
    files = sorted(folder.glob("*.toml"))
    if not files:
        raise RuleError(f"{folder}: holds no rule file; point to a folder of .toml files")
    tables = {file: _table(file) for file in files}
    groups = {name: words for table in tables.values() for name, words in table.get("groups", {}).items()}
    owners: list[tuple[Path, Rule | Saying]] = []
    for file, table in tables.items():
        owners += [(file, _record(file, item, Rule)) for item in table.get("rule", [])]
        owners += [(file, _record(file, item, Saying)) for item in table.get("saying", [])]
    _no_name_twice(owners)
    patterns, near = _compiled(owners, groups)
    return Rulebook(
        _version(tables),
        tuple(owner for _, owner in owners if isinstance(owner, Rule)),
        tuple(owner for _, owner in owners if isinstance(owner, Saying)),
        patterns,
        near,
    )


def _table(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{file.name}: is not readable TOML, mend it there: {error}") from error


def _record(file: Path, item: Mapping[str, Any], kind: type[_Record]) -> _Record:
    try:
        return msgspec.convert(item, kind)
    except msgspec.ValidationError as error:
        raise RuleError(f"{file.name}: {item.get('id', 'a rule without id')}: {error}") from error


def _no_name_twice(owners: list[tuple[Path, Rule | Saying]]) -> None:
    seen: dict[str, Path] = {}
    for file, owner in owners:
        if owner.id in seen:
            raise RuleError(
                f"{file.name}: {owner.id}: this id stands in {seen[owner.id].name} too; rename one"
            )
        seen[owner.id] = file


def _compiled(
    owners: list[tuple[Path, Rule | Saying]], groups: Mapping[str, str]
) -> tuple[tuple[tuple[Rule | Saying, Any], ...], Index]:
    """Each pattern by itself, and which of them can be in a text."""
    options = re2.Options()
    options.max_mem = _ROOM
    options.log_errors = False
    patterns: list[tuple[Rule | Saying, Any]] = []
    readable: list[str] = []
    for file, owner in owners:
        for pattern in owner.patterns:
            try:
                readable.append(_filled(pattern, groups))
                patterns.append((owner, re2.compile(_expression(readable[-1]), options)))
            except KeyError as error:
                raise RuleError(
                    f"{file.name}: {owner.id}: no group {error} in [groups]; add or correct it"
                ) from error
            except (re2.error, ValueError) as error:
                raise RuleError(
                    f"{file.name}: {owner.id}: rewrite the pattern {pattern!r}: {error}"
                ) from error
    return tuple(patterns), index_of(readable)


def _filled(pattern: str, groups: Mapping[str, str]) -> str:
    """A readable pattern with the words of its groups."""
    for _ in range(_DEPTH):
        pattern = _GROUP.sub(lambda name: f"(?:{groups[name[1]]})", pattern)
    if "{" in pattern:
        raise ValueError("groups name each other more than three deep, or a brace stands alone")
    return pattern


def _expression(pattern: str) -> str:
    """A readable pattern as a regular expression: gaps between words spelt out."""
    for space, expression in _SPACES:
        pattern = pattern.replace(space, expression)
    return rf"\b(?:{pattern})\b"


def _version(tables: Mapping[Path, Mapping[str, Any]]) -> str:
    dates = [str(table["date"]) for table in tables.values() if "date" in table]
    print_of = hashlib.sha256(b"".join(file.read_bytes() for file in tables)).hexdigest()[:8]
    return f"{max(dates, default='undated')}-{print_of}"
