"""Codebooks of the place: each change as a whole, which are or were in use, what a trial of each found."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, and_, delete, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.kept_away import kept_from_anybody
from feedback_service.storage.schema import (
    analysed_texts,
    codebook_moves,
    codebooks,
    submissions,
    workers,
)
from feedback_service.storage.scope import Scope
from feedback_service.storage.taken_back import is_taken_back
from feedback_service.storage.words import SealedText, texts_query

SHIPPED = 0
"""The number of the codebook that comes with the software."""


class StoredCodebook(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `codebooks`: content (TOML), the change by itself (JSON), why (sealed with a key of its own).

    `read` of `total` answers were tried (None: not begun), `moved` of them would change; all at `tried_at`.
    `ended_at`: it came into use (`adopted` tells as which) or was dropped.
    """

    number: int
    based_on: int
    content: str
    version: str
    change: str
    candidate: int | None
    master: str
    wrapped: bytes
    reason: bytes
    made_by: str
    made_at: int
    read: int = 0
    total: int | None = None
    moved: int = 0
    tried_at: int | None = None
    ended_by: str | None = None
    ended_at: int | None = None
    adopted: int | None = None


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """An answer whose themes a change would move; ids of themes."""

    submission_id: str
    question_id: str
    gained: tuple[str, ...]
    lost: tuple[str, ...]


async def newest_adopted(connection: AsyncConnection) -> StoredCodebook | None:
    """The codebook in use; None while it is the shipped one."""
    query = select(codebooks).where(codebooks.c.adopted.is_not(None))
    return await _one(connection, query.order_by(codebooks.c.adopted.desc()).limit(1))


async def find_codebook(connection: AsyncConnection, number: int) -> StoredCodebook | None:
    """The change with this number."""
    return await _one(connection, select(codebooks).where(codebooks.c.number == number))


async def _one(connection: AsyncConnection, query: Select[Any]) -> StoredCodebook | None:
    row = (await connection.execute(query)).mappings().first()
    return StoredCodebook(**row) if row else None


async def all_codebooks(connection: AsyncConnection) -> list[tuple[StoredCodebook, str]]:
    """Every change with who made it, the newest first."""
    query = select(codebooks, workers.c.name).join(workers, workers.c.id == codebooks.c.made_by)
    rows = await connection.execute(query.order_by(codebooks.c.number.desc()))
    return [
        (StoredCodebook(**{key: row[key] for key in StoredCodebook.__struct_fields__}), row["name"])
        for row in rows.mappings()
    ]


async def next_number(tx: AsyncConnection) -> int:
    """The number that the next change is kept under."""
    last: int | None = await tx.scalar(select(func.max(codebooks.c.number)))
    return (last or SHIPPED) + 1


async def add_codebook(tx: AsyncConnection, row: StoredCodebook) -> int:
    """Keep a change under the next number, which is returned; that of the row is not looked at."""
    number = await next_number(tx)
    await tx.execute(insert(codebooks), msgspec.structs.asdict(row) | {"number": number})
    return number


async def open_already(tx: AsyncConnection, row: StoredCodebook) -> list[StoredCodebook]:
    """The open changes by which this worker proposes the same, of the same candidate, the first one first.

    The reason is sealed: whether that is the same too is seen by whoever opens it.
    """
    names = ("based_on", "change", "made_by")
    same = and_(*(codebooks.c[name] == getattr(row, name) for name in names))
    alike = codebooks.c.candidate.is_not_distinct_from(row.candidate)
    query = select(codebooks).where(same, alike, codebooks.c.ended_at.is_(None))
    rows = await tx.execute(query.order_by(codebooks.c.number))
    return [StoredCodebook(**one) for one in rows.mappings()]


async def adopt_codebook(tx: AsyncConnection, number: int, worker_id: str, at: int) -> bool:
    """Bring an open change into use; False when it is decided, or not based on the codebook in use."""
    row, newest = await find_codebook(tx, number), await newest_adopted(tx)
    if row is None or row.ended_at is not None or row.based_on != (newest.number if newest else SHIPPED):
        return False
    place = (newest.adopted or 0) + 1 if newest else 1
    changes = {"ended_by": worker_id, "ended_at": at, "adopted": place}
    await tx.execute(update(codebooks).where(codebooks.c.number == number).values(**changes))
    await tx.execute(delete(codebook_moves).where(codebook_moves.c.number == number))
    return True


async def drop_codebook(tx: AsyncConnection, number: int, worker_id: str, at: int) -> bool:
    """Close an open change without using it; False when it is decided already."""
    still = (codebooks.c.number == number) & codebooks.c.ended_at.is_(None)
    done = await tx.execute(update(codebooks).where(still).values(ended_by=worker_id, ended_at=at))
    await tx.execute(delete(codebook_moves).where(codebook_moves.c.number == number))
    return done.rowcount == 1


async def untried_codebook(connection: AsyncConnection) -> StoredCodebook | None:
    """The open change that has waited longest for its trial, or is in the midst of it."""
    waits = codebooks.c.ended_at.is_(None) & codebooks.c.tried_at.is_(None)
    return await _one(connection, select(codebooks).where(waits).order_by(codebooks.c.number).limit(1))


async def begin_trial(tx: AsyncConnection, number: int) -> int:
    """Start (again) over every answer that was read; returns how many there are, 0 once it is decided."""
    counted = await tx.execute(select(func.count()).select_from(_tried_texts().subquery()))
    total = int(counted.scalar_one())
    values = {"read": 0, "moved": 0, "total": total, "tried_at": None}
    still = (codebooks.c.number == number) & codebooks.c.ended_at.is_(None)
    if (await tx.execute(update(codebooks).where(still).values(**values))).rowcount == 0:
        return 0
    await tx.execute(delete(codebook_moves).where(codebook_moves.c.number == number))
    return total


def _tried_texts() -> Select[tuple[object, ...]]:
    """Without what is kept from anybody: a change with somebody's name as a cue would tell of it."""
    shown = and_(Scope(all_teams=True, sees_withheld=False).covers(), ~kept_from_anybody(), ~is_taken_back())
    return texts_query().where(analysed_texts.c.submission_id.is_not(None), shown)


async def read_texts(
    connection: AsyncConnection, limit: int, *, after: tuple[str, str] = ("", "")
) -> list[SealedText]:
    """Up to `limit` answers that the machine has read, in a stable order; `after`: the last looked at."""
    here = (analysed_texts.c.submission_id, analysed_texts.c.question_id)
    query = _tried_texts().where(tuple_(*here) > tuple_(*after)).order_by(*here)
    return [SealedText(**row) for row in (await connection.execute(query.limit(limit))).mappings()]


async def note_tried(
    tx: AsyncConnection, number: int, read: tuple[int, int], moves: Sequence[Move], done_at: int | None
) -> bool:
    """Keep what a lot of answers showed; `read` is how many were read before it and are with it.

    False when the change was decided meanwhile, or another trial of it has overtaken this one.
    """
    before, now = read
    open_still = and_(codebooks.c.ended_at.is_(None), codebooks.c.tried_at.is_(None))
    still = and_(codebooks.c.number == number, open_still, codebooks.c.read == before)
    values = {
        "read": now,
        "moved": codebooks.c.moved + len(moves),
        "tried_at": done_at,
    }
    if (await tx.execute(update(codebooks).where(still).values(**values))).rowcount == 0:
        return False
    if moves:
        await tx.execute(insert(codebook_moves), [_row(number, one) for one in moves])
    return True


def _row(number: int, one: Move) -> dict[str, Any]:
    lists = {name: msgspec.json.encode(getattr(one, name)).decode() for name in ("gained", "lost")}
    return {"number": number, "submission_id": one.submission_id, "question_id": one.question_id, **lists}


async def moves_of(connection: AsyncConnection, number: int) -> list[Move]:
    """Every answer that a change would move."""
    query = select(codebook_moves).where(codebook_moves.c.number == number)
    rows = await connection.execute(
        query.order_by(codebook_moves.c.submission_id.desc(), codebook_moves.c.question_id)
    )
    return [_move(row.submission_id, row.question_id, row.gained, row.lost) for row in rows]


async def moves_within(connection: AsyncConnection, scope: Scope, number: int, limit: int) -> list[Move]:
    """Those of them that this worker may open, the newest first."""
    query = select(codebook_moves).join(submissions, submissions.c.id == codebook_moves.c.submission_id)
    query = query.where(codebook_moves.c.number == number, scope.covers(), ~is_taken_back())
    newest = (submissions.c.answered_at.desc(), submissions.c.id, codebook_moves.c.question_id)
    rows = await connection.execute(query.order_by(*newest).limit(limit))
    return [_move(row.submission_id, row.question_id, row.gained, row.lost) for row in rows]


def _move(submission_id: str, question_id: str, gained: str, lost: str) -> Move:
    ids = (msgspec.json.decode(one, type=tuple[str, ...]) for one in (gained, lost))
    more, less = ids
    return Move(submission_id=submission_id, question_id=question_id, gained=more, lost=less)
