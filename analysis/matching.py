"""Finding cues among the words of a text."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from analysis.cues import Cue
from analysis.tokens import LIST_WORDS, WITHOUT_CONTENT, Word

# How many other words may stand between two words of a cue: "brush my two teeth".
_GAP: Final = 2
_LONGEST_LIST: Final = 3


class Match(NamedTuple):
    """A cue and the places of its first and last word."""

    cue: Cue
    first: int
    last: int


def matches_by_theme(index: Mapping[str, Sequence[Cue]], found: Sequence[Word]) -> dict[str, list[Match]]:
    """Return for each theme the cues found in the words: parts of longer cues and mere mentions left out."""
    by_theme: defaultdict[str, list[Match]] = defaultdict(list)
    for first, word in enumerate(found):
        for cue in index.get(word.stem, ()):
            last = _end_of(cue, found, first)
            if last is not None:
                by_theme[cue.theme].append(Match(cue, first, last))
    whole = {theme: _without_parts(matches) for theme, matches in by_theme.items()}
    spoken_of = {theme for theme, matches in whole.items() if not all(match.cue.alone for match in matches)}
    lists = _lists(found)
    kept = {
        theme: [
            match
            for match in matches
            if not (match.cue.alone and spoken_of - {theme}) or found[match.first].clause in lists
        ]
        for theme, matches in whole.items()
    }
    return {theme: matches for theme, matches in kept.items() if matches}


def _end_of(cue: Cue, found: Sequence[Word], first: int) -> int | None:
    """Return the place of the cue's last word if its words follow in this clause, few others between."""
    last = first
    for options in cue.stems[1:]:
        for place in range(last + 1, min(last + 2 + _GAP, len(found))):
            if found[place].clause != found[first].clause:
                return None
            if found[place].stem in options:
                last = place
                break
        else:
            return None
    return last


def _without_parts(matches: Sequence[Match]) -> list[Match]:
    """Drop matches that lie inside a longer one: "not warm" speaks for its "warm"."""
    kept: list[Match] = []
    for match in sorted(matches, key=lambda m: (m.first, -m.last)):
        # Sorted so, a match is inside an earlier one exactly if it ends no later than the last one kept.
        if not kept or match.last > kept[-1].last or match[1:] == kept[-1][1:]:
            kept.append(match)
    return kept


def _lists(found: Sequence[Word]) -> set[int]:
    """Return the clauses that are lists of a few things, where a mere mention is an answer."""
    named: defaultdict[int, set[str]] = defaultdict(set)
    for word in found:
        named[word.clause].add(word.stem)
    return {
        clause
        for clause, stems in named.items()
        if len(stems - LIST_WORDS) <= _LONGEST_LIST and stems & WITHOUT_CONTENT <= LIST_WORDS
    }
