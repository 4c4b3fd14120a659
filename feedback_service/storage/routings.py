"""Routings: from whom a submission is kept, why, and whether that still stands. Rows are never deleted."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.conditions import ROOT, belongs_with
from feedback_service.storage.schema import corrections, routings, submissions, workers


class RoutingRow(NamedTuple):
    """A new row of `routings`; with a worker it keeps the submission from them, without from all but some."""

    id: str
    submission_id: str
    about: str
    worker_id: str | None
    made_at: int
    made_by: str | None = None


class Routing(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it is shown; `worker` and `made_by` are names. `released_at` is None while it stands."""

    id: str
    about: str
    worker_id: str | None
    worker: str | None
    made_at: int
    made_by: str | None
    released_at: int | None


async def add_routings(tx: AsyncConnection, rows: Sequence[RoutingRow]) -> None:
    """Keep submissions from people; a reason or a worker that a submission has already is left out.

    Also one that was released, unless words came since, or were put right: who decided knew the others only.
    """
    if not rows:
        return
    ids = sorted({row.submission_id for row in rows})
    query = select(routings.c.submission_id, routings.c.about, routings.c.worker_id)
    newest = select(func.max(submissions.c.received_at)).where(belongs_with(routings.c.submission_id))
    knew_all = and_(routings.c.released_at >= newest.scalar_subquery(), ~_put_right_since())
    counts = or_(routings.c.released_at.is_(None), knew_all)
    query = query.where(routings.c.submission_id.in_(ids), counts)
    known = {tuple(row) for row in await tx.execute(query)}
    fresh = [row for row in rows if (row.submission_id, row.about, row.worker_id) not in known]
    await insert_rows(tx, routings, fresh)


def _put_right_since() -> ColumnElement[bool]:
    """Something of the submission, or of what belongs to it, was put right after the routing's release."""
    mine = and_(submissions.c.id == corrections.c.submission_id, belongs_with(routings.c.submission_id))
    return exists().where(mine, corrections.c.made_at > routings.c.released_at)


async def routings_of(connection: AsyncConnection, submission_id: str) -> list[Routing]:
    """From whom a submission, or the one it belongs to, is or was kept, the oldest first."""
    maker = workers.alias("maker")
    names = ("id", "about", "worker_id", "made_at", "released_at")
    columns = (*(routings.c[name] for name in names), workers.c.name.label("worker"))
    joined = routings.outerjoin(workers, workers.c.id == routings.c.worker_id).outerjoin(
        maker, maker.c.id == routings.c.made_by
    )
    query = select(*columns, maker.c.name.label("made_by")).select_from(joined)
    root = select(ROOT).where(submissions.c.id == submission_id).scalar_subquery()
    query = query.where(routings.c.submission_id.in_((submission_id, root)))
    rows = await connection.execute(query.order_by(routings.c.made_at, routings.c.id))
    return [Routing(**row) for row in rows.mappings()]


async def root_of(connection: AsyncConnection, submission_id: str) -> str | None:
    """The submission that this one adds to or differs from, or itself; None when it is not kept."""
    root: str | None = await connection.scalar(select(ROOT).where(submissions.c.id == submission_id))
    return root
