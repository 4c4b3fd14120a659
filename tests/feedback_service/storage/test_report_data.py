"""What a report counts, read straight from the tables."""

from collections.abc import Mapping
from functools import partial

import pytest
from sqlalchemy import Table, insert, update

from feedback_service.intake import Arrival, Place, submit
from feedback_service.service import Service
from feedback_service.storage import report_codings as coded
from feedback_service.storage import report_data as data
from feedback_service.storage import report_reach
from feedback_service.storage.database import Transaction
from feedback_service.storage.links import Link, add_link, mark_opened
from feedback_service.storage.reports import Report, add_report, find_report, replace_findings, reports_in
from feedback_service.storage.schema import codings, concerns, readings
from feedback_service.storage.scope import EVERYTHING, Scope
from forms.model import Answer
from tests.feedback_service.report_seeding import (
    DURING,
    FROM,
    TO,
    a_manager,
    answer,
    code,
    know,
    spoken,
    two_teams,
)

NORTH = Scope(all_teams=False, team_ids=("north",))
EXTENT = data.Extent(scope=NORTH, period_from=FROM, period_to=TO)
NOBODY = data.Extent(scope=Scope(all_teams=False), period_from=FROM, period_to=TO)
MINUTE = 60_000


@pytest.fixture(autouse=True)
async def _two_teams(service: Service) -> None:
    await two_teams(service)


async def total(service: Service, extent: data.Extent = EXTENT) -> int:
    async with service.database.reading() as connection:
        return sum(row.n for row in await data.heard(connection, extent))


async def test_the_period_begins_with_its_first_moment_and_ends_before_its_last(service: Service) -> None:
    for at in (FROM - 1, FROM, TO - 1, TO):
        await answer(service, "my-view", at=at)
    assert await total(service) == 2


async def test_without_a_team_in_scope_there_is_nothing(service: Service) -> None:
    await answer(service, "my-view")
    assert (await total(service), await total(service, NOBODY)) == (1, 0)


async def test_words_that_differ_under_the_same_id_are_one_set_of_answers(service: Service) -> None:
    first = await answer(service, "my-view", {"matters": "my dog"})
    other = Arrival(
        id=first,
        form=service.catalogue.current("my-view"),
        place=Place(team_id="north", channel="tablet"),
        answers={"matters": Answer("given", "my two cats")},
        answered_at=DURING,
    )
    assert (await submit(service, other)).result == "differs"
    assert await total(service) == 1
    async with service.database.reading() as connection:
        assert await data.own_words(connection, EXTENT) == {"child": (1, 2)}


async def test_links_are_answered_opened_or_neither(service: Service) -> None:
    for name in ("answered", "opened", "never", "old"):
        await keep_link(service, name, FROM - 1 if name == "old" else DURING)
    await service.database.transaction(lambda tx: mark_opened(tx, "opened", DURING))
    place = Place(team_id="north", channel="link", link_id="answered")
    form = service.catalogue.current("my-view")
    await submit(service, Arrival(id="s", form=form, place=place, answers={}, answered_at=DURING))
    async with service.database.reading() as connection:
        made = await report_reach.links_made(connection, EXTENT)
    assert sorted((one.form_id, one.team_id, one.moment, one.state, one.n) for one in made) == [
        ("my-view", "north", "start", "answered", 1),
        ("my-view", "north", "start", "not opened", 1),
        ("my-view", "north", "start", "opened", 1),
    ]


async def keep_link(service: Service, name: str, at: int) -> None:
    link = Link(
        id=name,
        form_id="my-view",
        team_id="north",
        subject_id=None,
        moment="start",
        reusable=False,
        expires_at=TO,
        created_at=at,
        created_by=None,
        opened_at=None,
        revoked_at=None,
    )
    await service.database.transaction(lambda tx: add_link(tx, link, name.encode()))


async def test_only_subjects_of_the_team_known_by_the_end_are_known(service: Service) -> None:
    await know(service, ["A"], at=TO - 1)
    await know(service, ["B"], at=TO)
    await know(service, ["C"], team="south")
    async with service.database.reading() as connection:
        assert await data.subjects_known(connection, EXTENT) == {"A"}


async def test_nobody_is_heard_by_a_view_that_could_not_be_given(service: Service) -> None:
    await answer(service, "no-view-this-time", {"reason": "too-upset"}, subject="S1")
    await answer(service, "a-day-in-my-life-baby", {"food": "saw"}, subject="S2")
    async with service.database.reading() as connection:
        heard = await data.subjects_heard(connection, EXTENT)
        reasons = {row.no_view for row in await data.heard(connection, EXTENT)}
    assert heard == [("S2", "observation", None)]
    assert reasons == {"too-upset", None}


async def test_a_submission_leans_both_ways_when_its_codings_do(service: Service) -> None:
    said = await spoken(service, "words", "food", "worry")
    await code(service, said, "food", "strength")
    await spoken(service, "words", "food", "strength")
    async with service.database.reading() as connection:
        leans = await coded.theme_leans(connection, EXTENT)
    assert {(one.strength, one.worry, one.n) for one in leans} == {(True, True, 1), (True, False, 1)}


async def test_a_coding_for_what_was_asked_is_not_quotable(service: Service) -> None:
    weak, said = await spoken(service, "words"), await spoken(service, "words")
    by_question = update(codings).where(codings.c.submission_id == weak).values(method="question")
    await service.database.transaction(lambda tx: tx.execute(by_question))
    async with service.database.reading() as connection:
        assert [one.submission_id for one in await coded.quotable(connection, EXTENT)] == [said]


async def test_concerns_are_seen_when_the_last_of_them_is(service: Service) -> None:
    seen, waiting = await answer(service, "my-view"), await answer(service, "my-view")
    await a_manager(service)
    for place, (submission, minutes) in enumerate([(seen, 4), (seen, 9), (waiting, 2), (waiting, None)]):
        row: dict[str, object] = {
            "id": str(place),
            "submission_id": submission,
            "question_id": "matters",
            "level": "urgent",
        }
        row |= {"category": "c", "rule": "r", "rules_version": "1", "span_start": 0, "span_end": 1}
        at = None if minutes is None else DURING + minutes * MINUTE
        row |= {"raised_at": DURING, "seen_by": at and "w", "seen_at": at}
        await service.database.transaction(partial(keep, table=concerns, row=row))
    async with service.database.reading() as connection:
        times = await data.concern_times(connection, EXTENT)
    assert sorted(str(one.seen_at) for one in times) == sorted([str(DURING + 9 * MINUTE), "None"])


async def keep(tx: Transaction, table: Table, row: Mapping[str, object]) -> None:
    await tx.execute(insert(table), row)


async def test_a_coding_counts_as_looked_at_once_the_submission_was_read_after_it(service: Service) -> None:
    await a_manager(service)
    before, after = await spoken(service, "words"), await spoken(service, "words")
    for submission, at in ((before, DURING - 1), (after, DURING)):
        row = {"submission_id": submission, "worker_id": "w", "at": at}
        await service.database.transaction(partial(keep, table=readings, row=row))
    async with service.database.reading() as connection:
        assert await coded.coding_counts(connection, EXTENT) == coded.CodingCounts(
            worker=0, read=1, machine=1
        )


async def test_own_words_without_a_theme_are_told_from_those_still_waiting(service: Service) -> None:
    await spoken(service, "themed words")
    await answer(service, "my-view", {"matters": "waiting words"})
    async with service.database.reading() as connection:
        assert await coded.texts_without_theme(connection, EXTENT) == (1, 0, 1)


async def test_a_draft_that_changed_since_it_was_read_is_not_overwritten(service: Service) -> None:
    draft = Report(
        id="r",
        team_id=None,
        period_from=FROM,
        period_to=TO,
        state="draft",
        findings="one",
        created_at=DURING,
        created_by=None,
    )
    await service.database.transaction(lambda tx: add_report(tx, draft))
    assert await service.database.transaction(lambda tx: replace_findings(tx, draft, "two"))
    assert not await service.database.transaction(lambda tx: replace_findings(tx, draft, "three"))
    async with service.database.reading() as connection:
        known = await find_report(connection, draft.id)
        assert known
        assert known.report.findings == "two"
        assert [one.report.id for one in await reports_in(connection, EVERYTHING, limit=2, offset=0)] == ["r"]
        assert await reports_in(connection, NORTH, limit=2, offset=0) == []
