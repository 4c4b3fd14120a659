"""Months, quarters and years that are over: from midnight to midnight on clocks in the UK."""

from datetime import date
from typing import Final, NamedTuple

from feedback_service.report_places import named_period, start_of
from feedback_service.storage.report_runs import Kind
from feedback_service.uk_time import moment_of

MONTHS: Final[dict[Kind, int]] = {"month": 1, "quarter": 3, "year": 12}
_YEAR: Final = 12


class Period(NamedTuple):
    """From midnight to midnight on clocks in the UK, in Unix milliseconds: from `start` to before `end`."""

    start: int
    end: int


def last_ended(kind: Kind, now: int) -> Period:
    """The latest whole month, quarter or (financial) year that is over at this time."""
    return _period(named_period(kind, moment_of(now).date()))


def before(kind: Kind, period: Period) -> Period:
    """The period just before this one."""
    return _period(named_period(kind, moment_of(period.start).date()))


def next_end(kind: Kind, now: int) -> int:
    """When the period that runs now will be over."""
    last = moment_of(last_ended(kind, now).end).date()
    months = last.month - 1 + MONTHS[kind]
    return start_of(date(last.year + months // _YEAR, months % _YEAR + 1, 1))


def _period(days: tuple[date, date]) -> Period:
    return Period(start_of(days[0]), start_of(days[1]))
