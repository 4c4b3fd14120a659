"""Child beside adult beside practitioner on the same domain: shown side by side, never pooled."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from statistics import fmean
from typing import Final

import msgspec

from analysis.resampling import FEWEST_RESAMPLED, difference_interval

VOICES: Final = ("child", "adult", "practitioner")


class Voice(msgspec.Struct, frozen=True):
    """How one voice answered on a domain: `counts` by place on the scale, from the lowest."""

    voice: str
    n: int
    counts: tuple[int, ...]


class Gap(msgspec.Struct, frozen=True):
    """Mean of `left` minus mean of `right`, in places of the scale, with its 95 % interval."""

    left: str
    right: str
    difference: float
    interval: tuple[float, float]


class Domain(msgspec.Struct, frozen=True):
    """One domain as each voice sees it. There is no figure over all voices."""

    domain: str
    voices: tuple[Voice, ...]
    gaps: tuple[Gap, ...]


def by_voice(answers: Mapping[str, Mapping[str, Sequence[int]]], places: int) -> tuple[Domain, ...]:
    """Compare the voices on each domain: answers by domain and voice, as places 0 to `places` - 1.

    Where answers are by scales of different length the caller compares them as different domains. A gap
    needs 20 answers on both sides (BCa bootstrap, see `analysis.resampling`); it takes the two groups to be
    independent, which makes the interval too wide rather than too narrow where both speak of the same
    families and agree. Counts are exact: suppress them before they are shown.
    Raises ValueError for an unknown voice or a place off the scale.
    """
    for voices in answers.values():
        if unknown := voices.keys() - set(VOICES):
            raise ValueError(f"not a voice: {', '.join(sorted(unknown))}")
        if any(not 0 <= place < places for given in voices.values() for place in given):
            raise ValueError(f"an answer lies off the scale of {places}")
    return tuple(_domain(domain, answers[domain], places) for domain in answers)


def _domain(domain: str, given: Mapping[str, Sequence[int]], places: int) -> Domain:
    heard = [voice for voice in VOICES if given.get(voice)]
    enough = [voice for voice in heard if len(given[voice]) >= FEWEST_RESAMPLED]
    gaps = (_gap(left, right, given) for left, right in combinations(enough, 2))
    return Domain(
        domain=domain,
        voices=tuple(_voice(voice, given[voice], places) for voice in heard),
        gaps=tuple(gap for gap in gaps if gap),
    )


def _voice(voice: str, given: Sequence[int], places: int) -> Voice:
    counts = Counter(given)
    return Voice(voice=voice, n=len(given), counts=tuple(counts[place] for place in range(places)))


def _gap(left: str, right: str, given: Mapping[str, Sequence[int]]) -> Gap | None:
    interval = difference_interval(given[left], given[right])
    difference = fmean(given[left]) - fmean(given[right])
    return Gap(left, right, difference, interval) if interval else None
