"""Numbers from other systems in a report: what is hidden of them, and what cannot be worked out."""

from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from feedback_service.report_elsewhere import hidden_counts, is_count, read_indicators
from feedback_service.report_places import ReportPlace
from feedback_service.service import Service
from feedback_service.storage.indicators import Indicator, put_indicators
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import teams_in
from tests.feedback_service import report_truth_beyond as truth
from tests.feedback_service.report_seeding import two_teams
from tests.feedback_service.storage.seeds import indicator

FEW = 5


def count(ident: str, place: str, months: tuple[int, int], value: float, **changes: str) -> Indicator:
    start, end = months
    plans = {"name": "Repeat plans", "unit": "children"} | changes
    return indicator(id=ident, place=place, period_from=start, period_to=end, value=float(value), **plans)


async def test_a_report_tells_its_own_places_numbers_and_none_that_another_would_make_a_few(
    service: Service,
) -> None:
    await two_teams(service)
    south, north, whole = "team/south", "team/north", "*"
    kept = [
        count("few", south, (2, 3), 3),
        *(count(f"south {at}", south, (at, at + 1), 13) for at in (0, 1)),
        count("south", south, (0, 3), 29, name="Repeat Plans"),
        count("north", north, (0, 3), 97),
        count("whole", whole, (0, 3), 126),
        count("later", whole, (3, 6), 126),
        count("share", whole, (0, 3), 4, name="Attendance", unit="%"),
    ]
    await service.database.transaction(lambda tx: put_indicators(tx, kept))
    async with service.database.reading() as db:
        teams = await teams_in(db, EVERYTHING)

        async def told(place: ReportPlace, months: tuple[int, int]) -> list[tuple[str, float | None]]:
            found = await read_indicators(db, place, teams, months, FEW)
            return [(one.place, one.value) for one in found]

        assert await told(ReportPlace("south"), (0, 3)) == [
            *(("South team", value) for value in (None, 13, 13, None)),
        ]
        assert await told(ReportPlace("north"), (0, 3)) == [("North team", 97)]
        every = [("Whole partnership", value) for value in (4, None, 126)]
        assert await told(ReportPlace(), (0, 6)) == every
        assert await told(ReportPlace(), (0, 1)) == every[:2]  # few lies after the days of this report
        assert await told(ReportPlace(agency="Council"), (0, 6)) == []


@pytest.mark.parametrize(
    ("unit", "counts"),
    [
        *((one, True) for one in ("registrations", "separated families", "paper referrals", "persons", "")),
        *(
            (one, False)
            for one in ("%", "per 1,000", "Rate", "birth rates", "percent", "a ratio", "per cent")
        ),
    ],
)
def test_only_a_unit_that_names_a_share_is_none_of_a_count(unit: str, counts: bool) -> None:
    assert is_count(3.0, unit) == counts
    assert truth.is_count({"unit": unit, "value": 3}) == counts


PERIODS = st.tuples(st.integers(0, 5), st.integers(1, 6)).map(lambda one: (one[0], one[0] + one[1]))


@given(st.lists(st.tuples(PERIODS, st.integers(0, 40)), max_size=7))
def test_what_is_shown_less_what_lies_in_it_is_never_a_few(rows: list[tuple[tuple[int, int], int]]) -> None:
    own = [count(str(at), "*", months, value) for at, (months, value) in enumerate(rows)]
    hidden = hidden_counts(own, "*", FEW)
    shown = [one for one in own if one.id not in hidden]
    for whole in shown:
        rest = [one for one in shown if one is not whole]
        for size in range(len(rest) + 1):
            for parts in combinations(rest, size):
                months = [month for one in parts for month in range(one.period_from, one.period_to)]
                if len(set(months)) == len(months) and set(months) <= {
                    *range(whole.period_from, whole.period_to)
                }:
                    assert not 1 <= whole.value - sum(one.value for one in parts) <= FEW
