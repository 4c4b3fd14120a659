"""Concerns that an independent lead hands on: who sees them now is told, and called from the first step."""

from functools import partial

import pytest
from sqlalchemy import select, update

from feedback_service.addressing import address_waiting
from feedback_service.handing_on import hand_on
from feedback_service.intake import submit
from feedback_service.ladder import climb, remind
from feedback_service.service import Service
from feedback_service.storage.concerns import see_concern
from feedback_service.storage.decisions import Decision, add_decisions
from feedback_service.storage.late_concerns import last_called, unanswered, undecided
from feedback_service.storage.raising import ConcernRow, add_first_notices, is_raised, raise_concerns
from feedback_service.storage.raising_anew import tell_anew
from feedback_service.storage.routing_decisions import keep
from feedback_service.storage.schema import alarms, audit, concerns, notices, workers
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.workers import Worker, worker_by_id
from feedback_service.uk_time import moment_of
from tests.feedback_service.conftest import START, SettableClock
from tests.feedback_service.storage.seeds import (
    all_screened,
    arriving,
    given,
    make_north,
    new_id,
    open_whole,
    rows,
    somebody,
)

MINUTE = 60_000
DAY = 24 * 60  # minutes
Told = list[tuple[str, str | None, int, int]]


@pytest.fixture
async def ida(service: Service) -> Worker:
    """An independent lead."""
    await make_north(service)
    one = await somebody(service)
    flag = update(workers).where(workers.c.id == one.id).values(independent=True, role="safeguarding")
    await service.database.transaction(lambda tx: tx.execute(flag))
    async with service.database.reading() as connection:
        found = await worker_by_id(connection, one.id)
    assert found
    return found


async def sent(service: Service, follows: str | None = None) -> str:
    arrival = arriving(service, answers=given(matters="my dog"), follows=follows)
    await submit(service, arrival)
    await all_screened(service)
    return arrival.id


async def raised(service: Service, submission_id: str, level: str = "urgent") -> str:
    row = ConcernRow(
        new_id(), submission_id, "matters", level, "hunger", "likeness", "1", 0, 4, service.now()
    )
    await service.database.transaction(lambda tx: raise_concerns(tx, [row], routed=[submission_id]))
    await address_waiting(service)
    return row.id


async def about_staff(service: Service, ida: Worker) -> tuple[str, str]:
    """A submission that only independent leads see, and its one concern."""
    there, now = await sent(service), service.now()
    await service.database.transaction(lambda tx: keep(tx, there, "worker", ida.id, now))
    return there, await raised(service, there)


async def look(service: Service, worker: Worker, concern: str) -> None:
    see = partial(see_concern, scope=EVERYTHING, concern_id=concern, worker_id=worker.id, at=service.now())
    await service.database.transaction(see)


async def told(service: Service, since: int) -> Told:
    """Notices from this minute on: kind, of which concern, step, and the minute."""
    query = select(notices).where(notices.c.made_at >= START + since * MINUTE)
    found = await rows(service, query.order_by(notices.c.made_at, notices.c.step, notices.c.kind))
    return [(one.kind, one.concern_id, one.step, (one.made_at - START) // MINUTE) for one in found]


async def handed(service: Service, worker: Worker, submission_id: str) -> str | None:
    saw = await open_whole(service, worker, submission_id)
    return await hand_on(service, worker, submission_id, saw=saw)


async def pass_minutes(service: Service, clock: SettableClock, minutes: int) -> None:
    for _ in range(minutes):
        clock.move(minutes=1)
        await climb(service)


async def test_what_is_handed_on_is_told_anew_and_its_ladder_begins_for_those_who_see_it_now(
    service: Service, clock: SettableClock, ida: Worker
) -> None:
    there, concern = await about_staff(service, ida)
    await pass_minutes(service, clock, 20)
    await look(service, ida, concern)
    clock.move(minutes=3 * 24 * 60)
    now = (clock.time - START) // MINUTE
    assert await handed(service, ida, there) == "handed"
    (row,) = await rows(service, select(concerns.c.seen_by, concerns.c.seen_at))
    assert tuple(row) == (None, None)
    assert await rows(service, select(alarms)) == []
    await pass_minutes(service, clock, 70)
    assert await told(service, now) == [
        ("urgent", concern, 0, now),
        *(("ladder", concern, step, now + late) for step, late in ((1, 15), (2, 30), (3, 60))),
    ]
    async with service.database.reading() as connection:
        (late,) = await unanswered(connection, clock.time)
    assert late.since == START + now * MINUTE
    noted = await rows(service, select(audit.c.action).where(audit.c.action == "submission-handed"))
    assert len(noted) == 1


async def test_what_was_decided_before_it_was_handed_on_calls_nobody(
    service: Service, clock: SettableClock, ida: Worker
) -> None:
    there, concern = await about_staff(service, ida)
    await look(service, ida, concern)
    made = Decision(
        id=new_id(), concern_id=concern, outcome="refer", reason=None, referred_at=None,
        decided_by=ida.id, decided_at=clock.time,
    )  # fmt: skip
    await service.database.transaction(lambda tx: add_decisions(tx, [made]))
    clock.move(minutes=5)
    assert await handed(service, ida, there) == "handed"
    assert await told(service, 5) == []
    assert [one.seen_by for one in await rows(service, select(concerns.c.seen_by))] == [ida.id]


async def test_each_of_what_belongs_together_is_told_of_at_its_own_level(
    service: Service, clock: SettableClock, ida: Worker
) -> None:
    there, concern = await about_staff(service, ida)
    less = await raised(service, await sent(service, follows=there), "concern")
    other = await raised(service, await sent(service))
    for one in (concern, less, other):
        await look(service, ida, one)
    clock.move(minutes=10)
    await service.database.transaction(lambda tx: tell_anew(tx, there, clock.time))
    assert set(await told(service, 10)) == {("urgent", concern, 0, 10), ("concern", less, 0, 10)}
    unseen = select(concerns.c.id).where(concerns.c.seen_by.is_(None))
    assert {one.id for one in await rows(service, unseen)} == {concern, less}
    async with service.database.reading() as connection:
        clocks = {one.concern_id: one.since for one in await undecided(connection, clock.time + 1, START)}
    assert clocks == {concern: clock.time, less: clock.time, other: START}


@pytest.mark.parametrize("looked", [False, True])
async def test_the_next_working_day_begins_anew_with_what_is_handed_on_whatever_was_told_before(
    service: Service, clock: SettableClock, ida: Worker, looked: bool
) -> None:
    there = await sent(service)
    await service.database.transaction(lambda tx: keep(tx, there, "worker", ida.id, START))
    concern = await raised(service, there, "concern")  # on a Thursday
    if looked:
        await look(service, ida, concern)
    clock.move(minutes=4 * DAY)  # overdue since Friday
    await remind(service)
    clock.move(minutes=28 * DAY)
    now = (clock.time - START) // MINUTE  # a Monday
    assert await handed(service, ida, there) == "handed"
    assert await rows(service, select(alarms)) == []
    for _ in range(3 * 24):
        clock.move(minutes=60)
        await remind(service)
    late = [
        (kind, step, f"{moment_of(START + at * MINUTE):%a %H:%M}")
        for kind, about, step, at in await told(service, now)
        if about == concern
    ]
    assert late == [
        ("concern", 0, "Mon 08:53"), ("overdue", 0, "Tue 17:53"), ("overdue", 2, "Wed 09:53"),
    ]  # fmt: skip


async def test_what_is_undecided_counts_from_when_it_was_handed_on(
    service: Service, clock: SettableClock, ida: Worker
) -> None:
    there, concern = await about_staff(service, ida)
    clock.move(minutes=60)
    assert await handed(service, ida, there) == "handed"
    await look(service, ida, concern)
    async with service.database.reading() as connection:
        assert await undecided(connection, clock.time, START) == []
        (late,) = await undecided(connection, clock.time + 1, clock.time)
        assert await undecided(connection, clock.time + 1, clock.time + 1) == []
    assert (late.concern_id, late.since) == (concern, clock.time)


async def test_notices_are_made_when_it_was_raised_or_at_another_time(
    service: Service, clock: SettableClock, ida: Worker
) -> None:
    there = await sent(service)
    row = ConcernRow(new_id(), there, "matters", "urgent", "sexual", "likeness", "1", 0, 4, START + MINUTE)
    await service.database.transaction(lambda tx: add_first_notices(tx, [row]))
    await service.database.transaction(lambda tx: add_first_notices(tx, [row], START + 2 * MINUTE))
    assert await told(service, 1) == [("urgent", row.id, 0, 1), ("urgent", row.id, 0, 2)]


async def test_when_somebody_was_last_called_is_known_by_step_while_nobody_looks(
    service: Service, clock: SettableClock, ida: Worker
) -> None:
    there, concern = await about_staff(service, ida)
    await pass_minutes(service, clock, 30)
    async with service.database.reading() as connection:
        assert await is_raised(connection, concern)
        assert not await is_raised(connection, there)
        assert not await is_raised(connection, concern, by=ida.id)  # a machine did
        called = await last_called(connection)
    assert called == {(there, 1): START + 15 * MINUTE, (there, 2): START + 30 * MINUTE}
    await look(service, ida, concern)
    async with service.database.reading() as connection:
        assert await last_called(connection) == {}
