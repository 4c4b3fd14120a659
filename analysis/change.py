"""Change between two moments: how many are better, the same or worse, and how sure the numbers let us be.

scipy is heavy: what answers people's requests imports this module only where a report is made.
"""

from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Final

import msgspec
from scipy.stats import binomtest

from analysis.resampling import FEWEST_RESAMPLED, mean_interval

FEWEST_CHANGED: Final = 6


class Change(msgspec.Struct, frozen=True):
    """Subjects asked at both moments (n), and how many of them came out higher, equal or lower."""

    n: int
    better: int
    same: int
    worse: int


class Shift(msgspec.Struct, frozen=True):
    """How far subjects moved: `mean` in places of the scale, its 95 % interval, and the sign test's p.

    `interval` is None for fewer than 20 subjects, `p` for fewer than 6 who changed.
    """

    change: Change
    mean: float | None
    interval: tuple[float, float] | None
    p: float | None


def paired(first: Mapping[str, int], last: Mapping[str, int]) -> Change:
    """Compare each subject with themselves; the values are places on a scale where more is better.

    Subjects who answered at one moment only are left out: a mean over different children is not a change.
    """
    moved = _moves(first, last)
    better, worse = sum(move > 0 for move in moved), sum(move < 0 for move in moved)
    return Change(n=len(moved), better=better, same=len(moved) - better - worse, worse=worse)


def sign_interval(change: Change) -> tuple[float, float] | None:
    """Return the exact 95 % interval for the share who got better among those who changed at all.

    Method: Clopper & Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the
    binomial", Biometrika 26. The interval is wide by design; it says nothing of what caused the change.
    None when fewer than 6 subjects changed: even if all got better, a fair coin could do that.
    """
    changed = change.better + change.worse
    if changed < FEWEST_CHANGED:
        return None
    interval = binomtest(change.better, changed).proportion_ci(0.95, method="exact")
    return float(interval.low), float(interval.high)


def sign_test(change: Change) -> float | None:
    """How often a fair coin would be at least this lopsided among those who changed (two-sided p).

    Method: the exact sign test (Dixon & Mood 1946, "The statistical sign test", JASA 41). It asks of the
    answers only that more is better. Wilcoxon's signed ranks are not offered: they take two places on a scale
    of faces to be twice one place, and their exact form allows neither ties nor zeros, of which a scale of
    five has mostly. None when fewer than 6 subjects changed.
    """
    changed = change.better + change.worse
    return float(binomtest(change.better, changed).pvalue) if changed >= FEWEST_CHANGED else None


def shift(first: Mapping[str, int], last: Mapping[str, int]) -> Shift:
    """Say how far the same subjects moved: mean difference, BCa bootstrap interval and exact sign test.

    The mean takes the steps of the scale to be alike, which the counts of `paired` do not: show those first.
    """
    moved = _moves(first, last)
    change = paired(first, last)
    return Shift(
        change=change,
        mean=fmean(moved) if len(moved) >= FEWEST_RESAMPLED else None,
        interval=mean_interval(moved),
        p=sign_test(change),
    )


def _moves(first: Mapping[str, int], last: Mapping[str, int]) -> Sequence[int]:
    return [last[subject] - first[subject] for subject in sorted(first.keys() & last.keys())]
