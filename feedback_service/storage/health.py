"""What tells whether a running service is well: its file, the newest times, and how its jobs ended last."""

from typing import NamedTuple

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import audit, job_runs, submissions

_FULL = 2  # as SQLite numbers it


class Run(NamedTuple):
    """How a job ended last, in Unix milliseconds."""

    job: str
    finished_at: int
    outcome: str


async def newest_time(connection: AsyncConnection) -> int:
    """The latest time that anything was noted at; 0 in a new database."""
    columns = (submissions.c.received_at, audit.c.at, job_runs.c.finished_at)
    return max([await connection.scalar(select(func.max(column))) or 0 for column in columns])


async def last_runs(connection: AsyncConnection) -> list[Run]:
    """The last noted run of every job, by name."""
    latest = select(job_runs.c.job, func.max(job_runs.c.started_at).label("at")).group_by(job_runs.c.job)
    last = latest.subquery()
    query = select(job_runs.c.job, job_runs.c.finished_at, job_runs.c.outcome).join(
        last, (last.c.job == job_runs.c.job) & (last.c.at == job_runs.c.started_at)
    )
    return [Run(*row) for row in await connection.execute(query.order_by(job_runs.c.job))]


async def sqlite_faults(connection: AsyncConnection, *, thoroughly: bool) -> list[str]:
    """What SQLite finds wrong with its own file; reading all of it takes long."""
    check = "integrity_check" if thoroughly else "quick_check"
    lines = [str(row[0]) for row in await connection.execute(text(f"PRAGMA {check}"))]
    if lines != ["ok"]:
        return lines
    broken = [str(row[0]) for row in await connection.execute(text("PRAGMA foreign_key_check"))]
    journal = await connection.scalar(text("PRAGMA journal_mode"))
    return [
        *(f"a row of {table} refers to one that is gone" for table in broken),
        *([] if journal == "wal" else [f"its journal is '{journal}' instead of 'wal'"]),
    ]


async def sqlite_unsafe(tx: AsyncConnection) -> list[str]:
    """Why what this connection has committed might be gone after the power fails; ask the one that writes."""
    level = await tx.scalar(text("PRAGMA synchronous"))
    return [] if level >= _FULL else [f"it is not told to reach the disk at every commit ({level})"]
