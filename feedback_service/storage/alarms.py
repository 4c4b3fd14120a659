"""Steps that were taken for concerns by the clock, and the notices that went with them.

An alarm is a row of concern and step, so each step is taken once however often the clock is looked at, by how
many processes, and whatever happens between. Steps 1 to 3 are the ladder's; from 4 on they are reminders.
"""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.schema import alarms, notices


class Alarm(NamedTuple):
    """A row of `alarms`: a step taken for a concern."""

    concern_id: str
    step: int
    at: int


async def sound(tx: AsyncConnection, taken: Sequence[Alarm], told: Sequence[NoticeRow]) -> None:
    """Keep steps and the notices that go with them. Fails as a whole when one was taken before."""
    if taken:
        await tx.execute(insert(alarms), [one._asdict() for one in taken])
    await insert_rows(tx, notices, told)


async def notice_exists(connection: AsyncConnection, notice_id: str) -> bool:
    """Whether there is a notice with this id."""
    query = select(notices.c.id).where(notices.c.id == notice_id)
    return (await connection.execute(query)).first() is not None
