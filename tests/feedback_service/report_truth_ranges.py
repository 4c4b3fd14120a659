"""Ranges and moves of a report, by their definitions: Efron's bootstrap, Kendall's tau, Newcombe's."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import erfc, factorial, sqrt
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from feedback_service.report_findings import Move

FEWEST = 20
FEWEST_MONTHS = 8
Z = 1.959964
RESAMPLES, SEED = 2000, 0
Values = NDArray[np.float64]


def ranged(name: str, said: tuple[float, float] | None, samples: Sequence[Sequence[float]]) -> Iterator[str]:
    """The BCa range of a mean, or of one mean less another, as it is told: to one decimal."""
    ends = resampled([np.sort(np.array(one, dtype=float)) for one in samples])
    if said is None or any(abs(end - truth) > 0.0501 for end, truth in zip(said, ends, strict=True)):
        yield f"{name}: range {said}, and ought to be {ends}"


def resampled(samples: Sequence[Values]) -> tuple[float, float]:
    """The 95 % interval by Efron (1987): bias-corrected and accelerated, of RESAMPLES means.

    They are drawn from values in order of size, one group after the other, by numpy's generator from SEED.
    """
    generator, signs = np.random.default_rng(SEED), (1, -1)
    drawn = [one[generator.integers(0, len(one), (RESAMPLES, len(one)))].mean(axis=1) for one in samples]
    means = sum(sign * one for sign, one in zip(signs, drawn, strict=False))
    middle = sum(sign * one.mean() for sign, one in zip(signs, samples, strict=False))
    if all(one[0] == one[-1] for one in samples):
        return float(middle), float(middle)
    normal = NormalDist()
    bias = normal.inv_cdf(float(np.mean(means < middle) + np.mean(means <= middle)) / 2)
    # How far each value pulls the mean, which is what leaving it out tells.
    pulls = [sign * (one - one.mean()) / len(one) for sign, one in zip(signs, samples, strict=False)]
    skewed, spread = (sum(float((one**power).sum()) for one in pulls) for power in (3, 2))
    bent = skewed / (6 * spread**1.5)
    edges = [bias + normal.inv_cdf(share) for share in (0.025, 0.975)]
    low, high = np.quantile(means, [normal.cdf(bias + edge / (1 - bent * edge)) for edge in edges])
    return float(low), float(high)


def moved(name: str, said: Move | None, shares: Sequence[tuple[int, int]]) -> Iterator[str]:
    """How shares (of how many, how many) moved over the months they are shown for, in order."""
    told = [count / of for of, count in shares if of >= FEWEST]
    if len(told) < FEWEST_MONTHS or len(set(told)) == 1:
        if said is not None:
            yield f"{name}: {said} from {len(told)} months"
        return
    tau, p = kendall(told)
    off = said is None or abs(said.tau - tau) > 0.0051 or abs(said.p - p) > 0.00051
    if said is None or off or (said.months, said.season) != (len(told), "too few"):
        yield f"{name}: moved by {said}, and ought to be {tau}, {p} over {len(told)}"


def kendall(told: Sequence[float]) -> tuple[float, float]:
    """Tau-b with time, and its p: exact without ties, else by the normal curve with the variance for ties."""
    n, signs = len(told), [(later > one) - (later < one) for one, later in combinations(told, 2)]
    s, ties = sum(signs), [many for many in Counter(told).values() if many > 1]
    pairs = n * (n - 1) / 2
    tau = s / sqrt(pairs * (pairs - sum(many * (many - 1) / 2 for many in ties)))
    if not ties:
        fewest = min(sum(sign < 0 for sign in signs), sum(sign > 0 for sign in signs))
        return tau, min(1.0, 2 * sum(_inversions(n)[: fewest + 1]) / factorial(n))
    variance = (n * (n - 1) * (2 * n + 5) - sum(t * (t - 1) * (2 * t + 5) for t in ties)) / 18
    return tau, erfc(abs(s) / sqrt(2 * variance))


def _inversions(n: int) -> list[int]:
    """How many orders of `n` things have so many pairs the wrong way round."""
    found = [1]
    for many in range(2, n + 1):
        longer = [0] * (len(found) + many - 1)
        for place, count in enumerate(found):
            for step in range(many):
                longer[place + step] += count
        found = longer
    return found


def newcombe(now: tuple[int, int], then: tuple[int, int]) -> tuple[float, float]:
    """The 95% interval of a share (part, whole) less another: from the square of Wilson's for each."""

    def wilson(part: int, whole: int) -> tuple[float, float]:
        # The shares p at which (part - whole p) squared is z squared times whole p (1 - p).
        a, b, c = whole**2 + Z**2 * whole, -(2 * part * whole + Z**2 * whole), float(part**2)
        root = sqrt(max(0.0, b * b - 4 * a * c))
        return (-b - root) / (2 * a), (-b + root) / (2 * a)

    (low, high), (low_then, high_then) = wilson(*now), wilson(*then)
    p, q = now[0] / now[1], then[0] / then[1]
    down, up = sqrt((p - low) ** 2 + (high_then - q) ** 2), sqrt((high - p) ** 2 + (q - low_then) ** 2)
    return p - q - down, p - q + up
