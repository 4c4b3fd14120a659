"""Codings: themes put on answers by the machine or a worker. None is overwritten; it is withdrawn."""

from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import codings, submissions
from feedback_service.storage.theme_marks import keep_marks


class StoredCoding(msgspec.Struct, frozen=True, kw_only=True):
    """A coding as stored; `assigned_by` is None for the machine, `withdrawn_at` None while it stands.

    What is `suggested` is shown to workers and counted nowhere until one of them agrees. With `put_back_by`
    it stood before and was taken off: by undoing that, this worker put it back at `assigned_at`.
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
    put_back_by: str | None = None


async def codings_at(
    connection: AsyncConnection, places: Collection[tuple[str, str]]
) -> dict[tuple[str, str], list[StoredCoding]]:
    """Every coding at these places (submission, question), withdrawn ones too, oldest first."""
    here = tuple_(codings.c.submission_id, codings.c.question_id)
    query = select(codings).where(here.in_(list(places)))
    found: dict[tuple[str, str], list[StoredCoding]] = {}
    for row in (await connection.execute(query.order_by(codings.c.assigned_at, codings.c.id))).mappings():
        found.setdefault((row["submission_id"], row["question_id"]), []).append(StoredCoding(**row))
    return found


async def codings_of(connection: AsyncConnection, submission_id: str) -> list[StoredCoding]:
    """Every coding of a submission, withdrawn ones too, oldest first."""
    query = select(codings).where(codings.c.submission_id == submission_id)
    rows = await connection.execute(query.order_by(codings.c.assigned_at, codings.c.id))
    return [StoredCoding(**row) for row in rows.mappings()]


async def codings_to_change(tx: AsyncConnection, submission_id: str) -> list[StoredCoding]:
    """As `codings_of`; until this transaction ends nobody else changes them who asks in this way."""
    await tx.execute(select(submissions.c.id).where(submissions.c.id == submission_id).with_for_update())
    return await codings_of(tx, submission_id)


async def add_codings(tx: AsyncConnection, new: Sequence[StoredCoding]) -> None:
    """Keep codings that a worker or the machine made."""
    if new:
        await tx.execute(insert(codings), [msgspec.structs.asdict(one) for one in new])
        await keep_marks(tx, {one.submission_id for one in new})


async def replace_codings(tx: AsyncConnection, coding_ids: Collection[str], at: int) -> None:
    """Withdraw standing codings of the machine because it reads otherwise now: nobody took them off."""
    if coding_ids:
        standing = codings.c.id.in_(list(coding_ids)) & codings.c.withdrawn_at.is_(None)
        await tx.execute(update(codings).where(standing).values(withdrawn_at=at))
        await keep_marks(tx, await _submissions_of(tx, coding_ids))


async def withdraw_coding(tx: AsyncConnection, coding_id: str, worker_id: str, at: int) -> bool:
    """Withdraw a standing coding; it stays on record. False when it was not standing any more."""
    changes: dict[str, Any] = {"withdrawn_by": worker_id, "withdrawn_at": at}
    standing = (codings.c.id == coding_id) & codings.c.withdrawn_at.is_(None)
    withdrawn = (await tx.execute(update(codings).where(standing).values(**changes))).rowcount == 1
    await keep_marks(tx, await _submissions_of(tx, [coding_id]))
    return withdrawn


async def _submissions_of(tx: AsyncConnection, coding_ids: Collection[str]) -> set[str]:
    query = select(codings.c.submission_id).where(codings.c.id.in_(list(coding_ids)))
    return set((await tx.execute(query)).scalars())
