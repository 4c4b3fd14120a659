"""When which job ran, and how it ended."""

from typing import Any

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import job_runs


class JobRun(msgspec.Struct, frozen=True, kw_only=True):
    """One run of a job; times in Unix milliseconds."""

    id: str
    job: str
    started_at: int
    finished_at: int
    outcome: str


async def note_run(tx: AsyncConnection, row: dict[str, Any]) -> None:
    """Keep one run of a job."""
    await tx.execute(insert(job_runs), row)


async def count_job_runs(connection: AsyncConnection, job: str = "") -> int:
    """How many runs are kept, of one job or of all."""
    query = select(func.count()).select_from(job_runs)
    return (await connection.execute(query.where(job_runs.c.job == job) if job else query)).scalar_one()


async def job_runs_in(connection: AsyncConnection, job: str = "", *, limit: int, offset: int) -> list[JobRun]:
    """Runs of one job or of all, the latest first."""
    query = select(job_runs).order_by(job_runs.c.started_at.desc(), job_runs.c.id.desc())
    if job:
        query = query.where(job_runs.c.job == job)
    return [JobRun(**row) for row in (await connection.execute(query.limit(limit).offset(offset))).mappings()]


async def last_runs(connection: AsyncConnection) -> dict[str, JobRun]:
    """The latest run of each job."""
    latest = select(job_runs.c.job, func.max(job_runs.c.started_at).label("at")).group_by(job_runs.c.job)
    last = latest.subquery()
    query = select(job_runs).join(last, (last.c.job == job_runs.c.job) & (last.c.at == job_runs.c.started_at))
    return {row["job"]: JobRun(**row) for row in (await connection.execute(query)).mappings()}
