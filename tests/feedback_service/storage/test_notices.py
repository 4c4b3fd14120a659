"""Notices and deliveries as rows: addressed once, taken on by one, and shown without what they are about."""

import pytest
from sqlalchemy import select

from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage import deliveries as store
from feedback_service.storage import notice_lists as lists
from feedback_service.storage.database import Database
from feedback_service.storage.decisions import Decision, add_decisions
from feedback_service.storage.deliveries import LEASE, Channel, Delivery, Taken
from feedback_service.storage.notices import (
    Notice,
    add_notices,
    contacts,
    keep_addressed,
    last_made,
    unaddressed,
)
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.schema import notices, workers
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.stuck import lying
from tests.feedback_service.storage.seeds import (
    arriving,
    given,
    make_north,
    make_worker,
    new_id,
    plain_engine,
    rows,
)

AT = 1_000_000
SCARED = "my dad hits me and I am scared to go home"


@pytest.fixture
def service(jobless: Service) -> Service:
    """No job takes on what a test is about."""
    return jobless


@pytest.fixture
def database(service: Service) -> Database:
    return service.database


def row(kind: str = "drill", made_at: int = AT) -> NoticeRow:
    return NoticeRow(new_id(), kind, None, 0, kind == "drill", made_at)


async def made(database: Database, *rows: NoticeRow) -> list[str]:
    await database.transaction(lambda tx: add_notices(tx, rows))
    return [one.id for one in rows]


async def addressed(
    database: Database, notice_id: str, channel: Channel = "webhook", worker: str | None = None
) -> str:
    one = Delivery(id=new_id(), worker_id=worker, channel=channel, due_at=AT)
    assert await database.transaction(lambda tx: keep_addressed(tx, notice_id, [one], AT))
    return one.id


async def waiting(database: Database) -> list[Notice]:
    async with database.reading() as connection:
        return await unaddressed(connection)


async def taken(database: Database, at: int, *only: str, limit: int = 9) -> list[Taken]:
    return await database.transaction(
        lambda tx: store.take_due(tx, "webhook", at, limit=limit, only=frozenset(only))
    )


async def told(database: Database, notice_id: str) -> lists.Told:
    async with database.reading() as connection:
        (line,) = await lists.notices_by_id(connection, [notice_id])
    return line.told[0]


async def test_a_concern_brings_a_notice_that_knows_its_submission(service: Service) -> None:
    await make_north(service)
    arrival = arriving(service, answers=given(matters=SCARED))
    await submit(service, arrival)
    (notice,) = await waiting(service.database)
    assert (notice.kind, notice.step, notice.submission_id) == ("urgent", 0, arrival.id)


async def test_a_notice_is_addressed_once_also_with_nobody_to_tell(database: Database) -> None:
    first, second, less = await made(database, row(), row(made_at=AT - 1), row("concern", AT - 2))
    assert [one.id for one in await waiting(database)] == [second, first, less]
    await addressed(database, less)
    await addressed(database, first)
    again = Delivery(id=new_id(), worker_id=None, channel="webhook", due_at=AT)
    assert not await database.transaction(lambda tx: keep_addressed(tx, first, [again], AT))
    assert await database.transaction(lambda tx: keep_addressed(tx, second, [], AT))
    assert await waiting(database) == []
    async with database.reading() as connection:
        shown = await lists.notices_by_id(connection, [first, second])
    assert [len(one.told) for one in shown] == [0, 1]


async def test_contacts_are_of_those_who_may_sign_in(service: Service, database: Database) -> None:
    await make_north(service)
    here, left = await make_worker(service, "here"), await make_worker(service, "left")
    engine = plain_engine(database)
    with engine.begin() as connection:
        connection.execute(workers.update().where(workers.c.id == here).values(email="a@b.example"))
        connection.execute(workers.update().where(workers.c.id == left).values(active=False))
    engine.dispose()
    async with database.reading() as reading:
        found = await contacts(reading, [here, left])
    assert [(one.worker_id, one.email, one.phone) for one in found] == [(here, "a@b.example", "")]


async def test_what_is_taken_on_is_taken_by_nobody_else_until_its_time_is_over(database: Database) -> None:
    (notice,) = await made(database, row())
    one = await addressed(database, notice)
    async with database.reading() as connection:
        assert [await store.anything_due(connection, way, AT) for way in store.CHANNELS] == [
            False,
            False,
            True,
        ]
        assert not await store.anything_due(connection, "webhook", AT - 1)
    assert [(each.id, each.tries) for each in await taken(database, AT)] == [(one, 1)]
    assert await taken(database, AT + LEASE - 1) == []
    assert [each.tries for each in await taken(database, AT + LEASE)] == [2]


async def test_what_presses_is_taken_first_and_what_failed_often_last(database: Database) -> None:
    rows = await made(database, row("concern"), row("urgent"), row("urgent"))
    ids = [await addressed(database, one) for one in rows]
    await taken(database, AT, rows[1])
    await database.transaction(lambda tx: store.note_failed(tx, ids[1], "SMTP 451", AT))
    assert [one.id for one in await taken(database, AT, limit=2)] == [ids[2], ids[1]]
    assert [one.id for one in await taken(database, AT)] == [ids[0]]


async def test_a_sent_delivery_is_never_due_again(database: Database) -> None:
    (notice,) = await made(database, row())
    one = await addressed(database, notice)
    await taken(database, AT)
    await database.transaction(lambda tx: store.note_sent(tx, one, AT + 5))
    await database.transaction(lambda tx: store.note_failed(tx, one, "late", AT + 6))
    await database.transaction(lambda tx: store.note_given_up(tx, one, "late", AT + 6))
    assert not await database.transaction(lambda tx: store.try_now(tx, one, AT + LEASE))
    assert await taken(database, AT + 9 * LEASE) == []
    kept = await told(database, notice)
    assert (kept.sent_at, kept.problem, kept.given_up_at, kept.due_at) == (AT + 5, None, None, None)


async def test_a_failed_or_given_up_delivery_can_be_tried_at_once_unless_it_is_being_tried(
    database: Database,
) -> None:
    (notice,) = await made(database, row())
    one = await addressed(database, notice)

    async def now(at: int) -> bool:
        return await database.transaction(lambda tx: store.try_now(tx, one, at))

    await taken(database, AT)
    assert not await now(AT + 1)
    await database.transaction(lambda tx: store.note_failed(tx, one, "HTTP 500", AT + 5 * LEASE))
    assert await now(AT + 2)
    assert [each.tries for each in await taken(database, AT + 2)] == [2]
    await database.transaction(lambda tx: store.note_given_up(tx, one, "HTTP 500", AT + 3))
    assert await taken(database, AT + 9 * LEASE) == []
    assert await now(AT + 4)
    kept = await told(database, notice)
    assert (kept.given_up_at, kept.due_at) == (None, AT + 4)


async def test_who_was_told_is_shown_within_a_scope_only(service: Service, database: Database) -> None:
    await make_north(service)
    arrival = arriving(service, answers=given(matters=SCARED))
    await submit(service, arrival)
    (notice,) = await waiting(database)
    one = await addressed(database, notice.id, "email", await make_worker(service, "ash"))
    (drill,) = await made(database, row())
    await database.transaction(lambda tx: store.note_failed(tx, one, "SMTP 451", AT))
    nothing = Scope(all_teams=False)
    async with database.reading() as connection:
        whole = await lists.latest_notices(connection, EVERYTHING, limit=9, offset=0)
        assert {line.id for line in whole} == {notice.id, drill}
        assert [each.name for line in whole for each in line.told] == ["ash"]
        assert [line.id for line in await lists.latest_notices(connection, nothing, limit=9, offset=0)] == [
            drill
        ]
        assert [await lists.count_notices(connection, scope) for scope in (EVERYTHING, nothing)] == [2, 1]
        assert await lists.delivery_visible(connection, EVERYTHING, one)
        assert not await lists.delivery_visible(connection, nothing, one)
        failing = [await lists.not_getting_through(connection, scope, AT) for scope in (EVERYTHING, nothing)]
    assert [each.count for each in failing] == [1, 0]


async def test_given_up_deliveries_count_as_not_getting_through_for_a_while(database: Database) -> None:
    (notice,) = await made(database, row())
    one = await addressed(database, notice)
    await database.transaction(lambda tx: store.note_given_up(tx, one, "HTTP 500", AT))
    async with database.reading() as connection:
        counts = [(await lists.not_getting_through(connection, EVERYTHING, at)).count for at in (AT, AT + 1)]
        assert await last_made(connection, "drill") == AT
    assert counts == [1, 0]
    (nobody,) = await made(database, row())
    await database.transaction(lambda tx: keep_addressed(tx, nobody, [], AT + 1))
    async with database.reading() as connection:
        times = (AT, AT + 1, AT + 2)
        counts = [(await lists.not_getting_through(connection, EVERYTHING, at)).count for at in times]
        assert await last_made(connection, "stuck") is None
    assert counts == [2, 1, 0]


async def test_that_nobody_could_be_told_of_a_concern_counts_until_somebody_decides_on_it(
    service: Service, database: Database
) -> None:
    await make_north(service)
    await submit(service, arriving(service, answers=given(matters=SCARED)))
    (waits, *_) = await waiting(database)
    about = select(notices.c.concern_id).where(notices.c.id == waits.id)
    ((concern,),) = await rows(service, about)
    await database.transaction(lambda tx: keep_addressed(tx, waits.id, [], AT))
    made = Decision(
        id=new_id(), concern_id=concern, outcome="refer", reason=None, referred_at=None,
        decided_by=await make_worker(service, new_id()), decided_at=AT,
    )  # fmt: skip

    async def count() -> int:
        async with database.reading() as connection:
            return (await lists.not_getting_through(connection, EVERYTHING, AT)).count

    assert await count() == 1
    await database.transaction(lambda tx: add_decisions(tx, [made]))
    assert await count() == 0


async def test_what_lies_is_told_with_its_time_by_kind(service: Service, database: Database) -> None:
    await make_north(service)
    async with database.reading() as connection:
        before = await lying(connection)
    assert (before.words, before.notice, before.delivery) == (None, None, None)
    await submit(service, arriving(service, answers=given(matters="my dog matters")))
    urgent, later = await made(database, row("urgent", AT + 3), row("drill", AT + 7))
    await addressed(database, urgent)
    async with database.reading() as connection:
        found = await lying(connection)
    assert (found.words, found.notice, found.delivery) == (service.now(), AT + 7, AT)
    await addressed(database, later)
    one = (await told(database, urgent)).id
    await database.transaction(lambda tx: store.note_sent(tx, one, AT))
    async with database.reading() as connection:
        found = await lying(connection)
    assert (found.notice, found.delivery) == (None, None)
