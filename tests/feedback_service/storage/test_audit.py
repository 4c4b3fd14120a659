"""The audit trail as rows: linked one to another, only added to, and nothing of it changed unseen."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
import pytest
from sqlalchemy import Engine, func, insert, select, text
from sqlalchemy.exc import DBAPIError

from feedback_service.auditing import Checked, verify
from feedback_service.intake import submit
from feedback_service.service import Service
from feedback_service.storage.audit import (
    Action,
    Entry,
    Head,
    beginning,
    entries_after,
    entries_between,
    last_noted,
    last_row,
    note,
    numbers_between,
)
from feedback_service.storage.audit_list import Sought, count_noted
from feedback_service.storage.audit_list import noted as listed
from feedback_service.storage.database import Database, StorageError, Transaction
from feedback_service.storage.schema import audit, routings
from tests.feedback_service.storage.seeds import (
    arriving,
    given,
    make_north,
    new_id,
    plain_engine,
    rows,
    somebody,
)

ONLY_ADDED = "only added to"


async def noted(service: Service, count: int) -> None:
    for number in range(count):
        await note_one(service, "link-made", f"link {number}", None, number)


async def note_one(service: Service, action: Action, thing: str, worker_id: str | None, at: int) -> None:
    await service.database.transaction(lambda tx: note(tx, action, thing, worker_id, at))


@pytest.fixture
async def elsewhere(service: Service) -> AsyncIterator[Database]:
    """The database as another process has it."""
    database = Database(service.settings.database_url, chain=service.keys.chained)
    await database.start()
    yield database
    await database.stop()


def by_hand(service: Service, *statements: str) -> None:
    """What somebody does who may change the database: they take its own refusal away first."""
    engine = plain_engine(service.database)
    try:
        with engine.begin() as connection:
            if service.database.is_sqlite:
                for what in ("update", "delete"):
                    connection.execute(text(f"DROP TRIGGER IF EXISTS audit_no_{what}"))
            else:
                connection.execute(text("DROP TRIGGER IF EXISTS audit_only_added ON audit"))
            for statement in statements:
                connection.execute(text(statement))
    finally:
        engine.dispose()


async def test_each_row_is_linked_to_the_one_before(service: Service) -> None:
    await noted(service, 5)
    async with service.database.reading() as connection:
        found = await entries_after(connection, 0, 10)
        last = await last_row(connection)
        start = await beginning(connection)
    assert [row.seq for row in found] == [1, 2, 3, 4, 5]
    assert last == Head(5, found[-1].link)
    assert found[0].link == service.keys.chained(start.link + found[0].linked())
    assert found[4].link == service.keys.chained(found[3].link + found[4].linked())
    assert await verify(service) == Checked(5, last)


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE audit SET object = 'other' WHERE seq = 3", "Row 3 was changed"),
        ("UPDATE audit SET at = at + 1 WHERE seq = 3", "Row 3 was changed"),
        ("UPDATE audit SET worker_id = 'somebody' WHERE seq = 3", "Row 3 was changed"),
        ("UPDATE audit SET action = 'sign-in' WHERE seq = 1", "Row 1 was changed"),
        ("DELETE FROM audit WHERE seq = 3", "Row 3 is missing: row 4 comes after row 2"),
        ("DELETE FROM audit WHERE seq = 1", "Row 1 is missing"),
        ("DELETE FROM audit WHERE seq < 3", "Row 1 is missing"),
        ("UPDATE audit SET seq = 6 WHERE seq = 3", "Row 3 is missing"),
        ("UPDATE audit SET link = (SELECT link FROM audit WHERE seq = 2) WHERE seq = 3", "Row 3 was changed"),
        (
            "INSERT INTO audit SELECT 'new', at, worker_id, action, object, 6, link FROM audit WHERE seq = 5",
            "Row 6",
        ),
        (
            "INSERT INTO audit SELECT 'n', at, worker_id, action, object, NULL, NULL FROM audit WHERE seq=5",
            "Row 1",
        ),
    ],
)
async def test_what_is_done_to_a_row_by_hand_is_found(service: Service, statement: str, fault: str) -> None:
    await noted(service, 5)
    by_hand(service, statement)
    assert fault in (await verify(service)).fault


async def test_rows_that_changed_places_are_found(service: Service) -> None:
    await noted(service, 5)
    moves = [f"UPDATE audit SET seq = {to} WHERE seq = {at}" for at, to in ((3, 9), (4, 3), (9, 4))]  # noqa: S608
    by_hand(service, *moves)
    assert "Row 3 was changed, moved" in (await verify(service)).fault


async def test_a_row_put_in_between_is_found_although_the_numbers_are_whole(service: Service) -> None:
    await noted(service, 4)
    by_hand(
        service,
        "UPDATE audit SET seq = 5 WHERE seq = 4",
        "INSERT INTO audit SELECT 'new', at, worker_id, action, 'made up', 4, link FROM audit WHERE seq = 5",
    )
    assert "Row 4 was changed, moved or put in" in (await verify(service)).fault


async def test_an_end_that_was_cut_off_shows_beside_a_head_that_was_kept(service: Service) -> None:
    await noted(service, 5)
    async with service.database.reading() as connection:
        kept = await last_row(connection)
    by_hand(service, "DELETE FROM audit WHERE seq > 3")
    assert (await verify(service)).fault == ""  # nobody can know without the head
    assert "its end was cut off" in (await verify(service, kept)).fault
    await noted(service, 4)
    assert "Row 5 is not the one that was noted" in (await verify(service, kept)).fault


async def test_what_was_noted_before_rows_were_linked_is_covered_by_the_first_link(service: Service) -> None:
    old = [
        {"id": new_id(), "at": at, "worker_id": None, "action": "link-made", "object": f"old {at}"}
        for at in range(3)
    ]
    await service.database.transaction(lambda tx: tx.execute(insert(audit), old))
    await noted(service, 2)
    assert (await verify(service)).fault == ""
    by_hand(service, f"UPDATE audit SET object = 'other' WHERE id = '{old[1]['id']}'")  # noqa: S608
    assert "rows from before rows were linked" in (await verify(service)).fault


async def test_the_database_itself_refuses_to_change_or_take_away_a_row(service: Service) -> None:
    await noted(service, 2)
    engine = plain_engine(service.database)
    statements = ["UPDATE audit SET object = 'x'", "DELETE FROM audit WHERE seq = 2"]
    if not service.database.is_sqlite:
        statements.append("TRUNCATE audit")
    for statement in statements:
        with pytest.raises(DBAPIError, match=ONLY_ADDED):
            _run(engine, statement)
    engine.dispose()
    assert (await rows(service, select(func.count()).select_from(audit)))[0][0] == 2


def _run(engine: Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(text(statement))


async def test_many_at_once_and_two_processes_make_one_chain(service: Service, elsewhere: Database) -> None:
    async def one(database: Database, number: int) -> None:
        await database.transaction(lambda tx: note(tx, "sign-in", f"worker {number}", None, number))

    await asyncio.gather(*(one((service.database, elsewhere)[n % 2], n) for n in range(60)))
    checked = await verify(service)
    assert (checked.rows, checked.fault) == (60, "")


async def test_a_unit_of_work_that_fails_leaves_no_gap(service: Service) -> None:
    async def fails(tx: Transaction) -> None:
        await note(tx, "sign-in", "nobody", None, 1)
        raise LookupError

    await noted(service, 2)
    outcomes = await asyncio.gather(
        service.database.transaction(fails), noted(service, 2), return_exceptions=True
    )
    assert isinstance(outcomes[0], LookupError)
    checked = await verify(service)
    assert (checked.rows, checked.fault) == (4, "")


async def test_without_the_key_nothing_can_be_noted(service: Service) -> None:
    keyless = Database(service.settings.database_url)
    await keyless.start()
    with pytest.raises(StorageError, match="no key for the audit trail"):
        await keyless.transaction(lambda tx: note(tx, "sign-in", "x", None, 1))
    await keyless.stop()


async def test_rows_are_found_by_time_by_number_and_by_what_was_noted_last(service: Service) -> None:
    await noted(service, 6)
    async with service.database.reading() as connection:
        assert await numbers_between(connection, 2, 5) == (3, 5)
        assert await numbers_between(connection, 90, 99) is None
        assert [row.seq for row in await entries_between(connection, 3, 5)] == [3, 4, 5]
        assert await last_noted(connection, "link-made") == "link 5"
        assert await last_noted(connection, "link-made", "link 2") == "link 2"
        assert await last_noted(connection, "link-made", "link_") is None
        assert await last_noted(connection, "sign-in") is None


def test_every_field_of_a_row_is_in_its_link() -> None:
    row = Entry(seq=1, id="a", at=1, worker_id="w", action="x", object="y")
    others = [
        msgspec.structs.replace(row, **{name: value})
        for name, value in {
            "seq": 2,
            "id": "b",
            "at": 2,
            "worker_id": None,
            "action": "z",
            "object": "z",
        }.items()
    ]
    assert len({one.linked() for one in [row, *others]}) == 7


async def test_the_trail_is_listed_narrowed_and_says_nothing_of_what_is_kept_from_who_asks(
    service: Service,
) -> None:
    await make_north(service)
    about, other = [arriving(service) for _ in range(2)]
    for one in (about, other):
        await submit(service, one)
    me = await somebody(service)
    routed = {"id": new_id(), "submission_id": about.id, "about": "named", "worker_id": me.id, "made_at": 1}
    await service.database.transaction(lambda tx: tx.execute(insert(routings), routed))
    await noted(service, 3)
    for at, thing in ((5, about.id), (6, f"{other.id}/matters"), (7, me.id)):
        await note_one(service, "quote-checked", thing, me.id, at)
    async with service.database.reading() as connection:
        mine = await listed(connection, me.id, Sought(since=0, until=9), limit=9)
        theirs = await listed(connection, "else", Sought(since=5, until=7, worker_id=me.id), limit=9)
        assert await count_noted(connection, me.id, Sought(since=0, until=9, action="link-made")) == 3
    assert [(one.at, one.worker, one.about) for one in mine] == [
        *[(7, me.name, me.name), (6, me.name, None)],
        *[(at, None, None) for at in (2, 1, 0)],
    ]
    assert [one.object for one in theirs] == [f"{other.id}/matters", about.id]


async def test_keeping_what_somebody_sends_adds_no_row_and_so_waits_for_none(service: Service) -> None:
    await make_north(service)
    before = await rows(service, select(func.count()).select_from(audit))
    await submit(service, arriving(service, answers=given(matters="my dad hits me")))
    assert await rows(service, select(func.count()).select_from(audit)) == before
