"""What workers are shown: the desk, the reading list, records, concerns, codings, links, drafts, reports."""

import dataclasses
from collections.abc import Awaitable, Callable
from functools import partial

import msgspec
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.intake import Place, submit
from feedback_service.service import Service
from feedback_service.storage import (
    codings,
    concerns,
    desk,
    drafts,
    forms,
    invitations,
    links,
    read_marks,
    records,
    reports,
)
from feedback_service.storage.schema import form_versions, subjects, submissions
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.words import unthemed_texts
from feedback_service.tokens import token_hash
from tests.feedback_service.storage.seeds import (
    arriving,
    given,
    make_link,
    make_north,
    make_worker,
    new_id,
    rows,
)

NOBODY = Scope(all_teams=False)
Change = Callable[[AsyncConnection], Awaitable[object]]


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)


@pytest.fixture
async def said(service: Service) -> str:
    """A submission with words that raise an urgent concern."""
    arrival = arriving(service, answers=given(matters="he hits me with a belt", food=1, talk="yes"))
    await submit(service, arrival)
    return arrival.id


async def now(service: Service, change: Change) -> object:
    return await service.database.transaction(change)


async def test_the_desk_and_the_reading_list_count_what_waits(service: Service, said: str) -> None:
    worker = await make_worker(service, "ash")
    everything = desk.Wanted(unread_only=False, team_id="north", form_id="my-view", moment="start")
    async with service.database.reading() as connection:
        assert await desk.waiting_to_be_read(connection, EVERYTHING) == desk.Waiting(1, service.now())
        assert await desk.waiting_to_be_read(connection, NOBODY) == desk.Waiting(0, None)
        assert await desk.next_unread(connection, EVERYTHING) == said
        (row,) = await desk.listed(connection, EVERYTHING, desk.Wanted(), limit=5, offset=0)
    assert (row.id, row.words, row.urgent > 0, row.read) == (said, 6, True, False)
    assert await now(service, lambda tx: desk.mark_read(tx, said, worker, 5))
    assert not await now(service, lambda tx: desk.mark_read(tx, said, worker, 6))
    async with service.database.reading() as connection:
        assert await desk.next_unread(connection, EVERYTHING) is None
        assert await desk.count_listed(connection, EVERYTHING, desk.Wanted()) == 0
        assert await desk.count_listed(connection, EVERYTHING, everything) == 1
        (row,) = await desk.listed(connection, EVERYTHING, everything, limit=5, offset=0)
        assert row.read
        assert [one.at for one in await records.readings_of(connection, said)] == [5]


async def test_a_mark_taken_back_leaves_the_others_and_without_any_it_waits_again(
    service: Service, said: str
) -> None:
    ash, bo = await make_worker(service, "ash"), await make_worker(service, "bo")
    first_read = select(submissions.c.read_at).where(submissions.c.id == said)
    for at, worker in ((5, ash), (7, bo)):
        await now(service, partial(desk.mark_read, submission_id=said, worker_id=worker, at=at))
    seen = []
    for worker in (ash, ash, bo):
        async with service.database.reading() as connection:
            stood = await read_marks.has_read(connection, said, worker)
        back = await now(service, partial(read_marks.unmark_read, submission_id=said, worker_id=worker))
        async with service.database.reading() as connection:
            left = [(one.worker_id, one.at) for one in await records.readings_of(connection, said)]
            assert stood == back
            seen.append((back, left, await connection.scalar(first_read)))
    assert seen == [(True, [(bo, 7)], 7), (False, [(bo, 7)], 7), (True, [], None)]
    async with service.database.reading() as connection:
        assert await desk.next_unread(connection, EVERYTHING) == said
    assert await now(service, lambda tx: desk.mark_read(tx, said, ash, 9))


async def test_a_record_has_its_answers_and_what_came_later_under_its_id(service: Service, said: str) -> None:
    await submit(service, arriving(service, said, given(matters="other words")))
    async with service.database.reading() as connection:
        found = await records.find_record(connection, EVERYTHING, said)
        assert await records.find_record(connection, NOBODY, said) is None
        stored = await records.answers_of(connection, said)
    assert found
    assert (found.team, len(found.asides)) == ("North team", 1)
    assert {(one.question_id, one.value, one.has_words) for one in stored} == {
        ("matters", None, True),
        ("food", "1", False),
        ("talk", '"yes"', False),
    }


async def test_concerns_of_a_submission_that_were_shown_are_seen_at_once_and_only_once(
    service: Service, said: str
) -> None:
    worker = await make_worker(service, "ash")
    async with service.database.reading() as connection:
        raised = await concerns.concerns_of(connection, EVERYTHING, said)
        unseen = await concerns.unseen_concerns(connection, EVERYTHING, limit=9, offset=0)
        assert await concerns.count_unseen(connection, EVERYTHING) == len(raised) == len(unseen) >= 2
        assert (await concerns.waiting_to_be_seen(connection, EVERYTHING, "urgent")).count >= 1
        assert await concerns.count_unseen(connection, NOBODY) == 0
    assert raised[0].level == "urgent"
    first, ids = raised[0].id, sorted(one.id for one in raised)
    outcomes = [
        await now(
            service,
            lambda tx, scope=scope, also=also: concerns.see_concern(tx, scope, first, worker, 9, shown=also),  # type: ignore[misc]
        )
        for scope, also in ((NOBODY, ids), (EVERYTHING, []), (EVERYTHING, ids), (EVERYTHING, ids))
    ]
    assert outcomes == [None, [first], [one for one in ids if one != first], []]
    async with service.database.reading() as connection:
        seen = await concerns.seen_concerns(connection, EVERYTHING, limit=5)
        assert {(one.id, one.seen_by) for one in seen} == {(one.id, "ash") for one in raised}
        assert await concerns.count_unseen(connection, EVERYTHING) == 0


async def test_codings_are_kept_and_withdrawn_once_by_a_worker_or_by_a_new_reading(
    service: Service, said: str
) -> None:
    worker = await make_worker(service, "ash")
    coding = codings.StoredCoding(
        id=new_id(), submission_id=said, question_id="matters", theme_id="safe", valence=None, span_start=0,
        span_end=4, score=0.5, method="lexicon", version="1", assigned_by=None, assigned_at=1,
    )  # fmt: skip
    by_hand = msgspec.structs.replace(coding, id=new_id(), assigned_by=worker, assigned_at=2)
    again = msgspec.structs.replace(coding, id=new_id(), assigned_at=3)
    await now(service, lambda tx: codings.add_codings(tx, []))
    await now(service, lambda tx: codings.add_codings(tx, [coding, by_hand, again]))
    withdrawn = [
        await now(service, lambda tx: codings.withdraw_coding(tx, coding.id, worker, 9)) for _ in range(2)
    ]
    assert withdrawn == [True, False]
    await now(service, lambda tx: codings.replace_codings(tx, [coding.id, again.id], 10))
    to_change = await now(service, lambda tx: codings.codings_to_change(tx, said))
    async with service.database.reading() as connection:
        found = await codings.codings_of(connection, said)
        assert to_change == found
        assert await codings.codings_at(connection, [(said, "matters"), (said, "none")]) == {
            (said, "matters"): found
        }
    ends = [(one.id, one.withdrawn_at, one.withdrawn_by) for one in found]
    assert ends == [(coding.id, 9, worker), (by_hand.id, None, None), (again.id, 10, None)]


async def test_waiting_texts_come_in_pages_that_leave_none_out(service: Service) -> None:
    for _ in range(5):
        await submit(service, arriving(service, answers=given(matters="a", want="b")))
    found: list[tuple[str, str]] = []
    async with service.database.reading() as connection:
        while texts := await unthemed_texts(connection, 3, after=found[-1] if found else ("", "")):
            found += [(text.submission_id, text.question_id) for text in texts]
    assert len(found) == len(set(found)) == 10


async def test_a_link_is_listed_with_what_came_through_it_and_taken_back_once(service: Service) -> None:
    link, token = await make_link(service, reusable=True)
    await submit(service, arriving(service, place=Place(team_id="north", channel="link", link_id=link.id)))
    for at in (5, 6):
        await now(service, lambda tx, at=at: links.mark_opened(tx, link.id, at))  # type: ignore[misc]
    async with service.database.reading() as connection:
        (row,) = await invitations.invitations(connection, EVERYTHING, limit=5, offset=0)
        counts = [await invitations.count_invitations(connection, one) for one in (EVERYTHING, NOBODY)]
        found = await links.find_link(connection, token_hash(token))
    assert (row.answers, row.opened_at, counts) == (1, 5, [1, 0])
    assert found == msgspec.structs.replace(link, opened_at=5)
    outcomes = [
        await now(service, lambda tx, scope=scope: invitations.revoke_link(tx, scope, link.id, 8))  # type: ignore[misc]
        for scope in (NOBODY, EVERYTHING, EVERYTHING)
    ]
    assert outcomes == [None, True, False]


async def test_drafts_left_lying_are_found_by_where_they_were_begun(service: Service) -> None:
    link, _ = await make_link(service)
    plain = drafts.Draft(
        id=new_id(), form_id="my-view", form_version=1, team_id="north", subject_id=None, moment=None,
        link_id=link.id, tablet_id=None, key_master="k1", key_wrapped=b"w", words=b"s", started_at=1,
        saved_at=10,
    )  # fmt: skip
    assert await now(service, lambda tx: drafts.add_draft(tx, plain, link.id)) == plain.id
    other = msgspec.structs.replace(plain, id=new_id())
    assert await now(service, lambda tx: drafts.add_draft(tx, other, link.id)) == plain.id
    async with service.database.reading() as connection:
        assert await drafts.idle_drafts(connection, links_before=10, tablets_before=99) == []
        assert await drafts.idle_drafts(connection, links_before=11, tablets_before=0) == [plain]
        assert await drafts.saved_until(connection, 9) == set()
        assert await drafts.saved_until(connection, 10) == {(plain.id, 10)}
        assert await drafts.draft_of_link(connection, link.id) == plain
        assert await drafts.find_draft(connection, other.id) is None
    await now(service, lambda tx: drafts.delete_draft(tx, plain.id))
    assert not await now(service, lambda tx: drafts.save_draft(tx, plain))


async def test_many_subjects_are_known_once_each(service: Service) -> None:
    refs = [f"CASE-{number}" for number in range(2_500)]
    for some in (refs[:1_500], refs):
        await now(service, lambda tx, some=some: know_subjects(tx, some, "north", 1))  # type: ignore[misc]
    assert len(await rows(service, select(subjects.c.id))) == 2_500


async def test_a_form_version_that_was_answered_may_not_change(service: Service) -> None:
    form = service.catalogue.current("my-view")
    changed = dataclasses.replace(form, digest="other")
    before = await rows(service, select(form_versions))
    assert len(before) == len(list(service.catalogue.all_versions()))
    await now(service, lambda tx: forms.keep_versions(tx, [form]))
    with pytest.raises(forms.ChangedFormError, match="my-view"):
        await now(service, lambda tx: forms.keep_versions(tx, [changed]))
    assert await rows(service, select(form_versions)) == before


async def test_a_report_is_approved_once_and_then_nothing_changes_it(service: Service) -> None:
    worker = await make_worker(service, "ash")
    report = reports.Report(
        id=new_id(), team_id="north", period_from=1, period_to=2, state="draft", findings="one", created_at=3,
        created_by=worker,
    )  # fmt: skip
    await now(service, lambda tx: reports.add_report(tx, report))
    async with service.database.reading() as connection:
        assert (await desk.waiting_to_be_approved(connection, EVERYTHING)).count == 1
    approved = [
        await now(service, lambda tx: reports.set_approved(tx, report.id, worker, 9)) for _ in range(2)
    ]
    assert approved == [True, False]
    assert not await now(service, lambda tx: reports.replace_findings(tx, report, "two"))
    async with service.database.reading() as connection:
        found = await reports.find_report(connection, report.id)
        listed = await reports.reports_in(connection, EVERYTHING, limit=2, offset=0)
        assert [one.report.id for one in listed] == [report.id]
        assert await reports.find_report(connection, new_id()) is None
    assert found
    assert (found.team, found.maker, found.approver, found.report.findings) == (
        "North team",
        "ash",
        "ash",
        "one",
    )
