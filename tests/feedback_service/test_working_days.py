"""Days on which offices in England are open, and when something is due, whatever the clocks do."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.uk_time import ZONE, moment_of
from feedback_service.working_days import due_by, is_open, is_working_day, openings_since, overdue_before

MOMENTS = st.integers(1_700_000_000_000, 1_900_000_000_000)


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp() * 1000)


def said(time: int) -> str:
    return f"{moment_of(time):%a %Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("raised", "due"),
    [
        ("2026-11-24T10:00", "Wed 2026-11-25 17:00"),
        ("2026-11-27T23:59", "Mon 2026-11-30 17:00"),  # Friday night
        ("2026-11-28T12:00", "Mon 2026-11-30 17:00"),
        ("2026-11-29T12:00", "Mon 2026-11-30 17:00"),
        ("2026-12-24T16:00", "Tue 2026-12-29 17:00"),  # Boxing Day is a Saturday, kept on Monday
        ("2026-04-02T09:00", "Tue 2026-04-07 17:00"),  # Good Friday and Easter Monday
        ("2026-03-27T09:00", "Mon 2026-03-30 17:00"),  # clocks go forward on the Sunday between
        ("2026-10-23T09:00", "Mon 2026-10-26 17:00"),  # and back
    ],
)
def test_due_is_the_end_of_the_next_working_day_by_the_clock_on_the_wall(raised: str, due: str) -> None:
    assert said(due_by(at(raised))) == due


def test_bank_holidays_are_englands() -> None:
    assert not is_working_day(date(2026, 8, 31))  # Scotland's summer holiday is on the 3rd
    assert is_working_day(date(2026, 8, 3))


def test_a_working_day_begins_at_nine() -> None:
    times = ("2026-11-24T08:59", "2026-11-24T09:00", "2026-11-28T12:00")
    assert [is_open(at(time)) for time in times] == [False, True, False]


def test_openings_are_counted_over_a_weekend_and_a_bank_holiday() -> None:
    due = at("2026-12-23T17:00")
    times = ("2026-12-24T08:59", "2026-12-24T09:00", "2026-12-29T08:59", "2026-12-29T09:00")
    assert [openings_since(due, at(time)) for time in times] == [0, 1, 1, 2]


@given(MOMENTS, MOMENTS)
def test_overdue_is_what_is_past_its_due_time(raised: int, now: int) -> None:
    assert (raised < overdue_before(now)) == (due_by(raised) <= now)


@given(MOMENTS, st.integers(0, 10**10))
def test_what_comes_later_is_due_no_sooner(raised: int, later: int) -> None:
    assert raised < due_by(raised) <= due_by(raised + later)
