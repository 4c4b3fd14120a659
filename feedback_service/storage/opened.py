"""What a worker has had before them of a submission and what belongs to it, as the audit trail tells."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import ROOT, belongs_with
from feedback_service.storage.schema import audit, submissions

_DAY = 86_400_000  # milliseconds, by which no clock is set back


async def unopened(connection: AsyncConnection, submission_id: str, worker_id: str) -> list[str]:
    """The ids of those that this worker has not opened whole, or not since something was put right in them.

    Of the submission, the one it belongs to, and all that was added to it or came differently; oldest first.
    """
    root = select(ROOT).where(submissions.c.id == submission_id).scalar_subquery()
    query = select(submissions.c.id, submissions.c.received_at).where(belongs_with(root))
    rows = await connection.execute(query.order_by(submissions.c.received_at, submissions.c.id))
    came = {row.id: row.received_at for row in rows}
    if not came:
        return []
    before = await _last_before(connection, min(came.values()) - _DAY)
    whole = (audit.c.worker_id == worker_id) & (audit.c.action == "submission-opened-whole")
    seen = await _last_of(connection, whole, came, before)
    put_right = await _last_of(connection, audit.c.action == "correction-made", came, before)
    return [one for one in came if seen.get(one, 0) <= put_right.get(one, 0)]


async def _last_before(connection: AsyncConnection, at: int) -> int:
    """A number of before then: a worker's rows are found by number, and those of years need not be read."""
    query = select(audit.c.seq).where(audit.c.at < at, audit.c.seq.is_not(None))
    return await connection.scalar(query.order_by(audit.c.at.desc()).limit(1)) or 0


async def _last_of(
    connection: AsyncConnection, which: ColumnElement[bool], ids: Collection[str], after: int
) -> dict[str, int]:
    """By number, as the clock does not tell what was noted first."""
    query = select(audit.c.object, func.max(audit.c.seq)).where(which, audit.c.seq > after)
    rows = await connection.execute(query.where(audit.c.object.in_(ids)).group_by(audit.c.object))
    return {row[0]: row[1] for row in rows}
