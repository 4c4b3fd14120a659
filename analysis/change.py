"""Change between two moments: how many are better, the same or worse, and how sure the numbers let us be."""

from collections.abc import Callable, Mapping
from math import comb
from typing import Final

import msgspec

FEWEST_CHANGED: Final = 6
_TAIL: Final = 0.025
_STEPS: Final = 60


class Change(msgspec.Struct, frozen=True):
    """Subjects asked at both moments (n), and how many of them came out higher, equal or lower."""

    n: int
    better: int
    same: int
    worse: int


def paired(first: Mapping[str, int], last: Mapping[str, int]) -> Change:
    """Compare each subject with themselves; the values are places on a scale where more is better.

    Subjects who answered at one moment only are left out: a mean over different children is not a change.
    """
    both = first.keys() & last.keys()
    better = sum(last[subject] > first[subject] for subject in both)
    worse = sum(last[subject] < first[subject] for subject in both)
    return Change(n=len(both), better=better, same=len(both) - better - worse, worse=worse)


def sign_interval(change: Change) -> tuple[float, float] | None:
    """Return the exact 95 % interval for the share who got better among those who changed at all.

    Method: Clopper & Pearson (1934), "The use of confidence or fiducial limits illustrated in the case of the
    binomial", Biometrika 26. Each end is the share at which the observed tail has probability 0.025, found by
    bisection. The interval is wide by design; it says nothing of what caused the change.
    None when fewer than 6 subjects changed: even if all got better, a fair coin could do that.
    """
    changed = change.better + change.worse
    if changed < FEWEST_CHANGED:
        return None
    low = _bisect(lambda share: _tail(changed, change.better, changed, share) < _TAIL)
    high = _bisect(lambda share: _tail(changed, 0, change.better, share) >= _TAIL)
    return (0.0 if change.better == 0 else low, 1.0 if change.worse == 0 else high)


def _tail(trials: int, fewest: int, most: int, share: float) -> float:
    return sum(
        comb(trials, hits) * share**hits * (1 - share) ** (trials - hits) for hits in range(fewest, most + 1)
    )


def _bisect(still_below: Callable[[float], bool]) -> float:
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        low, high = (middle, high) if still_below(middle) else (low, middle)
    return (low + high) / 2
