"""Runs of drafts on schedule: one row for each kind, place and period, so that each is made exactly once."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, and_, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.report_data import Extent
from feedback_service.storage.schema import report_runs, submissions

Kind = Literal["month", "quarter", "year"]


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run: begun `tries` times, the last time at `started_at`; `finished_at` None while it is not over.

    `place` is "team/ID", "agency/NAME" or "*"; the id is also that of the report which it makes.
    """

    id: str
    kind: Kind
    place: str
    period_from: int
    period_to: int
    started_at: int
    finished_at: int | None = None
    tries: int = 1
    report_id: str | None = None
    outcome: str = ""


async def run_for(connection: AsyncConnection, kind: Kind, place: str, period_from: int) -> Run | None:
    """The run for the period that begins then, or None."""
    same = and_(
        report_runs.c.kind == kind,
        report_runs.c.place == place,
        report_runs.c.period_from == period_from,
    )
    row = (await connection.execute(select(report_runs).where(same))).mappings().first()
    return Run(**row) if row else None


async def last_period(connection: AsyncConnection, kind: Kind, place: str) -> int | None:
    """When the latest period that there is a run for began."""
    query = select(func.max(report_runs.c.period_from))
    query = query.where(report_runs.c.kind == kind, report_runs.c.place == place)
    latest: int | None = (await connection.execute(query)).scalar_one()
    return latest


async def begin_run(tx: AsyncConnection, run: Run) -> bool:
    """Keep a new run; False when there is one for the period already."""
    if await run_for(tx, run.kind, run.place, run.period_from) is not None:
        return False
    await tx.execute(insert(report_runs), msgspec.structs.asdict(run))
    return True


async def begin_again(tx: AsyncConnection, run: Run, at: int) -> bool:
    """Begin a run that died once more; False when somebody else did, or it is over by now."""
    same = and_(
        report_runs.c.id == run.id,
        report_runs.c.started_at == run.started_at,
        report_runs.c.tries == run.tries,
        report_runs.c.finished_at.is_(None),
    )
    changes = {"started_at": at, "tries": run.tries + 1}
    return (await tx.execute(update(report_runs).where(same).values(**changes))).rowcount == 1


async def end_run(
    tx: AsyncConnection, run_id: str, outcome: str, at: int | None, report_id: str | None = None
) -> bool:
    """Note how a run ended; with `at` None it did not, and is begun again. False when it was over before."""
    unended = (report_runs.c.id == run_id) & report_runs.c.finished_at.is_(None)
    changes = {"outcome": outcome[:200], "finished_at": at, "report_id": report_id}
    return (await tx.execute(update(report_runs).where(unended).values(**changes))).rowcount == 1


def _within(places: Sequence[str] | None) -> ColumnElement[bool]:
    return report_runs.c.id.is_not(None) if places is None else report_runs.c.place.in_(places)


async def unended_runs(connection: AsyncConnection) -> list[Run]:
    """The runs that were begun and are not over, the first first."""
    query = select(report_runs).where(report_runs.c.finished_at.is_(None))
    rows = await connection.execute(query.order_by(report_runs.c.started_at, report_runs.c.id))
    return [Run(**row) for row in rows.mappings()]


async def count_runs(connection: AsyncConnection, places: Sequence[str] | None) -> int:
    """How many runs there are for these places (None: for all)."""
    query = select(func.count()).select_from(report_runs).where(_within(places))
    return (await connection.execute(query)).scalar_one()


async def runs_in(
    connection: AsyncConnection, places: Sequence[str] | None, *, limit: int, offset: int
) -> list[Run]:
    """The runs for these places (None: for all), the one begun last first."""
    order = (report_runs.c.started_at.desc(), report_runs.c.period_from.desc(), report_runs.c.id.desc())
    query = select(report_runs).where(_within(places)).order_by(*order)
    rows = await connection.execute(query.limit(limit).offset(offset))
    return [Run(**row) for row in rows.mappings()]


async def anybody_heard(connection: AsyncConnection, extent: Extent) -> bool:
    """Whether there is anything to count."""
    return (
        await connection.execute(select(submissions.c.id).where(extent.counted()).limit(1))
    ).first() is not None
