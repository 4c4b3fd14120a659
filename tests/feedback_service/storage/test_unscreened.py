"""Answers that wait to be held against the examples: who comes first, what is raised, what is let go."""

import asyncio
from functools import partial

import msgspec
import pytest
import uuid_utils
from sqlalchemy import select

from feedback_service.intake import Place, submit
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.decisions import Decision, add_decisions
from feedback_service.storage.missed import MissedSign, mark_missed
from feedback_service.storage.raising import ConcernRow
from feedback_service.storage.schema import concerns, notices, unrouted
from feedback_service.storage.unscreened import (
    marked_texts,
    note_asked,
    note_screened,
    raise_found,
    unscreened_texts,
)
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import arriving, given, make_north, make_worker, rows


def concern(
    submission_id: str, level: str = "concern", category: str = "hunger", rule: str = "likeness"
) -> ConcernRow:
    return ConcernRow(str(uuid_utils.uuid7()), submission_id, "matters", level, category, rule, "v", 0, 3, 1)


async def test_what_came_first_is_read_first_and_is_let_go_once(
    service: Service, clock: SettableClock
) -> None:
    await make_north(service)
    first, second = (arriving(service, answers=given(matters=words)) for words in ("my dog", "my cat"))
    past = msgspec.structs.replace(arriving(service), place=Place(team_id="north", channel="import"))
    await submit(service, past)
    clock.move(minutes=1)
    await submit(service, second)
    await submit(service, first)
    async with service.database.reading() as connection:
        waiting = await unscreened_texts(connection, 5)
        assert {one.submission_id for one in waiting[:2]} == {first.id, second.id}
        assert waiting[2].submission_id == past.id
        assert await unscreened_texts(connection, 5, before=service.now()) == []
        assert len(await unscreened_texts(connection, 5, before=service.now() + 1)) == 2
    place, other = (first.id, "matters"), (second.id, "matters")
    await service.database.transaction(lambda tx: note_asked(tx, [place], 5))
    async with service.database.reading() as connection:
        unasked = await unscreened_texts(connection, 5, before=service.now() + 1)
    assert [one.submission_id for one in unasked] == [second.id]
    await service.database.transaction(lambda tx: note_screened(tx, [place]))
    assert await service.database.transaction(lambda tx: note_asked(tx, [place, other], 6)) == {other}
    assert await service.database.transaction(lambda tx: note_asked(tx, [place, other], 7)) == set()
    assert await service.database.transaction(lambda tx: note_screened(tx, [place, other])) == {other}


async def test_an_answer_is_not_raised_twice_but_what_is_more_urgent_is(service: Service) -> None:
    await make_north(service)
    arrival = arriving(service, answers=given(matters="my dog"))
    await submit(service, arrival)
    for level, made in (("concern", 1), ("concern", 0), ("urgent", 1), ("concern", 0), ("urgent", 0)):
        raising = partial(raise_found, rows=[concern(arrival.id, level)])
        assert await service.database.transaction(raising) == made, level
    assert len(await rows(service, select(concerns))) == len(await rows(service, select(notices))) == 2


@pytest.mark.parametrize("category", ["unread", "unscreened", "unheard"])
async def test_that_words_were_not_read_hides_no_sign_and_is_not_said_twice(
    service: Service, category: str
) -> None:
    await make_north(service)
    arrival = arriving(service, answers=given(matters="my dog"))
    await submit(service, arrival)
    placeholder = concern(arrival.id, "concern", category, "not-read-in-time")
    again = concern(arrival.id, "concern", category, "scanner-failed")
    for row, made in ((placeholder, 1), (again, 0), (concern(arrival.id), 1), (concern(arrival.id), 0)):
        assert await service.database.transaction(partial(raise_found, rows=[row])) == made, row


async def test_what_was_decided_hides_no_other_sign_but_the_same_one_is_not_raised_again(
    service: Service,
) -> None:
    await make_north(service)
    worker = await make_worker(service, "lead")
    arrival = arriving(service, answers=given(matters="my dog"))
    await submit(service, arrival)
    first = concern(arrival.id, rule="lunch-money")
    made = Decision(
        id=str(uuid_utils.uuid7()),
        concern_id=first.id,
        outcome="no_concern",
        reason=None,
        referred_at=None,
        decided_by=worker,
        decided_at=2,
    )
    assert await service.database.transaction(partial(raise_found, rows=[first])) == 1
    assert await service.database.transaction(partial(raise_found, rows=[concern(arrival.id)])) == 0
    await service.database.transaction(lambda tx: add_decisions(tx, [made]))
    same = concern(arrival.id, rule="lunch-money")
    assert await service.database.transaction(partial(raise_found, rows=[same])) == 0
    assert await service.database.transaction(partial(raise_found, rows=[concern(arrival.id)])) == 1


async def test_new_words_are_hidden_by_nothing_raised_before_and_raise_one_concern_at_most(
    service: Service,
) -> None:
    await make_north(service)
    arrival = arriving(service, answers=given(matters="my dog"))
    await submit(service, arrival)
    for _ in range(2):
        found = [concern(arrival.id, category="unread"), concern(arrival.id), concern(arrival.id, "urgent")]
        raising = partial(raise_found, rows=found, routed=[arrival.id], new_words=True)
        assert await service.database.transaction(raising) == 1
    assert [one.level for one in await rows(service, select(concerns))] == ["urgent", "urgent"]
    assert await rows(service, select(unrouted)) == []


async def test_of_runs_at_the_same_time_one_alone_raises_what_all_found(service: Service) -> None:
    await make_north(service)
    arrival = arriving(service, answers=given(matters="my dog"))
    await submit(service, arrival)

    async def run(tx: Transaction) -> int:
        mine = await note_screened(tx, [(arrival.id, "matters")])
        return await raise_found(tx, [concern(submission_id) for submission_id, _ in mine])

    runs = (service.database.transaction(run) for _ in range(5))
    assert sorted(await asyncio.gather(*runs)) == [0, 0, 0, 0, 1]
    assert len(await rows(service, select(concerns))) == len(await rows(service, select(notices))) == 1


async def test_what_is_marked_comes_with_its_words_until_they_are_erased(service: Service) -> None:
    await make_north(service)
    worker = await make_worker(service, "lead")
    arrival = arriving(service, answers=given(matters="my dog"))
    await submit(service, arrival)
    sign = MissedSign(
        id=str(uuid_utils.uuid7()),
        submission_id=arrival.id,
        question_id="matters",
        level="urgent",
        category="hunger",
        span_start=0,
        span_end=2,
        marked_by=worker,
        marked_at=1,
    )
    await service.database.transaction(lambda tx: mark_missed(tx, sign))
    async with service.database.reading() as connection:
        ((text, category, level, start, end),) = await marked_texts(connection, 5)
    assert (text.submission_id, category, level, start, end) == (arrival.id, "hunger", "urgent", 0, 2)
