"""Texts as the machine read them, what was learnt when, and pauses."""

import msgspec
import pytest
from sqlalchemy import select

from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage import analysed, learnings, pauses
from feedback_service.storage.analysed import Analysed
from feedback_service.storage.codings import StoredCoding, add_codings, withdraw_coding
from feedback_service.storage.erasing import erase
from feedback_service.storage.schema import analysed_texts
from feedback_service.storage.words import unthemed_texts
from tests.feedback_service.storage.seeds import arriving, given, make_north, make_worker, new_id, rows


@pytest.fixture
async def said(service: Service) -> str:
    await make_north(service)
    arrival = arriving(service, answers=given(matters="my dog", want="more dogs"))
    await submit(service, arrival)
    return arrival.id


def read(submission_id: str, version: str, question: str = "matters") -> Analysed:
    return Analysed(
        submission_id=submission_id, question_id=question, version=version, tone="positive", vectors=b"sealed"
    )


async def test_a_text_is_new_then_read_then_read_by_an_earlier_version(service: Service, said: str) -> None:
    database = service.database
    one = read(said, "1")
    async with database.reading() as connection:
        assert await analysed.due(connection, [one]) == {one.place}
        before = await analysed.progress(connection, "1")
        assert (before.new, before.current, before.earlier) == (2, 0, 0)
        assert before.oldest == service.now()
    await database.transaction(lambda tx: analysed.note_analysed(tx, []))
    await database.transaction(lambda tx: analysed.note_analysed(tx, [one]))
    async with database.reading() as connection:
        assert [text.question_id for text in await unthemed_texts(connection, 5)] == ["want"]
        assert await analysed.due(connection, [one]) == set()
        assert await analysed.due(connection, [read(said, "2"), read(new_id(), "2")]) == {one.place}
        assert await analysed.stale_texts(connection, "1", 5) == []
        (stale,) = await analysed.stale_texts(connection, "2", 5)
        assert ((stale.submission_id, stale.question_id), stale.vectors) == (one.place, b"sealed")
        assert await analysed.stale_texts(connection, "2", 5, after=one.place) == []
        assert await analysed.texts_at(connection, [one.place, (said, "none")]) == [stale]
        after = await analysed.progress(connection, "2")
        assert (after.new, after.current, after.earlier) == (1, 0, 1)
    await database.transaction(lambda tx: analysed.note_analysed(tx, [read(said, "2")]))
    async with database.reading() as connection:
        assert (await analysed.progress(connection, "2")).current == 1


async def test_erasing_takes_what_was_made_of_the_words_too(service: Service, said: str) -> None:
    await service.database.transaction(lambda tx: analysed.note_analysed(tx, [read(said, "1")]))
    await service.database.transaction(lambda tx: erase(tx, [said]))
    assert await rows(service, select(analysed_texts)) == []
    async with service.database.reading() as connection:
        assert await analysed.due(connection, [read(said, "2")]) == set()


def coding(submission_id: str, theme: str, at: int, **more: object) -> StoredCoding:
    plain = StoredCoding(
        id=new_id(), submission_id=submission_id, question_id="matters", theme_id=theme, valence=None,
        span_start=0, span_end=4, score=0.5, method="meaning", version="1", assigned_by=None, assigned_at=at,
    )  # fmt: skip
    return msgspec.structs.replace(plain, **more)


async def test_corrections_are_the_answers_workers_touched_as_they_stood_at_a_time(
    service: Service, said: str
) -> None:
    database = service.database
    ash = await make_worker(service, "ash")
    other = arriving(service, answers=given(matters="nobody looked at this"))
    await submit(service, other)
    wrong = coding(said, "food", 1)
    doubtful = coding(said, "play", 1, suggested=True)
    put_on = coding(said, "pets", 5, assigned_by=ash)
    untouched = coding(other.id, "pets", 1)
    await database.transaction(lambda tx: add_codings(tx, [wrong, doubtful, put_on, untouched]))
    await database.transaction(lambda tx: withdraw_coding(tx, wrong.id, ash, 9))
    place = (said, "matters")
    async with database.reading() as connection:
        assert await learnings.corrected(connection, 4) == {}
        assert await learnings.corrected(connection, 5) == {place: ("food", "pets")}
        assert await learnings.corrected(connection, 9) == {place: ("pets",)}
        assert await learnings.corrected(connection, 9, 0) == {}


async def test_the_newest_learning_is_the_one_that_reads(service: Service) -> None:
    first = learnings.Learning(id=new_id(), made_at=1, until=1, corrections=3, version="a", changes="[]")
    later = msgspec.structs.replace(first, id=new_id(), made_at=2, version="b")
    for one in (later, first):
        await service.database.transaction(lambda tx, one=one: learnings.add_learning(tx, one))  # type: ignore[misc]
    async with service.database.reading() as connection:
        assert await learnings.last_learnings(connection, 2) == [later, first]
        assert await learnings.last_learnings(connection, 1) == [later]


async def test_a_pause_is_begun_once_and_ended_once(service: Service) -> None:
    database = service.database
    ash = await make_worker(service, "ash")

    async def lasting() -> pauses.Pause | None:
        async with database.reading() as connection:
            return await pauses.pause_now(connection)

    assert await lasting() is None
    begun = [await database.transaction(lambda tx: pauses.begin_pause(tx, ash, 7)) for _ in range(2)]
    assert begun == [True, False]
    assert await lasting() == pauses.Pause(7, "ash")
    ended = [await database.transaction(lambda tx: pauses.end_pause(tx, None, 8)) for _ in range(2)]
    assert ended == [True, False]
    assert await lasting() is None
    await database.transaction(lambda tx: pauses.begin_pause(tx, None, 9))
    assert await lasting() == pauses.Pause(9, None)
