"""Routings: from whom a submission is kept, why, and who has let it go further. Rows are never deleted."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
import uuid_utils
from sqlalchemy import ColumnElement, and_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.kept_away import LEADS
from feedback_service.storage.schema import routings, submissions, workers
from feedback_service.storage.scope import Scope
from feedback_service.storage.unrouted import ROOT


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

    Also one that was released: who decided that knew the words.
    """
    if not rows:
        return
    ids = sorted({row.submission_id for row in rows})
    query = select(routings.c.submission_id, routings.c.about, routings.c.worker_id)
    known = {tuple(row) for row in await tx.execute(query.where(routings.c.submission_id.in_(ids)))}
    fresh = [row for row in rows if (row.submission_id, row.about, row.worker_id) not in known]
    await insert_rows(tx, routings, fresh)


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


async def may_decide(connection: AsyncConnection, scope: Scope, submission_id: str) -> bool:
    """Whether whom it is kept from is this worker's to change: who reads such words before all others."""
    if scope.role not in LEADS:
        return False
    query = select(submissions.c.id).where(submissions.c.id == submission_id, scope.covers())
    return (await connection.execute(query.where(scope.reads_first()))).first() is not None


async def lift(tx: AsyncConnection, root: str, about: Sequence[str], by: str, at: int) -> bool:
    """Release what keeps a submission from groups of people for these reasons; False when nothing did."""
    here = and_(routings.c.submission_id == root, routings.c.worker_id.is_(None))
    return await _release(tx, and_(here, routings.c.about.in_(about)), by, at)


async def lift_bar(tx: AsyncConnection, root: str, routing_id: str, by: str, at: int) -> bool:
    """Let one worker see it again as far as their role and teams go; False when nothing kept them."""
    here = and_(routings.c.submission_id == root, routings.c.worker_id.is_not(None))
    return await _release(tx, and_(here, routings.c.id == routing_id), by, at)


async def _release(tx: AsyncConnection, which: ColumnElement[bool], by: str, at: int) -> bool:
    query = update(routings).where(which, routings.c.released_at.is_(None))
    return (await tx.execute(query.values(released_by=by, released_at=at))).rowcount > 0


async def keep(tx: AsyncConnection, root: str, about: str, by: str, at: int) -> bool:
    """Keep it from groups of people for a reason that somebody knows; False when that stands already."""
    standing = (routings.c.submission_id == root) & routings.c.released_at.is_(None)
    query = select(routings.c.id).where(standing, routings.c.worker_id.is_(None), routings.c.about == about)
    if (await tx.execute(query)).first():
        return False
    await insert_rows(tx, routings, [RoutingRow(str(uuid_utils.uuid7()), root, about, None, at, by)])
    return True


async def bar(tx: AsyncConnection, root: str, worker_id: str, by: str, at: int) -> bool:
    """Keep it from one more worker, whom it is known to be about; False when it is kept from them already."""
    standing = (routings.c.submission_id == root) & routings.c.released_at.is_(None)
    query = select(routings.c.id).where(standing, routings.c.worker_id == worker_id)
    if (await tx.execute(query)).first():
        return False
    await insert_rows(tx, routings, [RoutingRow(str(uuid_utils.uuid7()), root, "named", worker_id, at, by)])
    return True


async def independent_lead(connection: AsyncConnection) -> bool:
    """Whether there is an active worker to whom words about staff may go first."""
    query = select(workers.c.id).where(workers.c.active, workers.c.independent.is_(True))
    return (await connection.execute(query.where(workers.c.role.in_(LEADS)))).first() is not None
