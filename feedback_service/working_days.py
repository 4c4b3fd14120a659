"""Working days in England, on the clock of the UK: Monday to Friday without bank holidays, 9 to 5."""

from datetime import date, datetime, time, timedelta
from functools import cache

from holidays import HolidayBase, country_holidays

from feedback_service.uk_time import ZONE, moment_of

OPENS, CLOSES = time(9), time(17)
_SATURDAY = 5
_DAY = timedelta(days=1)


@cache
def _bank_holidays() -> HolidayBase:
    return country_holidays("GB", subdiv="ENG")  # years are added as they are asked for


def is_working_day(day: date) -> bool:
    """Whether offices in England are open on this day."""
    return day.weekday() < _SATURDAY and day not in _bank_holidays()


def due_by(raised_at: int) -> int:
    """The end of the next working day after a time; both in Unix milliseconds."""
    return _due(moment_of(raised_at).date())


def overdue_before(now: int) -> int:
    """What was raised before this time is overdue now; both in Unix milliseconds."""
    day = moment_of(now).date()
    while _due(day) > now:
        day -= _DAY
    return _at(day + _DAY, time())


def openings_since(due_at: int, now: int) -> int:
    """How many working days have begun after `due_at` and up to `now`."""
    day, count = moment_of(due_at).date(), 0
    while (opening := _at(day, OPENS)) <= now:
        count += is_working_day(day) and opening > due_at
        day += _DAY
    return count


def is_open(now: int) -> bool:
    """Whether this moment is on a working day, at or after the hour at which work begins."""
    moment = moment_of(now)
    return is_working_day(moment.date()) and moment.time() >= OPENS


@cache
def _due(day: date) -> int:
    day += _DAY
    while not is_working_day(day):
        day += _DAY
    return _at(day, CLOSES)


def _at(day: date, hour: time) -> int:
    return int(datetime.combine(day, hour, ZONE).timestamp() * 1000)
