"""What a worker has opened whole of what belongs together goes by the order of the audit trail."""

import pytest

from feedback_service.amending import correct
from feedback_service.intake import Arrival, submit
from feedback_service.opening import note_opened, note_opened_whole
from feedback_service.service import Service
from feedback_service.storage.audit import note, take_turn
from feedback_service.storage.database import Transaction
from feedback_service.storage.opened import unopened
from feedback_service.storage.routing_decisions import said_so_far
from feedback_service.storage.schema import audit
from feedback_service.storage.workers import Worker
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import (
    arriving,
    given,
    make_north,
    new_id,
    open_whole,
    rows,
    somebody,
)


@pytest.fixture
async def family(service: Service, clock: SettableClock) -> tuple[str, str]:
    """A submission, and what was added to it a minute later; a third is of somebody else."""
    await make_north(service)
    first = arriving(service)
    await submit(service, first)
    await submit(service, arriving(service))
    clock.move(minutes=1)
    added: Arrival = arriving(service, answers=given(matters="and more"), follows=first.id)
    await submit(service, added)
    return first.id, added.id


async def left(service: Service, worker: Worker, *submission_ids: str) -> list[str]:
    """What the worker has not opened, the same from whichever of these it is asked."""
    async with service.database.reading() as connection:
        found = [await unopened(connection, one, worker.id) for one in submission_ids]
    assert all(one == found[0] for one in found)
    return found[0]


async def put_right(service: Service, worker: Worker, submission_id: str) -> None:
    place = (submission_id, "matters")
    assert await correct(service, worker, place, new_id=new_id(), asked_by="child", words="my cat")


async def test_each_that_belongs_together_is_opened_by_each_worker_for_themselves(
    service: Service, family: tuple[str, str]
) -> None:
    (first, added), one, other = family, await somebody(service), await somebody(service)
    assert await left(service, one, *family) == [first, added]
    await open_whole(service, one, added)
    assert await left(service, one, *family) == [first]
    await open_whole(service, one, first)
    assert await left(service, one, *family) == []
    assert await left(service, other, *family) == [first, added]
    assert await left(service, one, new_id()) == []


async def test_what_shows_a_part_of_the_words_does_not_count(
    service: Service, family: tuple[str, str]
) -> None:
    one = await somebody(service)
    await note_opened(service, family, one.id)
    assert await left(service, one, *family) == [*family]


@pytest.mark.parametrize("minutes", [0, 1, -30])
async def test_what_was_put_right_since_is_to_be_opened_again_whatever_the_clock_says(
    service: Service, family: tuple[str, str], clock: SettableClock, minutes: int
) -> None:
    (first, added), one = family, await somebody(service)
    for each in family:
        await open_whole(service, one, each)
    clock.move(minutes=minutes)
    await put_right(service, one, added)
    assert await left(service, one, *family) == [added]
    await open_whole(service, one, first)
    assert await left(service, one, *family) == [added]
    await open_whole(service, one, added)
    assert await left(service, one, *family) == []


async def test_what_was_put_right_while_the_page_was_made_was_not_on_it(
    service: Service, family: tuple[str, str]
) -> None:
    (first, added), one = family, await somebody(service)
    async with service.database.reading() as connection:
        said = await said_so_far(connection, added)
    await put_right(service, one, added)
    await note_opened_whole(service, added, one.id, said)
    assert await left(service, one, *family) == [first, added]
    opened = [row.object for row in await rows(service, audit.select().where(audit.c.worker_id == one.id))]
    assert opened == [added, added], "that it was opened is noted all the same"


async def test_who_takes_their_turn_first_notes_in_it(service: Service) -> None:
    async def work(tx: Transaction) -> None:
        await take_turn(tx)
        await note(tx, "link-made", "link 1", None, 1)

    await service.database.transaction(work)
    assert [row.object for row in await rows(service, audit.select().where(audit.c.object == "link 1"))]
