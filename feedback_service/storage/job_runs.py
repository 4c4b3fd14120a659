"""When which job ran, and how it ended."""

from collections.abc import Collection
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, func, insert, or_, select
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


async def count_job_runs(connection: AsyncConnection, *, quiet: Collection[str]) -> int:
    """How many runs `job_runs_in` lists in all."""
    return (await connection.execute(select(func.count()).where(_told(quiet)))).scalar_one()


async def job_runs_in(
    connection: AsyncConnection, *, quiet: Collection[str], limit: int, offset: int
) -> list[JobRun]:
    """Runs of jobs, the latest first; of `quiet` ones those that failed."""
    query = select(job_runs).where(_told(quiet)).order_by(job_runs.c.started_at.desc(), job_runs.c.id.desc())
    return [JobRun(**row) for row in (await connection.execute(query.limit(limit).offset(offset))).mappings()]


async def last_runs(connection: AsyncConnection, *, quiet: Collection[str]) -> dict[str, JobRun]:
    """The latest run of each job; of a `quiet` one the latest that failed."""
    latest = select(job_runs.c.job, func.max(job_runs.c.started_at).label("at")).where(_told(quiet))
    last = latest.group_by(job_runs.c.job).subquery()
    query = select(job_runs).join(last, (last.c.job == job_runs.c.job) & (last.c.at == job_runs.c.started_at))
    return {row["job"]: JobRun(**row) for row in (await connection.execute(query)).mappings()}


def _told(quiet: Collection[str]) -> ColumnElement[bool]:
    return or_(job_runs.c.job.not_in(quiet), job_runs.c.outcome.startswith("failed"))
