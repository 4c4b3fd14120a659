"""What a report reads gives the same on both databases, and so does the report as a whole."""

import pytest
from sqlalchemy import insert, update

from feedback_service.service import Service
from feedback_service.storage import report_codings, report_data, reports
from feedback_service.storage.database import Transaction
from feedback_service.storage.schema import removal_requests, submissions, unscreened
from feedback_service.storage.scope import Scope
from feedback_service.storage.teams import Team, add_team
from tests.feedback_service.report_seeding import (
    FROM,
    TO,
    a_manager,
    answer,
    findings,
    report,
    spoken,
    two_teams,
)
from tests.feedback_service.test_reporting import raise_concern

NORTH = Scope(all_teams=False, team_ids=("north",))
EXTENT = report_data.Extent(scope=NORTH, period_from=FROM, period_to=TO)


@pytest.fixture(autouse=True)
async def _two_teams(service: Service) -> None:
    await two_teams(service)


async def test_answers_are_counted_by_value_and_scales_come_with_their_subject(service: Service) -> None:
    for number, value in enumerate((1, 1, 2)):
        await answer(service, "my-view", {"food": value}, subject=f"CASE-{number}")
    await answer(service, "my-view", {"food": 2}, team="south")
    async with service.database.reading() as connection:
        counts = await report_data.answer_counts(connection, EXTENT, ["food", "warm"])
        scales = await report_data.scales_until(connection, EXTENT, ["food"])
        heard = await report_data.subjects_heard(connection, EXTENT)
    assert {(one.value, one.n) for one in counts} == {("1", 2), ("2", 1)}
    assert {(one.subject_id, one.value) for one in scales} == {
        ("CASE-0", "1"),
        ("CASE-1", "1"),
        ("CASE-2", "2"),
    }
    assert sorted(heard) == [(f"CASE-{number}", "child", None) for number in range(3)]


async def test_only_shared_words_stay_quotable_and_versions_are_named(service: Service) -> None:
    shared, kept_back = await spoken(service, "words"), await spoken(service, "other words", share="no")
    async with service.database.reading() as connection:
        assert await report_codings.still_quotable(connection, [shared, kept_back]) == {shared}
        assert await report_codings.still_quotable(connection, []) == set()
        assert await report_codings.coding_versions(connection, EXTENT) == ("test-1",)


async def test_words_come_back_after_what_is_under_way_and_not_from_what_is_settled(service: Service) -> None:
    free, asked, both, gone, unread, never = [await spoken(service, f"words {n}") for n in range(6)]
    await raise_concern(service, both)
    removals = [
        {"submission_id": one, "asked_at": FROM, "outcome": outcome}
        for one, outcome in ((asked, None), (both, None), (gone, "removed"))
    ]
    mark = {"submission_id": unread, "question_id": "matters"}
    share = update(submissions).where(submissions.c.id == never).values(share_words=False)

    async def work(tx: Transaction) -> None:
        await tx.execute(insert(removal_requests), removals)
        await tx.execute(insert(unscreened), mark)
        await tx.execute(share)

    await service.database.transaction(work)
    said = [free, asked, both, gone, unread, never]
    async with service.database.reading() as connection:
        assert await report_codings.quotable_later(connection, said) == {asked, unread}
        assert await report_codings.quotable_later(connection, []) == set()


async def test_a_whole_report_is_made(service: Service) -> None:
    await service.database.transaction(lambda tx: add_team(tx, Team("east", "East", "School")))
    for number in range(12):
        await spoken(service, f"the food at home is short {number}")
    found = await findings(service)
    assert "12" in str(found)


async def test_reports_approved_about_a_part_of_the_period_are_found(service: Service) -> None:
    manager = await a_manager(service)
    approved, _draft = (await report(service)).report, (await report(service)).report
    assert await service.database.transaction(lambda tx: reports.set_approved(tx, approved.id, manager, FROM))
    async with service.database.reading() as db:
        assert [one.id for one in await reports.approved_in(db, FROM - 1, FROM + 1)] == [approved.id]
        assert await reports.approved_in(db, TO, TO + 1) == []
        assert await reports.approved_in(db, FROM - 1, FROM) == []
