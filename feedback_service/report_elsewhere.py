"""Numbers from other systems in a report: of its own place, and none that tells of a few by subtraction."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from feedback_service.report_more import Indicator
from feedback_service.report_places import WHOLE, ReportPlace
from feedback_service.storage.database import Transaction
from feedback_service.storage.indicators import Indicator as StoredIndicator
from feedback_service.storage.indicators import indicators_between
from feedback_service.storage.places import place_of
from feedback_service.storage.teams import Team

_SHARE: Final = re.compile(r"%|\b(per|percent|percentages?|rates?|ratios?)\b", re.IGNORECASE)


async def read_indicators(
    db: Transaction, place: ReportPlace, teams: Sequence[Team], period: tuple[int, int], threshold: int
) -> tuple[Indicator, ...]:
    """Those of exactly this place that have a part in the period (Unix ms); a hidden one has no value.

    Its parts and what it is a part of are not told, but looked at: what lies in them may be small.
    """
    own, places = place_of(place.team_id, place.agency), _overlapping(place, teams)
    told = [one for one in await indicators_between(db, places, *period) if one.place == own]
    if not told:
        return ()
    ends = min(one.period_from for one in told), max(one.period_to for one in told)
    hidden = hidden_counts(await indicators_between(db, places, *ends), own, threshold)
    name = next((one.name for one in teams if one.id == place.team_id), place.team_id)
    return tuple(
        Indicator(
            name=one.name,
            unit=one.unit,
            place=name or place.agency or WHOLE,
            period_from=one.period_from,
            period_to=one.period_to,
            value=None if one.id in hidden else one.value,
            source=one.source,
        )
        for one in told
    )


def _overlapping(place: ReportPlace, teams: Sequence[Team]) -> list[str]:
    """The place, its parts and what it is a part of, without the whole partnership."""
    if place.team_id is not None:
        mine = [one for one in teams if one.id == place.team_id]
    else:
        mine = [one for one in teams if place.agency in (None, one.agency)]
    agencies = sorted({one.agency for one in mine})
    return [*(place_of(team_id=one.id) for one in mine), *(place_of(agency=one) for one in agencies)]


def hidden_counts(near: Iterable[StoredIndicator], own: str, threshold: int) -> set[str]:
    """Ids of the counts of the place `own` that must not be shown beside each other.

    `near` are those of places that have people in common with it. Hidden is a count of 1 to `threshold`,
    whatever has people and days in common with such a one, and whatever is longer than shown ones by a few,
    or overlaps one in part: the shorter stays, then the later. What is shown lies apart or is nested, with
    nobody or more than a few between.
    """
    counts = [one for one in near if is_count(one.value, one.unit)]
    few = [one for one in counts if 1 <= one.value <= threshold]
    hidden, shown = set[str](), list[StoredIndicator]()
    for one in sorted(counts, key=lambda one: (one.period_to - one.period_from, -one.period_to, one.id)):
        if one.place != own:
            continue
        if any(_meet(one, small) for small in few) or _tells(one, shown, threshold):
            hidden.add(one.id)
        else:
            shown.append(one)
    return hidden


def _tells(one: StoredIndicator, shown: Sequence[StoredIndicator], threshold: int) -> bool:
    """Whether what is left of a count, without shorter ones in it, is of a few, or cannot be said."""
    met = [other for other in shown if _meet(one, other)]
    if not all(_within(other, one) and not _within(one, other) for other in met):
        return True
    parts = [part for part in met if not any(_within(part, other) for other in met if other is not part)]
    left = one.value - sum(part.value for part in parts)
    return bool(parts) and left != 0 and left <= threshold


def is_count(value: float, unit: str) -> bool:
    """A whole number, where the unit does not say that it is a share."""
    return value.is_integer() and not _SHARE.search(unit)


def _meet(one: StoredIndicator, other: StoredIndicator) -> bool:
    same = one.name.casefold() == other.name.casefold()
    return same and one.period_from < other.period_to and other.period_from < one.period_to


def _within(one: StoredIndicator, other: StoredIndicator) -> bool:
    return other.period_from <= one.period_from and one.period_to <= other.period_to
