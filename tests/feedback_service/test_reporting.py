"""What a report says and what it must never say, from answers kept as real ones are."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, insert

from feedback_service import reporting
from feedback_service.report_counts import FATHERS, groups
from feedback_service.report_feelings import NO_ANSWER, SCRIBED, feelings, group_name, measured
from feedback_service.report_findings import Feeling, Table, decode
from feedback_service.service import Service
from feedback_service.storage.codings import withdraw_coding
from feedback_service.storage.report_data import AnswerCount, Heard
from feedback_service.storage.reports import replace_findings
from feedback_service.storage.schema import concerns, readings, submission_keys, workers
from feedback_service.web.staff.report_views import report_html
from forms.catalogue import load_catalogue
from tests.feedback_service.report_seeding import (
    DAY,
    DURING,
    FROM,
    TO,
    answer,
    code,
    findings,
    know,
    report,
    spoken,
    two_teams,
)

CATALOGUE = load_catalogue()
THRESHOLD = 5
# Numbers in the findings that count nobody.
NO_COUNTS = {"threshold", "percents", "median_minutes", "interval", "submissions_percent", "words_percent"}


@pytest.fixture(autouse=True)
def _teams_are_there(request: pytest.FixtureRequest) -> None:
    """Tests that use a service have two teams in it."""
    if "service" in request.fixturenames:
        request.getfixturevalue("teams")


@pytest.fixture
async def teams(service: Service) -> None:
    await two_teams(service)


@pytest.fixture
async def worker(service: Service) -> str:
    row = {"id": "w", "username": "w", "name": "The manager", "role": "manager", "all_teams": True}
    rest = {"password_hash": "", "active": True, "created_at": FROM}
    await service.database.transaction(lambda tx: tx.execute(insert(workers), row | rest))
    return "w"


def numbers(found: object) -> Iterator[int]:
    if isinstance(found, dict):
        for name, value in found.items():
            yield from () if name in NO_COUNTS else numbers(value)
    elif isinstance(found, list):
        for value in found:
            yield from numbers(value)
    elif isinstance(found, int) and not isinstance(found, bool):
        yield found


def tables(found: object) -> Iterator[Table]:
    if isinstance(found, Table):
        yield found
    elif isinstance(found, msgspec.Struct):
        for name in found.__struct_fields__:
            yield from tables(getattr(found, name))
    elif isinstance(found, dict | tuple):
        for value in found.values() if isinstance(found, dict) else found:
            yield from tables(value)


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
    assert {"10", "hidden", "1 to 5"} <= shown
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
    assert list(subjects.heard.cells.values()) == [14, 7, 9]
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


async def quoted(service: Service) -> set[str]:
    return {one.submission_id for one in (await findings(service)).quotes}


async def test_only_shared_words_without_a_concern_and_without_names_are_quoted(service: Service) -> None:
    fit = {await spoken(service, f"we often run out of bread {letter * 4}") for letter in "abcdefghij"}
    await spoken(service, "we often run out of milk and rice", share="no")
    await spoken(service, "we often run out of milk and rice and Mrs Perkins brings some")
    worrying = await spoken(service, "we often run out of milk and beans")
    await raise_concern(service, worrying)
    found = await quoted(service)
    assert found
    assert found <= fit


async def raise_concern(service: Service, submission_id: str) -> None:
    row = {"id": submission_id, "submission_id": submission_id, "question_id": "matters", "level": "concern"}
    rule = {
        "category": "c",
        "rule": "r",
        "rules_version": "1",
        "span_start": 0,
        "span_end": 2,
        "raised_at": DURING,
    }
    await service.database.transaction(lambda tx: tx.execute(insert(concerns), row | rule))


async def test_nobody_is_quoted_for_a_theme_that_fewer_than_ten_speak_of(service: Service) -> None:
    for letter in "abcdefghi":
        await spoken(service, f"we often run out of bread {letter * 4}")
    assert not await quoted(service)
    await spoken(service, "we often run out of bread jjjj")
    assert await quoted(service)


async def test_findings_hold_no_words_and_erased_words_are_gone_from_every_report(service: Service) -> None:
    for letter in "abcdefghij":
        await spoken(service, f"we often run out of bread {letter * 4}")
    known = await report(service)
    assert "bread" not in known.report.findings
    quotes = decode(known.report.findings).quotes
    assert await report_html(service, known.report.id) == await report_html(service, known.report.id)
    gone = quotes[0].submission_id
    await service.database.transaction(
        lambda tx: tx.execute(delete(submission_keys).where(submission_keys.c.submission_id == gone))
    )
    words = await reporting.open_quotes(service, quotes)
    assert words[0] == reporting.ERASED
    assert all("bread" in said for said in words[1:])
    assert words[0].replace("'", "&#39;") in await report_html(service, known.report.id)


async def test_words_with_a_concern_raised_since_are_held_back(service: Service) -> None:
    for letter in "abcdefghij":
        await spoken(service, f"we often run out of bread {letter * 4}")
    quotes = (await findings(service)).quotes
    await raise_concern(service, quotes[0].submission_id)
    assert (await reporting.open_quotes(service, quotes))[0] == reporting.HELD_BACK


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
    assert [group.n for group in found.groups] == [0, 0, 0]
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


@pytest.mark.parametrize(("team", "days"), [("nowhere", 1), ("north", 0)])
async def test_a_report_needs_a_known_team_and_a_period(service: Service, team: str, days: int) -> None:
    with pytest.raises(reporting.ReportError):
        await reporting.make_report(
            service, team_id=team, period_from=FROM, period_to=FROM + days * DAY, made_by=None
        )


async def test_a_draft_loses_a_quote_and_an_approved_report_loses_nothing(
    service: Service, worker: str
) -> None:
    for letter in "abcdefghij":
        await spoken(service, f"we often run out of bread {letter * 4}")
    known = await report(service, made_by=worker)
    first, second = decode(known.report.findings).quotes
    place = (first.submission_id, first.question_id)
    assert await reporting.remove_quote(service, known.report.id, place, worker)
    assert await reporting.remove_quote(service, known.report.id, place, worker)  # a double press
    assert await reporting.approve(service, known.report.id, worker)
    assert not await reporting.approve(service, known.report.id, worker)
    place = (second.submission_id, second.question_id)
    assert not await reporting.remove_quote(service, known.report.id, place, worker)
    html = await report_html(service, known.report.id)
    assert html.count("<blockquote>") == 1
    assert "Approved by The manager on 9 October 2025" in html
    assert "The same person made and approved it." in html


async def test_a_report_approved_long_ago_is_still_shown_as_it_was(service: Service, worker: str) -> None:
    # Findings as an earlier version stored them. When this fails, put the names back: do not touch the file.
    kept = Path(__file__).with_name("report_findings.json").read_text(encoding="utf-8")
    known = await report(service, made_by=worker)
    await service.database.transaction(lambda tx: replace_findings(tx, known.report, kept))
    await reporting.approve(service, known.report.id, worker)
    html = await report_html(service, known.report.id)
    assert "Children gave 166 sets of answers, families 193 and practitioners 36." in html
    assert html.count(reporting.HELD_BACK) == 3  # what was quoted is not in this database
    assert html.count("<h2") == 9


heard_rows = st.lists(
    st.builds(
        Heard,
        form_id=st.just("my-view"),
        form_version=st.just(1),
        audience=st.just("child"),
        band=st.sampled_from(["4-7", "8-11", "12-17"]),
        moment=st.sampled_from(["start", "review", None]),
        channel=st.sampled_from(["link", "tablet"]),
        finished=st.booleans(),
        person_role=st.none(),
        helper=st.sampled_from(["family", "on-my-own", None]),
        scribe=st.sampled_from(["myself", "helper", None]),
        read=st.booleans(),
        n=st.integers(1, 30),
    ),
    max_size=8,
)


@given(heard_rows, st.integers(2, 10))
def test_whoever_was_heard_no_breakdown_tells_a_small_number(rows: list[Heard], threshold: int) -> None:
    for table in tables(groups(CATALOGUE, rows, {}, threshold)):
        shown = [count for count in (table.n, *table.cells.values()) if count]
        assert all(count > threshold for count in shown)
        if table.n is None:
            continue
        hidden = [label for label, count in table.cells.items() if count is None]
        assert len(hidden) != 1


@given(st.lists(st.integers(0, 12), min_size=5, max_size=5), st.integers(0, 12))
def test_however_a_group_answered_every_answer_is_told_or_safely_hidden(
    given_: list[int], silent: int
) -> None:
    size = sum(given_) + silent
    row = Heard(
        form_id="my-view", form_version=1, audience="child", band="12-17", moment=None, channel="link",
        finished=True, person_role=None, helper=None, scribe=None, read=False, n=size,
    )  # fmt: skip
    counts = [
        AnswerCount(form_id="my-view", form_version=1, question_id="safe", value=str(place), n=n)
        for place, n in enumerate(given_, 1)
        if n
    ]
    shown = {group_name("child", "12-17"): size} if size > THRESHOLD else {}
    found, _ = feelings(measured(CATALOGUE), [row], counts, shown, THRESHOLD)
    safe: list[Feeling] = [one for one in found if one.measure == "safe"]
    assert bool(safe) == (size > THRESHOLD)
    for one in safe:
        told = list(one.table.cells.values())
        assert all(count in (None, real) for count, real in zip(told, [*given_, silent], strict=True))
        assert all(
            count is None
            for count, real in zip(told, [*given_, silent], strict=True)
            if 1 <= real <= THRESHOLD
        )
