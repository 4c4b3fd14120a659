"""The timetable runs jobs, lets them end, and is stopped by none that fails."""

import asyncio
import logging

import pytest
from sqlalchemy import select

from feedback_service.jobs import Timetable, run_job
from feedback_service.service import Service
from feedback_service.storage.database import Database
from feedback_service.storage.schema import job_runs
from tests.feedback_service.conftest import SettableClock


async def outcomes(service: Service) -> list[tuple[str, str]]:
    async with service.database.reading() as connection:
        rows = await connection.execute(select(job_runs).order_by(job_runs.c.started_at, job_runs.c.job))
        return [(row.job, row.outcome) for row in rows]


async def works(_service: Service) -> int:
    return 3


async def fails(service: Service) -> int:
    raise ValueError(service.settings.service_name)


async def test_each_run_is_noted_with_how_it_ended_and_a_fault_never_quotes_words(
    service: Service, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for name, job in (("one", works), ("two", fails), ("three", works)):
        await run_job(service, name, job)
        clock.move(minutes=1)
    assert await outcomes(service) == [("one", "3 done"), ("two", "failed: ValueError"), ("three", "3 done")]
    assert "two failed: ValueError" in caplog.text
    assert "in fails" in caplog.text
    assert service.settings.service_name not in caplog.text


async def idles(_service: Service) -> int:
    return 0


async def test_a_quiet_job_is_noted_only_when_it_did_something_or_failed(
    service: Service, clock: SettableClock
) -> None:
    for name, job in (("one", works), ("two", idles), ("three", fails)):
        await run_job(service, name, job, quiet=True)
        clock.move(minutes=1)
    await run_job(service, "four", idles)
    assert [name for name, _ in await outcomes(service)] == ["one", "three", "four"]


async def test_a_quiet_job_that_goes_on_failing_is_noted_once_a_minute(
    service: Service, clock: SettableClock, caplog: pytest.LogCaptureFixture
) -> None:
    failed: dict[str, int] = {}
    for _ in range(121):
        await run_job(service, "one", fails, quiet=True, failed=failed)
        clock.time += 1000
    assert len(await outcomes(service)) == caplog.text.count("one failed") == 3


async def test_stopping_waits_for_a_running_job_to_end(
    service: Service, caplog: pytest.LogCaptureFixture
) -> None:
    entered, go_on = asyncio.Event(), asyncio.Event()

    async def long(_service: Service) -> int:
        entered.set()
        await go_on.wait()
        return 7

    timetable = Timetable(service)
    timetable.add("long", long, seconds=0.01)
    timetable.start()
    await entered.wait()
    stopping = asyncio.create_task(timetable.stop())
    await asyncio.sleep(0)
    assert not stopping.done()
    go_on.set()
    await stopping
    assert await outcomes(service) == [("long", "7 done")]
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


async def test_when_a_job_last_went_well_is_known_though_it_did_nothing_and_is_not_noted(
    service: Service,
) -> None:
    again, looked = asyncio.Event(), []

    async def looks(_service: Service) -> int:
        looked.append(1)
        if len(looked) > 1:
            again.set()
        return 0

    timetable = Timetable(service)
    timetable.leave_out("ladder")
    timetable.add("ladder", looks, seconds=0.01)
    timetable.start()
    assert timetable.upcoming()["ladder"].well_at is None
    await again.wait()
    assert timetable.upcoming()["ladder"].well_at == service.now()
    await timetable.stop()
    assert await outcomes(service) == []


async def test_a_timetable_whose_jobs_cannot_even_be_noted_still_stops(service: Service) -> None:
    nowhere = Database("sqlite+aiosqlite:////nowhere/at/all.db")
    await nowhere.start()
    entered = asyncio.Event()

    async def short(_service: Service) -> int:
        entered.set()
        return 1

    timetable = Timetable(service._replace(database=nowhere))
    timetable.add("short", short, seconds=0.01)
    timetable.start()
    await entered.wait()
    await timetable.stop()
    await nowhere.stop()
