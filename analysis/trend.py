"""A share by month: how much stands behind each month, whether it moves, and when season may be spoken of."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, Literal

import msgspec
from scipy.stats import binomtest, kendalltau, kruskal, theilslopes

Season = Literal["too few", "seen", "not seen"]

FEWEST_MONTHS: Final = 8
"""Exact Kendall's tau cannot be trusted to find anything but a straight rise below this."""
FEWEST_FOR_SEASON: Final = 24
FEWEST_PEOPLE: Final = 20
_YEAR: Final = 12
_LEVEL: Final = 0.05


class Month(msgspec.Struct, frozen=True):
    """What came in one month: people asked, people who answered, and those of them who answered well."""

    asked: int
    answered: int
    good: int


class Point(msgspec.Struct, frozen=True):
    """One month as it may be judged: shares are None where nobody was asked, or fewer than 20 answered."""

    month: str
    answered: int
    coverage: float | None
    share: float | None
    interval: tuple[float, float] | None


class Trend(msgspec.Struct, frozen=True):
    """The months in order, with those in between that brought nothing.

    `tau` -1 to 1 (falling to rising) and its `p` are None for fewer than 8 months with a share. `season` is
    "too few" unless there are 24: till then a rise may be no more than the school year coming round.
    """

    points: tuple[Point, ...]
    tau: float | None
    p: float | None
    season: Season


def trend(months: Mapping[str, Month]) -> Trend:
    """Follow the share who answered well; months are "2026-03". Needs neither even gaps nor a straight line.

    Method: Mann (1945), "Nonparametric tests against trend", Econometrica 13 (Kendall's tau of share and
    time); each month's interval is Clopper and Pearson's. Season: Kruskal & Wallis (1952) over calendar
    months, on what is left after the Theil-Sen line (Sen 1968, JASA 63). Months are taken as independent;
    where the same families answer month after month, p is too small. Raises ValueError for counts that
    cannot be.
    """
    points = tuple(_point(month, months.get(month, Month(0, 0, 0))) for month in _calendar(sorted(months)))
    told = [
        (place, point.month, point.share) for place, point in enumerate(points) if point.share is not None
    ]
    shares = [share for _, _, share in told]
    if len(told) < FEWEST_MONTHS or len(set(shares)) == 1:
        return Trend(points, None, None, "too few")
    found = kendalltau([place for place, _, _ in told], shares)
    return Trend(points, float(found.statistic), float(found.pvalue), _season(told))


def _calendar(known: Sequence[str]) -> list[str]:
    if not known:
        return []
    first, last = (int(month[:4]) * _YEAR + int(month[5:]) - 1 for month in (known[0], known[-1]))
    return [f"{number // _YEAR:04}-{number % _YEAR + 1:02}" for number in range(first, last + 1)]


def _point(month: str, seen: Month) -> Point:
    if not 0 <= seen.good <= seen.answered <= seen.asked:
        raise ValueError(f"{month}: {seen.good} of {seen.answered} of {seen.asked} is not a share")
    coverage = seen.answered / seen.asked if seen.asked else None
    if seen.answered < FEWEST_PEOPLE:
        return Point(month, seen.answered, coverage, None, None)
    interval = binomtest(seen.good, seen.answered).proportion_ci(0.95, method="exact")
    share = seen.good / seen.answered
    return Point(month, seen.answered, coverage, share, (float(interval.low), float(interval.high)))


def _season(told: Sequence[tuple[int, str, float]]) -> Season:
    if len(told) < FEWEST_FOR_SEASON:
        return "too few"
    line = theilslopes([share for _, _, share in told], [place for place, _, _ in told])
    left: defaultdict[str, list[float]] = defaultdict(list)
    for place, month, share in told:
        left[month[5:]].append(round(share - line.slope * place - line.intercept, 9))
    if len({rest for rests in left.values() for rest in rests}) == 1:
        return "not seen"
    return "seen" if kruskal(*left.values()).pvalue < _LEVEL else "not seen"
