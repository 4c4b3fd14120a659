"""The writer commits many units of work at once, and none suffers from another or from who asked."""

import asyncio
import contextlib
from collections.abc import Sequence

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.database import Database, StorageError
from feedback_service.storage.schema import sign_in_failures as table
from tests.feedback_service.storage.seeds import plain_engine, rows


async def keep(tx: AsyncConnection, names: Sequence[str]) -> list[str]:
    """Insert one row a name; a second row of one name breaks the primary key."""
    for name in names:
        await tx.execute(insert(table), {"id": name, "username": "u", "at": 1})
    return list(names)


async def kept(database: Database) -> set[str]:
    return {row.id for row in await rows(database, select(table.c.id))}


async def test_what_is_acknowledged_can_be_read_at_once(database: Database) -> None:
    for number in range(20):
        assert await database.write(keep, str(number)) == str(number)
        assert str(number) in await kept(database)


async def test_many_written_at_once_each_get_their_own_outcome(database: Database) -> None:
    names = [str(number) for number in range(200)]
    assert await asyncio.gather(*(database.write(keep, name) for name in names)) == names
    assert await kept(database) == set(names)


async def test_one_that_fails_takes_nothing_else_of_its_group_with_it(database: Database) -> None:
    names = ["a", "b", "a", "c"]
    outcomes = await asyncio.gather(*(database.write(keep, name) for name in names), return_exceptions=True)
    assert outcomes[0] == "a"
    assert outcomes[1] == "b"
    assert isinstance(outcomes[2], StorageError)
    assert outcomes[3] == "c"
    assert await kept(database) == {"a", "b", "c"}


async def test_what_the_work_raised_comes_back_and_nothing_of_it_stays(database: Database) -> None:
    async def half_done(tx: AsyncConnection) -> None:
        await keep(tx, ["half"])
        raise ArithmeticError

    with pytest.raises(ArithmeticError):
        await database.transaction(half_done)
    assert await kept(database) == set()


async def test_a_caller_who_goes_away_does_not_stop_the_commit(database: Database) -> None:
    tasks = [asyncio.create_task(database.write(keep, str(number))) for number in range(50)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert all(task.cancelled() for task in tasks)
    assert await database.write(keep, "last") == "last"
    assert await kept(database) == {"last", *(str(number) for number in range(50))}


async def test_readers_who_go_away_leave_a_database_that_can_be_read(database: Database) -> None:
    for turns in range(20):
        tasks = [asyncio.create_task(kept(database)) for _ in range(4)]
        for _ in range(turns):  # of the event loop: each time the readers have come a little further
            await asyncio.sleep(0)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    await database.write(keep, "after")
    assert await kept(database) == {"after"}


async def test_what_waits_is_committed_before_the_database_stops(database: Database) -> None:
    tasks = [asyncio.create_task(database.write(keep, str(number))) for number in range(100)]
    await asyncio.sleep(0)
    await database.stop()
    assert await asyncio.gather(*tasks) == [str(number) for number in range(100)]
    await database.start()
    assert len(await kept(database)) == 100


async def test_a_reader_sees_one_state_and_cannot_write(database: Database) -> None:
    async with database.reading() as connection:
        before = (await connection.execute(select(table.c.id))).all()
        await database.write(keep, "new")
        assert (await connection.execute(select(table.c.id))).all() == before == []
    with pytest.raises(StorageError):
        async with database.reading() as connection:
            await keep(connection, ["by a reader"])
    assert await kept(database) == {"new"}


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
async def test_postgresql_makes_no_machine_code_of_queries_on_any_connection(database: Database) -> None:
    asked = text("SHOW jit")
    async with database.reading() as connection:
        assert (await connection.execute(asked)).scalar_one() == "off"
    assert (await database.transaction(lambda tx: tx.execute(asked))).scalar_one() == "off"


@pytest.mark.parametrize("settings", ["sqlite"], indirect=True)
async def test_a_database_locked_by_somebody_else_says_so_and_keeps_what_comes_later(
    database: Database,
) -> None:
    hasty = Database(str(database.url), busy_milliseconds=50)
    await hasty.start()
    holder = plain_engine(database)
    with holder.connect() as connection:
        connection.execute(text("BEGIN IMMEDIATE"))
        with pytest.raises(StorageError, match="locked"):
            await hasty.write(keep, "name")
    assert await hasty.write(keep, "name") == "name"
    await hasty.stop()
    holder.dispose()
    assert await kept(database) == {"name"}


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
async def test_after_the_server_cut_every_connection_the_next_write_is_kept(database: Database) -> None:
    await database.write(keep, "before")
    operator = plain_engine(database)
    cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
    with operator.connect() as connection:
        connection.execute(text(f"{cut} AND pid <> pg_backend_pid()"))
    operator.dispose()
    assert await database.write(keep, "after") == "after"
    with contextlib.suppress(StorageError):  # a reader may notice only now
        await kept(database)
    assert await kept(database) == {"before", "after"}


@pytest.mark.parametrize(
    "url", ["", "nonsense", "sqlite:///sync.db", "mysql+aiomysql://u:secret@h/d", "mad+driver://u:secret@h/d"]
)
def test_an_address_that_cannot_be_used_is_refused_without_showing_it(url: str) -> None:
    with pytest.raises(StorageError, match="database_url") as caught:
        Database(url)
    assert "secret" not in str(caught.value)


async def test_no_message_of_the_database_shows_a_value(database: Database) -> None:
    marker = "my secret words"
    await database.write(keep, marker)
    with pytest.raises(StorageError) as caught:
        await database.write(keep, marker)
    assert marker not in str(caught.value)
