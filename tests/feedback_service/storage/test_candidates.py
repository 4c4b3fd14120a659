"""Candidate themes as stored: which texts they are made of, and what a run puts in place of another."""

import msgspec
import pytest
from sqlalchemy import Executable, insert, select, update

from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage import candidates as store
from feedback_service.storage.candidates import CandidateRow, MemberRow, Run
from feedback_service.storage.codings import StoredCoding, add_codings, withdraw_coding
from feedback_service.storage.database import Transaction
from feedback_service.storage.erasing import erase
from feedback_service.storage.schema import (
    candidate_members,
    emergent_runs,
    removal_requests,
    routings,
    submissions,
    unrouted,
    unscreened,
)
from feedback_service.storage.scope import EVERYTHING, Scope
from tests.feedback_service.storage.seeds import arriving, given, make_north, make_worker, new_id, rows
from tests.feedback_service.unfitting import near, unfitting

WORDS = "the minibus never comes"


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)


def coding(submission_id: str, **more: object) -> StoredCoding:
    plain = StoredCoding(
        id=new_id(), submission_id=submission_id, question_id="matters", theme_id="food", valence=None,
        span_start=0, span_end=4, score=0.5, method="meaning", version="1", assigned_by=None, assigned_at=1,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **more)


async def fitting_nothing(service: Service, *, since: int = 0, limit: int = 100) -> list[str]:
    async with service.database.reading() as connection:
        found = await store.unfitting_texts(connection, since, limit)
    return [one.text.submission_id for one in found]


def run(at: int, run_id: str = "") -> Run:
    return Run(id=run_id or new_id(), at=at, texts=1, master="k1", wrapped=b"key", centres=b"sealed")


async def kept(service: Service, made: Run, members: list[MemberRow], after: str | None) -> bool:
    numbers = sorted({one.number for one in members})
    found = [
        CandidateRow(number, made.id, "minibus", '["minibus"]', len(members), made.at) for number in numbers
    ]
    return await service.database.transaction(
        lambda tx: store.keep_run(tx, made, found, members, after=after)
    )


async def test_a_text_fits_nothing_while_no_theme_stands_on_it_but_suggested_ones(service: Service) -> None:
    bare, doubtful, sure, freed = [await unfitting(service, WORDS, near(0)) for _ in range(4)]
    ash = await make_worker(service, "ash")
    wrong = coding(freed)
    await service.database.transaction(
        lambda tx: add_codings(tx, [coding(doubtful, suggested=True), coding(sure), wrong])
    )
    await service.database.transaction(lambda tx: withdraw_coding(tx, wrong.id, ash, 2))
    assert await fitting_nothing(service) == sorted([bare, doubtful, freed])


async def test_unread_short_and_old_texts_are_left_out_and_the_newest_are_taken(service: Service) -> None:
    await submit(service, arriving(service, answers=given(matters=WORDS)))
    await unfitting(service, "not much", near(0))
    ids = [await unfitting(service, WORDS, near(0)) for _ in range(3)]
    assert await fitting_nothing(service) == sorted(ids)
    assert await fitting_nothing(service, since=service.now() + 1) == []
    assert await fitting_nothing(service, limit=2) == sorted(ids)[:2]


async def changed(service: Service, *changes: Executable) -> None:
    async def work(tx: Transaction) -> None:
        for one in changes:
            await tx.execute(one)

    await service.database.transaction(work)


async def test_what_not_everybody_may_read_gives_candidates_no_words(service: Service) -> None:
    shown, routed, unchecked, withheld, unread, asked_back = [
        await unfitting(service, WORDS, near(0)) for _ in range(6)
    ]
    await changed(
        service,
        insert(routings).values(id=new_id(), submission_id=routed, about="worker", made_at=1),
        insert(unrouted).values(id=new_id(), submission_id=unchecked),
        update(submissions).where(submissions.c.id == withheld).values(share_worker=False),
        insert(unscreened).values(submission_id=unread, question_id="matters"),
        insert(removal_requests).values(submission_id=asked_back, asked_at=1),
    )
    assert await fitting_nothing(service) == [shown]


async def test_what_was_added_to_words_that_are_withheld_gives_candidates_no_words(service: Service) -> None:
    first, added = [await unfitting(service, WORDS, near(0)) for _ in range(2)]
    await changed(
        service,
        update(submissions).where(submissions.c.id == added).values(follows=first),
        update(submissions).where(submissions.c.id == first).values(share_worker=False),
    )
    assert await fitting_nothing(service) == []


async def test_a_text_is_its_subjects_or_its_own(service: Service) -> None:
    known = await unfitting(service, WORDS, near(0), subject="S-1")
    unknown = await unfitting(service, WORDS, near(0))
    async with service.database.reading() as connection:
        found = await store.unfitting_texts(connection, 0, 9)
    assert {one.text.submission_id: one.person for one in found} == {known: "S-1", unknown: unknown}


async def test_a_run_takes_the_place_of_the_one_before_and_numbers_keep_their_first_day(
    service: Service,
) -> None:
    text = await unfitting(service, WORDS, near(0))
    first, second, third = run(10), run(20), run(30)
    assert await kept(service, first, [MemberRow(3, text, "matters", 0)], None)
    later = [MemberRow(3, text, "matters", 0), MemberRow(4, text, "want", 1)]
    assert not await kept(service, second, later, None)
    assert await kept(service, second, later, first.id)
    async with service.database.reading() as connection:
        found = await store.candidates(connection)
        assert await store.last_run(connection) == second
    assert [(one.number, one.first_seen, one.mentions, one.words) for one in found] == [
        (3, 10, 1, ("minibus",)),
        (4, 20, 1, ("minibus",)),
    ]
    assert await kept(service, third, [], second.id)
    assert sorted(row.at for row in await rows(service, select(emergent_runs))) == [20, 30]
    await service.database.transaction(lambda tx: store.run_again(tx, third.id, 40))
    assert sorted(row.at for row in await rows(service, select(emergent_runs))) == [20, 40]


async def test_what_is_erased_is_in_no_candidate_before_and_after_a_run(service: Service) -> None:
    gone, there = [await unfitting(service, WORDS, near(0)) for _ in range(2)]
    members = [MemberRow(0, gone, "matters", 0), MemberRow(0, there, "matters", 1)]
    first = run(10)
    await kept(service, first, members, None)
    await service.database.transaction(lambda tx: erase(tx, [gone]))
    assert [row.submission_id for row in await rows(service, select(candidate_members))] == [there]
    await kept(service, run(20), members, first.id)
    assert [row.submission_id for row in await rows(service, select(candidate_members))] == [there]


async def test_the_nearest_texts_are_those_of_the_scope(service: Service) -> None:
    ids = [await unfitting(service, WORDS, near(0)) for _ in range(3)]
    await kept(service, run(10), [MemberRow(0, one, "matters", 2 - at) for at, one in enumerate(ids)], None)
    async with service.database.reading() as connection:
        two = await store.nearest_texts(connection, EVERYTHING, 0, 2)
        assert [one.submission_id for one in two] == [ids[2], ids[1]]
        elsewhere = Scope(all_teams=False, team_ids=("south",))
        assert await store.nearest_texts(connection, elsewhere, 0, 2) == []
