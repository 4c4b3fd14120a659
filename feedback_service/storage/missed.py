"""Signs of harm that screening missed and a person marked, from which screening learns."""

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import missed_signs


class MissedSign(msgspec.Struct, frozen=True, kw_only=True):
    """Where a person sees a sign of harm; a span of 0 to 0 is the whole answer. It holds no words."""

    id: str
    submission_id: str
    question_id: str
    level: str
    category: str
    span_start: int
    span_end: int
    marked_by: str
    marked_at: int


async def mark_missed(tx: AsyncConnection, sign: MissedSign) -> None:
    """Keep what a person marked."""
    await tx.execute(insert(missed_signs), msgspec.structs.asdict(sign))


async def has_marked(connection: AsyncConnection, submission_id: str, question_id: str, *, by: str) -> bool:
    """Whether this person marked something in this answer."""
    query = select(missed_signs.c.id).where(
        missed_signs.c.submission_id == submission_id,
        missed_signs.c.question_id == question_id,
        missed_signs.c.marked_by == by,
    )
    return (await connection.execute(query.limit(1))).first() is not None
