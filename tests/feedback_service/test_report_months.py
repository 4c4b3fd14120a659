"""Month by month: which months a report has, what of them is hidden, and what is said of them."""

from datetime import UTC, datetime
from itertools import product

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.suppression import suppress
from analysis.trend import FEWEST_MONTHS as TREND_MONTHS
from analysis.trend import FEWEST_PEOPLE
from feedback_service.report_beside_months import months_beside, tells
from feedback_service.report_findings import MonthLine, Months, safe_table
from feedback_service.report_month_hiding import safe_months
from feedback_service.report_months import calendar
from feedback_service.report_trends import ENOUGH, FEWEST_MONTHS, followed
from feedback_service.service import Service
from feedback_service.web.staff.report_monthly import month_by_month
from tests.feedback_service.report_seeding import DAY, FROM, answer, code, findings, two_teams

THRESHOLD = 5
NAMES = [f"2025-{month:02}" for month in range(1, 13)]


def day(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp() * 1000)


def line(cells: list[int | None], n: int, names: list[str] = NAMES, theme: str = "") -> MonthLine:
    told = dict(zip(names, cells, strict=False))
    return MonthLine(audience="child", n=n, cells=told, theme_id=theme, name=theme.capitalize())


def test_the_months_of_a_period_are_whole_or_said_to_be_cut() -> None:
    whole = calendar(day("2025-12-01"), day("2026-03-01"))
    assert [(one.name, one.part) for one in whole] == [(f"20{m}", False) for m in ("25-12", "26-01", "26-02")]
    cut = calendar(day("2026-01-31"), day("2026-03-02"))
    assert [(one.name, one.part) for one in cut] == [
        ("2026-01", True), ("2026-02", False), ("2026-03", True)
    ]  # fmt: skip
    assert [one.start for one in cut] == [day("2026-01-31"), day("2026-02-01"), day("2026-03-01")]
    assert calendar(day("1999-01-01"), day("2026-01-01")) == []


def possible(sets: list[int], cells: list[int | None], total: int) -> list[set[int]]:
    """For each month, in how many sets the theme may stand for all that whoever sees this can tell."""
    ranges = [
        range(size + 1) if count is None else range(count, count + 1)
        for size, count in zip(sets, cells, strict=True)
    ]
    fits = [one for one in product(*ranges) if sum(one) == total]
    return [{one[place] for one in fits} for place in range(len(sets))]


@given(st.lists(st.tuples(st.integers(0, 14), st.integers(0, 14)), min_size=2, max_size=4))
def test_no_month_of_a_theme_follows_from_the_others_and_the_total(months: list[tuple[int, int]]) -> None:
    names = NAMES[: len(months)]
    sets = {name: few + more for name, (few, more) in zip(names, months, strict=True)}
    spoken = {name: few for name, (few, _) in zip(names, months, strict=True)}
    shown = suppress(sets, threshold=THRESHOLD, total_shown=True)
    cells = safe_months(spoken, sets, shown, THRESHOLD)
    for name, count in cells.items():
        assert count in (None, spoken[name])
        if count is not None:
            assert shown[name] is not None
            assert not 1 <= count <= THRESHOLD
            assert not 1 <= sets[name] - count <= THRESHOLD
    if set(cells.values()) == {None}:
        return  # nothing is shown of such a theme
    left = possible(list(sets.values()), list(cells.values()), sum(spoken.values()))
    for name, numbers in zip(names, left, strict=True):
        if cells[name] is None and shown[name] is not None:
            assert len(numbers) > min(sets[name], THRESHOLD + 1)


def test_one_small_month_hides_another_and_a_theme_that_hides_none_is_whole() -> None:
    sets = dict.fromkeys(NAMES[:4], 40)
    spoken = dict(zip(NAMES, (3, 12, 20, 25), strict=False))
    assert list(safe_months(spoken, sets, dict(sets), THRESHOLD).values()) == [None, None, 20, 25]
    spoken = dict(zip(NAMES, (8, 12, 20, 0), strict=False))
    assert safe_months(spoken, sets, dict(sets), THRESHOLD) == spoken


@pytest.mark.parametrize(
    ("now", "then", "told"),
    [
        (line([20, 30], 50), line([20, 30], 50), False),
        (line([21, 30], 51), line([20, 30], 50), True),  # one came late
        (line([30, 30], 60), line([20, 30], 50), False),
        (line([30, None, None], 46), line([30, None, None], 43), True),  # three more among the hidden
        (line([30, None, None], 46), line([30, None, None], 43, NAMES[:3]), True),
        (line([30, None, None, 9], 55), line([30, None, None], 43), True),  # the fourth is known
        (line([30, None, None, None], 55), line([30, None, None], 43), False),
        (line([None, None, 30], 43), line([20], 20, NAMES[2:]), False),
    ],
)
def test_two_lines_of_which_one_has_more_months_are_held_side_by_side(
    now: MonthLine, then: MonthLine, told: bool
) -> None:
    assert tells(now, then, THRESHOLD) == told
    assert tells(then, now, THRESHOLD) == told


async def made(months: list[int], speaking: list[int], service: Service) -> None:
    """So many teenagers a month from June, of whom so many speak of food."""
    await two_teams(service)
    for place, (n, food) in enumerate(zip(months, speaking, strict=True)):
        for number in range(n):
            said = await answer(service, "my-view", {"matters": "bread"}, at=FROM + (1 + 30 * place) * DAY)
            if number < food:
                await code(service, said, "food", "worry")


async def test_a_report_tells_months_and_themes_and_what_is_hidden_in_them(service: Service) -> None:
    await made([12, 13, 14, 15], [6, 7, 2, 7], service)
    found = await findings(service)
    assert found.months
    assert (found.months.names, found.months.parts) == (
        ("2025-06", "2025-07", "2025-08", "2025-09"),
        ("2025-06", "2025-09"),
    )
    sets, food = (one.cells for one in found.months.lines)
    assert list(sets.values()) == [12, 13, 14, 15]
    assert list(food.values()) == [None, 7, None, 7]
    (section,) = month_by_month(found)
    (grid,) = section.parts
    assert grid.rows[0] == ("June 2025 (in part)", "12", "hidden")  # type: ignore[union-attr]
    assert "Children: in 0 of 4 months 20 sets of answers or more" in " ".join(section.lines)
    assert "Until then a difference between months may be chance." in " ".join(section.lines)


async def test_months_that_would_be_hidden_nearly_all_are_one_sentence(service: Service) -> None:
    await made([2, 3, 2, 3], [0, 0, 0, 0], service)
    (section,) = month_by_month(await findings(service))
    assert section.parts == ()
    assert len(section.lines) == 1


async def test_a_report_about_less_than_three_months_has_no_such_section(service: Service) -> None:
    await made([12, 13, 14, 15], [6, 7, 2, 7], service)
    found = await findings(service)
    assert found.months
    short = msgspec.structs.replace(found.months, names=found.months.names[:3])
    assert list(month_by_month(msgspec.structs.replace(found, months=short))) == []
    assert list(month_by_month(msgspec.structs.replace(found, months=None))) == []


async def test_a_month_that_moved_by_a_few_beside_an_approved_report_takes_its_line_along(
    service: Service,
) -> None:
    await made([12, 13, 14, 15], [6, 7, 8, 7], service)
    before = await findings(service)
    assert before.months
    assert months_beside(before, before) == before.months
    said = await answer(service, "my-view", {"matters": "bread"}, at=FROM + 2 * DAY)
    late = await findings(service)
    kept = months_beside(late, before)
    assert kept
    assert kept.lines == ()  # one more in June: neither the audience's line nor those of its themes
    for _ in range(9):
        said = await answer(service, "my-view", {"matters": "bread"}, at=FROM + 2 * DAY)
    await code(service, said, "food", "worry")
    kept = months_beside(await findings(service), before)
    assert kept
    assert [one.theme_id for one in kept.lines] == [""]  # ten more in June, one of whom spoke of food


async def test_a_theme_whose_total_is_hidden_beside_another_report_has_no_months(service: Service) -> None:
    await made([12, 13, 14, 15], [6, 7, 8, 7], service)
    found = await findings(service)
    assert months_beside(found, found) == found.months
    table = safe_table({"good": 0, "worry": 30, "mixed": 0, "not-spoken": 3}, THRESHOLD)
    children = found.themes[0]
    counts = tuple(msgspec.structs.replace(one, table=table) for one in children.counts)
    hidden = msgspec.structs.replace(found, themes=(msgspec.structs.replace(children, counts=counts),))
    kept = months_beside(hidden, found)
    assert kept
    assert [one.theme_id for one in kept.lines] == [""]


async def test_a_steady_rise_is_told_with_its_caution_and_rests_on_what_is_shown() -> None:
    rising = [8 + 2 * month for month in range(9)]
    months = Months(
        names=tuple(NAMES[:9]),
        parts=(),
        lines=(line([50] * 9, 450), line([*rising], sum(rising), theme="food")),
    )
    told = await followed(months)
    move = told.lines[1].move
    assert move
    assert (move.months, move.tau, move.season) == (9, 1.0, "too few")
    assert move.p < 0.001
    hidden = line([*rising[:7], None, None], sum(rising), theme="food")
    assert (await followed(msgspec.structs.replace(months, lines=(months.lines[0], hidden)))).lines[
        1
    ] == hidden


def test_months_and_people_enough_are_those_of_the_method() -> None:
    assert (FEWEST_MONTHS, ENOUGH) == (TREND_MONTHS, FEWEST_PEOPLE)
