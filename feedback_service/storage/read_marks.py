"""Whether a worker has read something, and taking that back: what nobody else has read waits again."""

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import readings, submissions


async def has_read(connection: AsyncConnection, submission_id: str, worker_id: str) -> bool:
    """Whether this worker marked it as read, and did not take that back."""
    mine = (readings.c.submission_id == submission_id) & (readings.c.worker_id == worker_id)
    return (await connection.execute(select(readings.c.at).where(mine))).first() is not None


async def unmark_read(tx: AsyncConnection, submission_id: str, worker_id: str) -> bool:
    """Take back this worker's own reading; False when there is none. Those of others stay as they are."""
    same, of_it = submissions.c.id == submission_id, readings.c.submission_id == submission_id
    await tx.execute(select(submissions.c.id).where(same).with_for_update())  # as in `mark_read`
    if not (await tx.execute(delete(readings).where(of_it, readings.c.worker_id == worker_id))).rowcount:
        return False
    first = select(func.min(readings.c.at)).where(of_it).scalar_subquery()
    await tx.execute(update(submissions).where(same).values(read_at=first))
    return True
