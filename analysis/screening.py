"""Signs of harm in free text: readable rules, matched in time linear in the text, each hit with its span.

The rules order what people read first; they never decide that a text is harmless. They find all of the
development sentences because they were written with those in view. Of signs whose writers had not seen them
(`analysis.harm`) they find four in ten, of hints a quarter: expect that of real words, not more.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from analysis.english import needs_person
from analysis.folding import Folded, fold, span_in_original
from analysis.narrowing import Index
from analysis.rulebook import Level, Rule, RuleError, Saying, read_rulebook

__all__ = ["SHIPPED", "Hit", "Level", "RuleError", "Rules", "load_rules", "needs_person", "scanner_failed"]

SHIPPED = Path(__file__).with_name("rules")


class Hit(msgspec.Struct, frozen=True):
    """A sign of harm: which rule, of what kind, how urgent, and where: start to end in the original text.

    A `doubtful` one raises nothing by itself (see `Rule`).
    """

    rule: str
    category: str
    level: Level
    start: int
    end: int
    doubtful: bool = False


class _Reach(NamedTuple):
    """Spans sorted by start, each with the furthest end so far, so that looking one up is not a walk."""

    starts: list[int]
    ends: list[int]


class Rules(msgspec.Struct, frozen=True):
    """A loaded rule set; `version` changes with any change to its files."""

    version: str
    rules: tuple[Rule, ...]
    sayings: tuple[Saying, ...]
    patterns: tuple[tuple[Rule | Saying, Any], ...]
    near: Index

    def screen(self, text: str) -> tuple[Hit, ...]:
        """Every sign of harm, one a rule at most, urgent first; a text that is not English is a sign too."""
        folded = fold(text)
        occurring = _occurring(self, folded.text)
        hits = _hits(folded, occurring) if occurring else []
        if needs_person(text):
            hits.append(Hit("not-english", "unread", "concern", 0, len(text)))
        return tuple(sorted(hits, key=_rank))


def load_rules(path: Path = SHIPPED) -> Rules:
    """The rules of a folder of TOML files. Raises RuleError, naming file and rule, if one is faulty."""
    book = read_rulebook(path)
    return Rules(book.version, book.rules, book.sayings, book.patterns, book.near)


def scanner_failed() -> Hit:
    """The concern recorded when screening itself failed: the text counts as unread, never as clear."""
    return Hit("scanner-failed", "unscreened", "concern", 0, 0)


def _rank(hit: Hit) -> tuple[bool, int, str]:
    return hit.level != "urgent", hit.start, hit.rule


def _occurring(rules: Rules, text: str) -> list[tuple[Rule | Saying, Any]]:
    """The patterns that occur."""
    near = map(rules.patterns.__getitem__, rules.near.candidates(text))
    return [(owner, found) for owner, found in near if found.search(text)]


def _hits(folded: Folded, occurring: list[tuple[Rule | Saying, Any]]) -> list[Hit]:
    sayings = [(owner, found) for owner, found in occurring if isinstance(owner, Saying)]
    lowering = _reach(span for _, found in sayings for span in _spans(found, folded))
    harmless = _reach(span for owner, found in sayings if owner.harmless for span in _spans(found, folded))
    best: dict[str, Hit] = {}
    for owner, found in occurring:
        if isinstance(owner, Rule):
            for start, end in _spans(found, folded):
                if _furthest(harmless, start) < end:
                    lowered = _furthest(lowering, end - 1) > start
                    hit = _hit(owner, folded, start, end, lowered=lowered)
                    best[owner.id] = min(hit, best.get(owner.id, hit), key=_rank)
    return list(best.values())


def _hit(rule: Rule, folded: Folded, start: int, end: int, *, lowered: bool) -> Hit:
    level: Level = "concern" if lowered else rule.level
    return Hit(rule.id, rule.category, level, *span_in_original(folded, start, end), rule.doubtful)


def _spans(found: Any, folded: Folded) -> Iterator[tuple[int, int]]:  # noqa: ANN401 - re2 has no types
    return (match.span() for match in found.finditer(folded.text))


def _reach(spans: Iterable[tuple[int, int]]) -> _Reach:
    ordered = sorted(spans)
    return _Reach([start for start, _ in ordered], list(accumulate((end for _, end in ordered), max)))


def _furthest(reach: _Reach, place: int) -> int:
    """The furthest end among spans that start at or before a place; -1 when there is none."""
    index = bisect_right(reach.starts, place) - 1
    return reach.ends[index] if index >= 0 else -1
