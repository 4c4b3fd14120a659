"""What a report counts and what it must never tell, from answers kept as real ones are."""

import json
import re
from collections.abc import Iterator
from functools import partial

import pytest
from sqlalchemy import insert

from feedback_service.report_counts import FATHERS
from feedback_service.report_feelings import NO_ANSWER, SCRIBED
from feedback_service.report_findings import Table, decode
from feedback_service.service import Service
from feedback_service.storage.codings import withdraw_coding
from feedback_service.storage.database import Transaction
from feedback_service.storage.schema import readings
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.subjects import About, keep_about
from feedback_service.web.staff.report_views import report_html
from tests.feedback_service.report_seeding import (
    DAY,
    DURING,
    FROM,
    TO,
    a_manager,
    answer,
    code,
    findings,
    know,
    report,
    spoken,
    tables,
    two_teams,
)
from tests.feedback_service.storage.seeds import make_link

THRESHOLD = 5
# Numbers in the findings that count nobody.
NO_COUNTS = {
    *("threshold", "percents", "median_minutes", "interval", "submissions_percent", "words_percent"),
    *("hidden", "mean", "mean_range"),
}


@pytest.fixture(autouse=True)
async def _two_teams(service: Service) -> None:
    await two_teams(service)


@pytest.fixture
async def worker(service: Service) -> str:
    return await a_manager(service)


def numbers(found: object) -> Iterator[int]:
    if isinstance(found, dict):
        for name, value in found.items():
            yield from () if name in NO_COUNTS else numbers(value)
    elif isinstance(found, list):
        for value in found:
            yield from numbers(value)
    elif isinstance(found, int) and not isinstance(found, bool):
        yield found


async def awkward_numbers(service: Service) -> None:
    """Every size from one to eight somewhere: bands, roles, answers, themes, teams, changes."""
    for place in range(8):
        said = await answer(
            service,
            "my-view",
            {"safe": 2 + place % 3, "fed": 1, "matters": f"tea {place}"},
            subject=f"T{place}",
        )
        await code(service, said, "food", "worry" if place < 3 else "strength")
        if place < 6:
            await answer(service, "my-view", {"safe": 4}, subject=f"T{place}", moment="end", at=DURING + DAY)
    for place in range(4):
        await answer(service, "how-things-are", {"safe": 2}, subject=f"M{place}")
    for role, times in (("mother", 7), ("father", 2), ("grandparent", 1)):
        for place in range(times):
            await answer(service, "family-experience", {"role": role, "safe": 3}, subject=f"T{place}")
    await answer(service, "working-together", {"role": "police"})


async def test_no_number_of_one_to_five_is_stored(service: Service) -> None:
    await awkward_numbers(service)
    stored = (await report(service)).report.findings
    found = set(numbers(json.loads(stored)))
    assert 18 in found  # all children's sets of answers
    assert not found & set(range(1, THRESHOLD + 1))


async def test_no_number_of_one_to_five_is_shown(service: Service) -> None:
    await awkward_numbers(service)
    html = await report_html(service, (await report(service)).report.id)
    figures = re.findall(r"<(?:strong|td)[^>]*>([^<]*)</(?:strong|td)>|n = ([^<]*)<", html)
    shown = {one or other for one, other in figures}
    assert {"10", "hidden"} <= shown
    assert "Practitioners (1 to 5)" in html
    assert not shown & {str(number) for number in range(1, THRESHOLD + 1)}


async def test_where_a_sum_is_shown_never_just_one_part_is_hidden(service: Service) -> None:
    await awkward_numbers(service)
    shown = [one for one in tables(await findings(service)) if one.n]
    assert len(shown) > 20
    assert all(list(one.cells.values()).count(None) != 1 for one in shown)


async def test_a_group_too_small_to_count_has_no_feelings_of_its_own(service: Service) -> None:
    await awkward_numbers(service)
    found = await findings(service)
    assert "Children 8 to 11" in found.left_out
    assert {one.group for one in found.feelings} == {
        "Families"
    }  # the other band would give the small one away


async def test_feelings_stand_from_worst_to_best_with_those_who_did_not_say(service: Service) -> None:
    for value, times in ((2, 7), (5, 9)):
        for _ in range(times):
            await answer(service, "my-view", {"safe": value})
    for _ in range(6):
        await answer(service, "my-view")
    safe = next(one for one in (await findings(service)).feelings if one.measure == "safe")
    assert list(safe.table.cells.values()) == [0, 7, 0, 0, 9, 6]
    assert list(safe.table.cells)[1:2] == ["Often unsafe"]
    assert list(safe.table.cells)[-1] == NO_ANSWER
    assert safe.table.n == 22


async def test_a_small_child_who_said_the_same_counts_as_the_same_and_not_as_silent(service: Service) -> None:
    for answers in (
        {"changed": "same"},
        {"changed": "different", "happier": "better"},
        {"changed": "different"},
    ):
        for _ in range(7):
            await answer(service, "my-day", answers)
    (happier,) = (one for one in (await findings(service)).feelings if one.measure == "happier")
    assert list(happier.table.cells.items()) == [
        ("Not so good", 0),
        ("The same", 7),
        ("Better", 7),
        ("No answer, or not sure", 7),
    ]


async def test_who_tapped_is_told_by_band_only(service: Service) -> None:
    for scribe, times in (("helper", 7), ("myself", 9)):
        for _ in range(times):
            await answer(service, "my-day", {"safe": "safe", "scribe": scribe})
    found = await findings(service)
    assert [one.scribed.cells[SCRIBED] for one in found.feelings if one.measure == "safe"] == [7]
    # A number for all children would give that of the one small band away.
    assert not any("crib" in heading for group in found.groups for heading in group.breakdowns)


async def test_how_far_workers_checked_the_themes_is_told_in_per_cent(service: Service, worker: str) -> None:
    said = [await spoken(service, "some words") for _ in range(24)]
    rows = [{"submission_id": one, "worker_id": worker, "at": DURING} for one in said[:12]]
    await service.database.transaction(lambda tx: tx.execute(insert(readings), rows))
    method = (await findings(service)).method
    assert method.codings.about == 20
    assert list(method.codings.percents.values()) == [0, 50, 50]
    assert list(method.texts.percents.values()) == [100, 0, 0]


async def test_who_was_not_heard_is_counted_and_fathers_are_named(service: Service) -> None:
    await know(service, [f"S{place}" for place in range(30)])
    for place in range(14):
        await answer(service, "my-view", subject=f"S{place}")
    for place in range(7, 21):
        await answer(service, "family-experience", {"role": "mother"}, subject=f"S{place}")
    for place in range(8):
        await answer(service, "family-experience", {"role": "father"}, subject=f"S{place}")
    known = await report(service)
    subjects = decode(known.report.findings).subjects
    assert subjects.heard.cells == {"child": 14, "observed": 0, "adults": 7, "nobody": 9}
    assert subjects.roles[FATHERS].cells == {"answered": 8, "not": 22}
    html = await report_html(service, known.report.id)
    assert "Fathers answered for 8 of the 30, mothers for 14, and wider family" in html


async def test_adults_who_outweigh_children_are_pointed_out(service: Service) -> None:
    for _ in range(10):
        await answer(service, "my-view", {"matters": "two words"})
        await answer(service, "family-experience", {"role": "mother", "matters": "rather more words"})
    voices = (await findings(service)).voices
    assert (voices.child_words, voices.family_words, voices.words_percent) == (20, 30, 40)
    assert voices.submissions_percent == 50
    assert voices.adults_outweigh
    assert "Adults outweigh children here" in await report_html(service, (await report(service)).report.id)


async def test_themes_count_sets_of_answers_by_the_way_they_lean(service: Service) -> None:
    for valence, times in (("strength", 6), ("worry", 7), ("both", 8)):
        for _ in range(times):
            await spoken(service, "some words", "food", valence)
    for _ in range(9):
        mixed = await spoken(service, "some words", "food", "worry")
        await code(service, mixed, "food", "strength")
    food = next(one for one in (await findings(service)).themes[0].counts if one.theme_id == "food")
    assert list(food.table.cells.values()) == [6, 7, 17, 0]


async def test_a_withdrawn_theme_does_not_count(service: Service, worker: str) -> None:
    for _ in range(8):
        await spoken(service, "some words")
    taken_off = await code(service, await spoken(service, "other words", "home"), "food", "worry")
    await service.database.transaction(lambda tx: withdraw_coding(tx, taken_off, worker, DURING))
    counts = {one.theme_id: one for one in (await findings(service)).themes[0].counts}
    assert counts["food"].table.n == 9
    assert (
        counts["food"].table.cells["worry"] is None
    )  # 8 of 9: the one without it is hidden, and so are the 8


async def test_change_is_measured_on_the_same_children_only(service: Service) -> None:
    for place in range(14):
        first, last = (2, 4) if place < 8 else (3, 3)
        await answer(service, "my-view", {"safe": first}, subject=f"S{place}", at=FROM - 9 * DAY)
        await answer(service, "my-view", {"safe": last}, subject=f"S{place}", moment="review")
    for place in range(14, 22):  # asked once; asked on another form; moved back in time only
        await answer(service, "my-view", {"safe": 1}, subject=f"S{place}")
    await answer(service, "how-things-are", {"safe": 3}, subject="S15", moment="end")
    (safe,) = (one for one in (await findings(service)).changes if one.measure == "safe")
    assert (safe.group, safe.table.n) == ("Children 12 to 17", 14)
    assert safe.table.cells == {"better": 8, "same": 6, "worse": 0}
    # Clopper and Pearson for 8 of 8: the lower end is 0.025 to the power of one eighth.
    assert safe.interval == (round(100 * 0.025 ** (1 / 8)), 100)
    assert (safe.mean, safe.mean_range) == (None, None)  # fewer than 20


async def test_how_far_people_moved_is_told_from_twenty_and_where_nothing_is_hidden(service: Service) -> None:
    for place in range(24):
        last = 4 if place < 12 else 3 if place < 18 else 2  # two up, none, one down
        first = 2 if place < 12 else 3
        await answer(service, "my-view", {"safe": first}, subject=f"S{place}", at=FROM - 9 * DAY)
        await answer(service, "my-view", {"safe": last}, subject=f"S{place}", moment="review")
    known = await report(service)
    (safe,) = (one for one in decode(known.report.findings).changes if one.measure == "safe")
    assert safe.table.cells == {"better": 12, "same": 6, "worse": 6}
    assert safe.mean == 0.8  # 18 places up among 24 people, to one decimal
    assert safe.mean_range
    assert safe.mean_range[0] < 0.8 < safe.mean_range[1]
    assert "+0.8 (" in await report_html(service, known.report.id)
    await answer(service, "my-view", {"safe": 1}, subject="S18", moment="end")
    await answer(service, "my-view", {"safe": 3}, subject="S17", moment="end")
    await answer(service, "my-view", {"safe": 5}, subject="S16", moment="end")
    (safe,) = (one for one in (await findings(service)).changes if one.measure == "safe")
    assert safe.table.cells["same"] is None
    assert (safe.mean, safe.mean_range) == (None, None)


async def test_voices_are_held_side_by_side_where_both_are_shown_whole(service: Service) -> None:
    for value in (1, 2, 3, 4, 5):
        for _ in range(6):
            await answer(service, "my-view", {"safe": value})
            await answer(service, "family-experience", {"role": "mother", "safe": max(value, 4)})
    known = await report(service)
    (gap,) = decode(known.report.findings).gaps
    assert (gap.measure, gap.groups, gap.answered) == ("safe", ("Children 12 to 17", "Families"), (30, 30))
    assert gap.difference == -1.2  # 3.0 against 4.2
    assert gap.interval[0] < -1.2 < gap.interval[1] < 0
    html = await report_html(service, known.report.id)
    assert "Feeling safe: Children 12 to 17 and Families" in html
    assert "Children 12 to 17: lower" in html
    await answer(service, "my-view", {})  # one without an answer: a table hides that, and something else
    assert (await findings(service)).gaps == ()


async def test_relatives_are_compared_with_themselves_and_hidden_changes_have_no_range(
    service: Service,
) -> None:
    for place in range(9):
        await answer(service, "family-experience", {"role": "mother", "safe": 2}, subject=f"S{place}")
        role, value = ("mother", 4) if place else ("father", 5)
        after: dict[str, str | int] = {"role": role, "safe": value - (place > 6)}
        await answer(service, "family-experience", after, subject=f"S{place}", moment="end", at=DURING + DAY)
    (safe,) = (one for one in (await findings(service)).changes if one.measure == "safe")
    assert safe.table == Table(8, {"better": 8, "same": 0, "worse": 0})
    await answer(service, "family-experience", {"role": "aunt-or-uncle", "safe": 4}, subject="S0")
    down: dict[str, str | int] = {"role": "aunt-or-uncle", "safe": 2}
    await answer(service, "family-experience", down, subject="S0", moment="end", at=DURING + DAY)
    (safe,) = (one for one in (await findings(service)).changes if one.measure == "safe")
    assert safe.table == Table(9, {"better": None, "same": None, "worse": None})
    assert safe.interval is None


async def test_a_period_without_answers_gives_an_honest_empty_report(service: Service) -> None:
    known = await report(service)
    found = decode(known.report.findings)
    assert (found.feelings, found.themes, found.quotes, found.changes) == ((), (), (), ())
    assert [group.n for group in found.groups] == [0, 0, 0, 0]
    assert "Nobody answered in this period." in await report_html(service, known.report.id)


async def test_the_same_rows_give_the_same_bytes(service: Service) -> None:
    await awkward_numbers(service)
    for letter in "abcdefghijkl":
        await spoken(service, f"we often run out of bread {letter * 4}")
    first, second = await report(service), await report(service)
    assert first.report.id != second.report.id
    assert first.report.findings == second.report.findings


async def test_a_report_is_about_its_team_and_period_only(service: Service) -> None:
    for place in range(7):
        await answer(service, "my-view", at=FROM + place)
        await answer(service, "my-view", at=TO)
        await answer(service, "my-view", at=FROM - 1)
        await answer(service, "my-view", team="south")
    assert (await findings(service)).groups[0].n == 7
    assert (await findings(service, team=None)).groups[0].n == 14


async def describe(tx: Transaction, of: str, about: About) -> bool:
    return await keep_about(tx, EVERYTHING, of, about)


async def test_links_and_answers_are_told_by_area_and_needs_as_far_as_nothing_small_is_told(
    service: Service,
) -> None:
    for area, needs in (("Fens", "yes"), ("Dunes", "no")):
        about = About(area=area, needs=needs)
        for place in range(8):
            subject = f"{area}-{place}"
            await answer(service, "my-view", subject=subject)
            await make_link(service, subject_id=subject, created_at=DURING)
            await service.database.transaction(partial(describe, of=subject, about=about))
    found = await findings(service)
    never = {"Answered": 0, "Opened, not answered": 0, "Never opened": 8}
    reach = {one.heading: one.cells for one in found.reach}
    assert reach["Area"] == {"Dunes": never, "Fens": never}
    assert reach["Additional needs"] == {"With additional needs": never, "Without": never}
    page = await report_html(service, (await report(service)).report.id)
    assert "Links for children: area" in page
    said = found.groups[0].breakdowns
    assert said["Area"] == Table(16, {"Dunes": 8, "Fens": 8, "Not said": 0})
    assert said["Additional needs"] == Table(16, {"With additional needs": 8, "Without": 8, "Not said": 0})
    for _ in range(3):  # of whom nothing is known
        await make_link(service, created_at=DURING)
        await answer(service, "my-view")
    found = await findings(service)
    assert not {"Area", "Additional needs"} & {one.heading for one in found.reach}
    assert found.groups[0].breakdowns["Area"].cells["Not said"] is None
    page = await report_html(service, (await report(service)).report.id)
    assert "With additional needs" in page
    assert "Links for children: area" not in page
