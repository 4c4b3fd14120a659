"""Recordings as stored: one a question, gone with their draft, unreadable without their key."""

import pytest
from sqlalchemy import delete

from feedback_service.intake import submit
from feedback_service.recordings import Sound, opened_sound, sealed_row
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.recordings import (
    SealedRecording,
    drop_recordings,
    keep_recording,
    recording_counts,
    recordings_of,
)
from feedback_service.storage.records import find_record
from feedback_service.storage.schema import submission_keys
from feedback_service.storage.scope import EVERYTHING
from forms.model import Answer
from tests.feedback_service.storage.seeds import arriving, make_north, new_id

HELLO = Sound(b"\x1a\x45\xdf\xa3 hello", "audio/webm", 1_200)
AGAIN = Sound(b"OggS again", "audio/ogg", 900)


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await make_north(service)


async def spoken(service: Service, **sounds: Sound) -> str:
    """A submission with these recordings; gives its id."""
    arrival = arriving(service, answers={"matters": Answer("given", "my dog")}, sounds=sounds)
    assert (await submit(service, arrival)).result == "stored"
    return arrival.id


async def kept(service: Service, submission_id: str) -> list[SealedRecording]:
    async with service.database.reading() as connection:
        return await recordings_of(connection, submission_id)


async def test_a_recording_comes_with_its_submission_and_opens_again(service: Service) -> None:
    submission = await spoken(service, b=AGAIN, a=HELLO)
    found = await kept(service, submission)
    assert [one.question_id for one in found] == ["a", "b"]
    assert [opened_sound(service, one) for one in found] == [HELLO, AGAIN]
    assert HELLO.data not in found[0].sealed


async def test_a_sealed_recording_opens_nowhere_else(service: Service) -> None:
    [one] = await kept(service, await spoken(service, a=HELLO))
    with pytest.raises(UnreadableWordsError):
        opened_sound(service, one._replace(question_id="b"))
    with pytest.raises(UnreadableWordsError):
        opened_sound(service, one._replace(owner=new_id()))


async def test_recordings_are_counted_by_submission(service: Service) -> None:
    two, none = await spoken(service, a=HELLO, b=AGAIN), await spoken(service)
    async with service.database.reading() as connection:
        assert await recording_counts(connection, [two, none]) == {two: 2}


async def test_a_later_recording_takes_the_place_of_the_first_and_one_or_all_can_go(service: Service) -> None:
    owner = await spoken(service, a=HELLO, b=HELLO)
    [first, _] = await kept(service, owner)
    key = service.keys.new_data_key(owner)
    row = sealed_row(key, owner, "a", AGAIN, service.now())
    await service.database.transaction(lambda tx: keep_recording(tx, row))
    [later, other] = await kept(service, owner)
    assert (later.mime, later.milliseconds) == ("audio/ogg", 900)
    assert later.sealed != first.sealed
    await service.database.transaction(lambda tx: drop_recordings(tx, owner, "a"))
    assert await kept(service, owner) == [other]
    await service.database.transaction(lambda tx: drop_recordings(tx, owner))
    assert await kept(service, owner) == []


async def test_without_its_key_a_recording_is_gone(service: Service) -> None:
    owner = await spoken(service, a=HELLO)

    async def erase(tx: Transaction) -> None:
        await tx.execute(delete(submission_keys).where(submission_keys.c.submission_id == owner))

    await service.database.transaction(erase)
    assert await kept(service, owner) == []


async def test_other_words_under_a_known_id_keep_their_own_recording(service: Service) -> None:
    owner = await spoken(service, a=HELLO)
    other = arriving(service, owner, {"matters": Answer("given", "my cat")}, sounds={"a": AGAIN})
    assert (await submit(service, other)).result == "differs"
    assert (await submit(service, other)).result == "differs"
    async with service.database.reading() as connection:
        record = await find_record(connection, EVERYTHING, owner)
    assert record is not None
    [aside] = record.asides
    assert [opened_sound(service, one) for one in await kept(service, aside)] == [AGAIN]
    assert [opened_sound(service, one) for one in await kept(service, owner)] == [HELLO]


async def test_the_same_words_with_another_recording_are_other_words(service: Service) -> None:
    owner = await spoken(service, a=HELLO)
    said = {"matters": Answer("given", "my dog")}
    assert (await submit(service, arriving(service, owner, said, sounds={"a": HELLO}))).result == "again"
    assert (await submit(service, arriving(service, owner, said, sounds={"a": AGAIN}))).result == "differs"
