"""Places and periods in words, as pages about reports, their schedule and indicators name them."""

from collections.abc import Mapping
from datetime import date

from feedback_service.report_places import WHOLE, days_of
from feedback_service.storage.places import whose_is


def place_words(place: str, names: Mapping[str, str]) -> str:
    """What a place is called; `names` are those of teams, by id."""
    team_id, agency = whose_is(place)
    if team_id is not None:
        return names.get(team_id, team_id)
    return WHOLE if agency is None else f"All teams of {agency}"


def period_words(period_from: int, period_to: int) -> str:
    """From the first to the last day: "1 Oct to 31 Dec 2025"."""
    first, last = days_of(period_from, period_to)
    begun = f"{first.day} {first:%b}" if first.year == last.year else _day(first)
    return _day(first) if first == last else f"{begun} to {_day(last)}"


def _day(day: date) -> str:
    return f"{day.day} {day:%b %Y}"
