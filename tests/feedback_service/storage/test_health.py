"""What tells whether the service is well, on both databases."""

from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.health import Run, last_runs, newest_time, sqlite_faults
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
