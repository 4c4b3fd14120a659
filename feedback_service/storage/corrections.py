"""Corrections: what a person wishes to have put right, kept beside what they said and never in its place."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import corrections, workers


class Correction(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `corrections`; `words` are sealed with the submission's key, `made_by` is a worker's id."""

    id: str
    submission_id: str
    question_id: str
    asked_by: str
    words: bytes
    made_by: str
    made_at: int


class SealedCorrection(msgspec.Struct, frozen=True, kw_only=True):
    """A correction as it is read; `worker` is the name of who wrote it down."""

    id: str
    submission_id: str
    question_id: str
    asked_by: str
    words: bytes
    worker: str
    made_at: int


async def add_correction(tx: AsyncConnection, row: Correction) -> bool:
    """Keep a correction; False when it is there already (a double press)."""
    if (await tx.execute(select(corrections.c.id).where(corrections.c.id == row.id))).first():
        return False
    await tx.execute(insert(corrections), msgspec.structs.asdict(row))
    return True


async def is_kept(connection: AsyncConnection, correction_id: str, *, by: str) -> bool:
    """Whether this worker made a correction with this id, whoever may see it by now."""
    query = select(corrections.c.id).where(corrections.c.id == correction_id, corrections.c.made_by == by)
    return (await connection.execute(query)).first() is not None


async def corrected_since(
    connection: AsyncConnection, place: tuple[str, str], since: int, *, by: str
) -> bool:
    """Whether this worker put right the answer at `place` (submission, question) at this time or later."""
    submission_id, question_id = place
    query = select(corrections.c.id).where(
        corrections.c.submission_id == submission_id,
        corrections.c.question_id == question_id,
        corrections.c.made_by == by,
        corrections.c.made_at >= since,
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def corrections_of(
    connection: AsyncConnection, submission_ids: Sequence[str]
) -> list[SealedCorrection]:
    """The corrections to these submissions, the oldest first."""
    names = [name for name in SealedCorrection.__struct_fields__ if name != "worker"]
    columns = (*(corrections.c[name] for name in names), workers.c.name.label("worker"))
    query = select(*columns).join(workers, workers.c.id == corrections.c.made_by)
    query = query.where(corrections.c.submission_id.in_(submission_ids))
    rows = await connection.execute(query.order_by(corrections.c.made_at, corrections.c.id))
    return [SealedCorrection(**row) for row in rows.mappings()]
