"""Codings: themes put on answers by the machine or a worker. None is overwritten; it is withdrawn."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import delete, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import codings, unthemed


class StoredCoding(msgspec.Struct, frozen=True, kw_only=True):
    """A coding as stored; `assigned_by` is None for the machine, `withdrawn_at` None while it stands.

    What is `suggested` is shown to workers and counted nowhere until one of them agrees.
    """

    id: str
    submission_id: str
    question_id: str
    theme_id: str
    valence: str | None
    span_start: int
    span_end: int
    score: float
    method: str
    version: str
    assigned_by: str | None
    assigned_at: int
    withdrawn_by: str | None = None
    withdrawn_at: int | None = None
    suggested: bool | None = None


async def store_codings(
    tx: AsyncConnection, themed: Sequence[tuple[str, str]], found: Sequence[StoredCoding]
) -> int:
    """Keep what was found in the `themed` answers and take their pending marks away, together.

    An answer whose mark is gone already (another run was first) gets nothing twice. Returns codings kept.
    """
    key = tuple_(unthemed.c.submission_id, unthemed.c.question_id)
    waiting = {(row[0], row[1]) for row in await tx.execute(select(unthemed).where(key.in_(themed)))}
    rows = [msgspec.structs.asdict(one) for one in found if (one.submission_id, one.question_id) in waiting]
    if rows:
        await tx.execute(insert(codings), rows)
    await tx.execute(delete(unthemed).where(key.in_(themed)))
    return len(rows)


async def codings_of(connection: AsyncConnection, submission_id: str) -> list[StoredCoding]:
    """Every coding of a submission, withdrawn ones too, oldest first."""
    query = select(codings).where(codings.c.submission_id == submission_id)
    rows = await connection.execute(query.order_by(codings.c.assigned_at, codings.c.id))
    return [StoredCoding(**row) for row in rows.mappings()]


async def add_coding(tx: AsyncConnection, coding: StoredCoding) -> None:
    """Keep one coding a worker made."""
    await tx.execute(insert(codings), msgspec.structs.asdict(coding))


async def withdraw_coding(tx: AsyncConnection, coding_id: str, worker_id: str, at: int) -> bool:
    """Withdraw a standing coding; it stays on record. False when it was not standing any more."""
    changes: dict[str, Any] = {"withdrawn_by": worker_id, "withdrawn_at": at}
    standing = (codings.c.id == coding_id) & codings.c.withdrawn_at.is_(None)
    return (await tx.execute(update(codings).where(standing).values(**changes))).rowcount == 1
