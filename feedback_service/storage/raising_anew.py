"""Concerns that come to other people than before, who are told of them as if they were raised now."""

from sqlalchemy import ColumnElement, and_, delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import belongs_with, is_decided
from feedback_service.storage.raising import ConcernRow, add_first_notices
from feedback_service.storage.schema import alarms, concerns, notices, submissions


async def tell_anew(tx: AsyncConnection, root: str, at: int) -> None:
    """Make a notice of what nobody has decided on in a submission and what belongs to it, one for each.

    Nobody looks at them any more, and steps and reminders that went out are taken anew. Who looked, and who
    was told, stays in the audit trail and among the notices. Where a first notice still waits, that one does.
    """
    ours = concerns.c.submission_id.in_(select(submissions.c.id).where(belongs_with(root)))
    columns = [concerns.c[name] for name in ConcernRow._fields]
    query = select(*columns).where(ours, ~is_decided()).order_by(concerns.c.raised_at, concerns.c.id)
    rows = [ConcernRow(**row) for row in (await tx.execute(query)).mappings()]
    ids = [one.id for one in rows]
    nobody = update(concerns).where(concerns.c.id.in_(ids)).values(seen_by=None, seen_at=None)
    await tx.execute(nobody)
    await tx.execute(delete(alarms).where(alarms.c.concern_id.in_(ids)))
    waits = await _waiting(tx, ours)
    await add_first_notices(tx, [one for one in rows if one.submission_id not in waits], at)


async def _waiting(tx: AsyncConnection, ours: ColumnElement[bool]) -> set[str]:
    """The submissions of which the first notice is still to go out."""
    joined = concerns.join(notices, notices.c.concern_id == concerns.c.id)
    first = and_(notices.c.kind.in_(("urgent", "concern")), notices.c.addressed_at.is_(None))
    query = select(concerns.c.submission_id).select_from(joined).where(ours, first)
    return set((await tx.execute(query)).scalars())
