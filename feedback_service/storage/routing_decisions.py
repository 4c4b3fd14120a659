"""What people decide about from whom a submission is kept: who may, and what is lifted or put up."""

from collections.abc import Sequence

import uuid_utils
from sqlalchemy import ColumnElement, and_, func, select, union_all, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import ROOT, belongs_with
from feedback_service.storage.first_readers import LEADS
from feedback_service.storage.moving import keep_from
from feedback_service.storage.schema import corrections, routings, submissions, workers
from feedback_service.storage.scope import Scope
from feedback_service.storage.submission_rows import RoutingRow


async def may_decide(connection: AsyncConnection, scope: Scope, submission_id: str) -> bool:
    """Whether whom it is kept from is this worker's to change: who reads such words before all others."""
    if scope.role not in LEADS:
        return False
    query = select(submissions.c.id).where(submissions.c.id == submission_id, scope.covers())
    return (await connection.execute(query.where(scope.reads_first()))).first() is not None


async def said_so_far(connection: AsyncConnection, submission_id: str) -> str:
    """How much was said or put right in this submission and what belongs to it, and when last."""
    root = select(ROOT).where(submissions.c.id == submission_id).scalar_subquery()
    said = select(submissions.c.id, submissions.c.received_at.label("at")).where(belongs_with(root))
    of_it = corrections.c.submission_id.in_(select(submissions.c.id).where(belongs_with(root)))
    every = union_all(said, select(corrections.c.id, corrections.c.made_at).where(of_it)).subquery()
    row = (await connection.execute(select(func.count(), func.max(every.c.at)).select_from(every))).one()
    return f"{row[0]}-{row[1] or 0}"


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
    await keep_from(tx, RoutingRow(str(uuid_utils.uuid7()), root, about, None, at, by))
    return True


async def bar(tx: AsyncConnection, root: str, worker_id: str, by: str, at: int) -> bool:
    """Keep it from one more worker, whom it is known to be about; False when it is kept from them already."""
    standing = (routings.c.submission_id == root) & routings.c.released_at.is_(None)
    query = select(routings.c.id).where(standing, routings.c.worker_id == worker_id)
    if (await tx.execute(query)).first():
        return False
    await keep_from(tx, RoutingRow(str(uuid_utils.uuid7()), root, "named", worker_id, at, by))
    return True


async def independent_lead(connection: AsyncConnection) -> bool:
    """Whether there is an active worker to whom words about staff may go first."""
    query = select(workers.c.id).where(workers.c.active, workers.c.independent.is_(True))
    return (await connection.execute(query.where(workers.c.role.in_(LEADS)))).first() is not None
