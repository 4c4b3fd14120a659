"""A shift as somebody plans it, and the times on the clock of the UK that follow from it."""

from datetime import datetime, timedelta
from typing import NamedTuple

from feedback_service.storage.rota import RUNGS, Rung
from feedback_service.uk_time import ZONE

MOST_WEEKS = 52
LONGEST = timedelta(days=14)


class RotaError(Exception):
    """A shift cannot be added; `field` is the field it is about, and the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Plan(NamedTuple):
    """A shift to be added, in so many weeks in a row; `team_id` empty is every team that the worker sees.

    Times are as on a clock in the UK (`datetime-local`), and stay so in weeks after the clocks change.
    """

    worker_id: str
    rung: str
    team_id: str
    since: str
    until: str
    weeks: str = "1"


def rung_of(text: str) -> Rung:
    """The rung of this name. Raises RotaError."""
    if text not in RUNGS:
        raise RotaError("rung", "Choose what the worker is on call as.")
    return text


def times_of(plan: Plan, now: int) -> list[tuple[int, int]]:
    """From when until when (Unix milliseconds), for each week, the first one first. Raises RotaError."""
    since = local_time("since", plan.since)
    until = local_time("until", plan.until)
    if not plan.weeks.isascii() or not plan.weeks.isdigit() or not 1 <= int(plan.weeks) <= MOST_WEEKS:
        raise RotaError("weeks", f"Give a number of weeks from 1 to {MOST_WEEKS}.")
    if until <= since:
        raise RotaError("until", "The end must be after the start.")
    if until - since > LONGEST:
        raise RotaError("until", f"One shift lasts {LONGEST.days} days at most. Repeat it weekly instead.")
    if milliseconds(until) <= now:
        raise RotaError("until", "This is over already. Give a time to come.")
    weeks = [timedelta(weeks=week) for week in range(int(plan.weeks))]
    return [(milliseconds(since + week), milliseconds(until + week)) for week in weeks]


def local_time(field: str, text: str) -> datetime:
    """A time as `datetime-local` fields give it, without a zone. Raises RotaError for anything else."""
    try:
        return datetime.strptime(text.strip().replace(" ", "T")[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007
    except ValueError as error:
        raise RotaError(field, "Give a date and a time, such as 2026-11-30 17:00.") from error


def milliseconds(time: datetime) -> int:
    """A time on the clock of the UK as Unix milliseconds."""
    return int(time.replace(tzinfo=ZONE).timestamp() * 1000)
