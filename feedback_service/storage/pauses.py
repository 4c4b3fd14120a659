"""When reading again was paused and by whom. What is new is read whether it is paused or not."""

import msgspec
import uuid_utils
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import analysis_pauses, workers


class Pause(msgspec.Struct, frozen=True):
    """Since when (Unix milliseconds), and by whom: None where it was done by command."""

    since: int
    by: str | None


async def pause_now(connection: AsyncConnection) -> Pause | None:
    """The pause that lasts, if there is one."""
    named = analysis_pauses.outerjoin(workers, workers.c.id == analysis_pauses.c.paused_by)
    query = select(analysis_pauses.c.paused_at, workers.c.name).select_from(named)
    query = query.where(analysis_pauses.c.ended_at.is_(None)).order_by(analysis_pauses.c.paused_at)
    row = (await connection.execute(query.limit(1))).first()
    return Pause(row[0], row[1]) if row else None


async def begin_pause(tx: AsyncConnection, worker_id: str | None, at: int) -> bool:
    """Begin one; False when one lasts already."""
    if await pause_now(tx):
        return False
    row = {"id": str(uuid_utils.uuid7()), "paused_at": at, "paused_by": worker_id}
    await tx.execute(insert(analysis_pauses), row)
    return True


async def end_pause(tx: AsyncConnection, worker_id: str | None, at: int) -> bool:
    """End what lasts; False when nothing does."""
    lasting = update(analysis_pauses).where(analysis_pauses.c.ended_at.is_(None))
    return (await tx.execute(lasting.values(ended_at=at, ended_by=worker_id))).rowcount > 0
