"""Tries at something that could be guessed (a code, a PIN, receipt words), counted of late."""

import uuid_utils
from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import tries


async def count_try(tx: AsyncConnection, what: str, who: str, at: int, *, since: int, limit: int) -> bool:
    """Count a try at `what` (20 letters) by `who` (80) before it is judged; False when `limit` were made.

    Counting first, in the one writing transaction, leaves no gap for many tries at the same moment. A try
    that is refused is not counted, so waiting always ends. `since` is when counting starts, in milliseconds.
    Tidying deletes old ones.
    """
    mine = (tries.c.what == what) & (tries.c.who == who) & (tries.c.at >= since)
    if (await tx.execute(select(func.count()).where(mine))).scalar_one() >= limit:
        return False
    row = {"id": str(uuid_utils.uuid7()), "what": what, "who": who, "at": at}
    await tx.execute(insert(tries), row)
    return True


async def forget_tries(tx: AsyncConnection, what: str, who: str) -> None:
    """Nothing is held against whoever got it right."""
    await tx.execute(delete(tries).where(tries.c.what == what, tries.c.who == who))
