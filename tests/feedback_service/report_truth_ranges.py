"""Ranges and moves of a report, by their definitions: about where a range lies, Kendall's tau, Newcombe's."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations
from math import erfc, factorial, sqrt
from statistics import fmean, stdev

from feedback_service.report_findings import Move

FEWEST = 20
FEWEST_MONTHS = 8
Z = 1.959964


def ranged(name: str, said: tuple[float, float] | None, samples: Sequence[Sequence[float]]) -> Iterator[str]:
    """A bootstrap range of a mean, or of one mean less another, lies about where the normal one does."""
    middle = fmean(samples[0]) - (fmean(samples[1]) if len(samples) > 1 else 0)
    half = Z * sqrt(sum(stdev(one) ** 2 / len(one) for one in samples))
    ends = (middle - half, middle + half)
    slack = 0.051 + 0.3 * half
    if said is None or any(abs(end - truth) > slack for end, truth in zip(said, ends, strict=True)):
        yield f"{name}: range {said}, and ought to be about {ends}"


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
