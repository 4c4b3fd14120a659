"""Signs of harm that screening missed and a person marked, from which screening learns."""

import msgspec
from sqlalchemy import insert
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
