"""What tells whether the service is well, on both databases."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.health import Run, last_runs, newest_time, sqlite_faults, sqlite_unsafe
from feedback_service.storage.job_runs import note_run
from tests.feedback_service.storage.seeds import new_id


async def ran(service: Service, job: str, at: int, outcome: str) -> None:
    row = {"id": new_id(), "job": job, "started_at": at, "finished_at": at + 5, "outcome": outcome}
    await service.database.transaction(lambda tx: note_run(tx, row))


async def test_each_jobs_last_run_is_told(service: Service) -> None:
    for job, at, outcome in (("b", 10, "1 done"), ("a", 20, "2 done"), ("b", 30, "failed: OSError")):
        await ran(service, job, at, outcome)
    async with service.database.reading() as connection:
        assert await last_runs(connection) == [Run("a", 25, "2 done"), Run("b", 35, "failed: OSError")]


async def test_the_newest_time_is_that_of_whatever_was_noted_last(service: Service) -> None:
    async with service.database.reading() as connection:
        before = await newest_time(connection)
    later = before + 1_000_000_000_000
    await ran(service, "a", later - 5, "1 done")
    async with service.database.reading() as connection:
        assert await newest_time(connection) == later
    await service.database.transaction(lambda tx: note(tx, "sign-in", "x", None, later + 1))
    async with service.database.reading() as connection:
        assert await newest_time(connection) == later + 1


async def test_a_new_database_has_no_faults(service: Service) -> None:
    if service.database.is_sqlite:
        async with service.database.reading() as connection:
            assert await sqlite_faults(connection, thoroughly=True) == []
            assert await sqlite_faults(connection, thoroughly=False) == []
        assert await service.database.transaction(sqlite_unsafe) == []


async def test_a_connection_that_does_not_wait_for_the_disk_is_unsafe() -> None:
    engine = create_async_engine("sqlite+aiosqlite://")
    async with engine.connect() as connection:
        await connection.execute(text("PRAGMA synchronous = NORMAL"))
        assert "(1)" in " ".join(await sqlite_unsafe(connection))
    await engine.dispose()
