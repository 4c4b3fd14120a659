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
    return {
        theme: kept for theme, matches in whole.items() if (kept := _without_mentions(theme, whole, found))
    }


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
    return [
        m
        for m in matches
        if not any(
            o.first <= m.first and m.last <= o.last and o.last - o.first > m.last - m.first for o in matches
        )
    ]


def _without_mentions(
    theme: str, matches: Mapping[str, Sequence[Match]], found: Sequence[Word]
) -> list[Match]:
    """Drop mere mentions of a theme where the text speaks of another, unless their clause is a list."""
    elsewhere = any(not m.cue.alone for other, others in matches.items() if other != theme for m in others)
    return [
        m for m in matches[theme] if not (m.cue.alone and elsewhere) or _is_list(found, found[m.first].clause)
    ]


def _is_list(found: Sequence[Word], clause: int) -> bool:
    named = {word.stem for word in found if word.clause == clause} - LIST_WORDS
    return len(named) <= _LONGEST_LIST and not named & WITHOUT_CONTENT
