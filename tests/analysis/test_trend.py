"""A trend needs months, season needs two years, and a month needs people."""

import pytest

from analysis.trend import Month, trend


def months(shares: list[int], start: int = 0) -> dict[str, Month]:
    """Of 100 asked and 50 who answered, so many answered well, month after month from January 2024."""
    numbers = range(start, start + len(shares))
    return {
        f"{2024 + n // 12}-{n % 12 + 1:02}": Month(100, 50, good)
        for n, good in zip(numbers, shares, strict=True)
    }


def test_a_steady_rise_is_seen_and_season_is_not_spoken_of() -> None:
    found = trend(months(list(range(20, 32))))
    assert found.tau == pytest.approx(1)
    assert found.p is not None
    assert found.p < 0.001
    assert found.season == "too few"


def test_seven_months_are_too_few_for_a_trend() -> None:
    found = trend(months(list(range(20, 27))))
    assert (found.tau, found.p, found.season) == (None, None, "too few")


def test_what_comes_back_every_year_is_called_season_from_two_years_on() -> None:
    year = [20, 21, 22, 23, 24, 25, 40, 41, 26, 25, 24, 20]
    assert trend(months((year * 3)[:23])).season == "too few"
    assert trend(months(year * 3)).season == "seen"


def test_a_straight_line_has_no_season() -> None:
    assert trend(months(list(range(10, 40)))).season == "not seen"


def test_a_month_without_answers_keeps_its_place_and_few_people_get_no_share() -> None:
    found = trend({"2024-11": Month(40, 20, 10), "2025-02": Month(40, 19, 10)})
    assert [point.month for point in found.points] == ["2024-11", "2024-12", "2025-01", "2025-02"]
    assert [point.coverage for point in found.points] == [0.5, None, None, 0.475]
    assert [point.share for point in found.points] == [0.5, None, None, None]
    assert found.points[0].interval == pytest.approx((0.272, 0.728), abs=1e-3)


def test_nothing_asked_gives_nothing() -> None:
    assert trend({}).points == ()


def test_more_answers_than_were_asked_are_refused() -> None:
    with pytest.raises(ValueError, match="2024-01"):
        trend({"2024-01": Month(5, 6, 1)})
