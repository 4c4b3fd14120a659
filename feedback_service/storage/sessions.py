"""Sessions of signed-in workers, under hashes of their tokens, and the tries to sign in of late."""

from collections.abc import Callable
from typing import NamedTuple

import msgspec
import uuid_utils
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import sessions, sign_in_failures


class Session(msgspec.Struct, frozen=True, kw_only=True):
    """One browser's signed-in time: how it was proved who signed in, and when that was proved last."""

    token_hash: bytes
    worker_id: str
    created_at: int
    seen_at: int
    strength: str | None = None
    proved_at: int | None = None


async def add_session(tx: AsyncConnection, session: Session) -> None:
    """Keep a new session."""
    await tx.execute(insert(sessions), msgspec.structs.asdict(session))


async def find_session(connection: AsyncConnection, token_hash: bytes) -> Session | None:
    """The session with this token, ended by time or not, or None."""
    query = select(sessions).where(sessions.c.token_hash == token_hash)
    row = (await connection.execute(query)).mappings().first()
    return Session(**row) if row else None


async def touch_session(tx: AsyncConnection, token_hash: bytes, at: int) -> None:
    """Note that the session is in use."""
    await tx.execute(update(sessions).where(sessions.c.token_hash == token_hash).values(seen_at=at))


async def end_session(tx: AsyncConnection, token_hash: bytes) -> None:
    """Delete one session."""
    await tx.execute(delete(sessions).where(sessions.c.token_hash == token_hash))


async def sessions_of(connection: AsyncConnection, worker_id: str) -> list[Session]:
    """A worker's sessions, ended by time or not, the newest first."""
    query = select(sessions).where(sessions.c.worker_id == worker_id).order_by(sessions.c.created_at.desc())
    return [Session(**row) for row in (await connection.execute(query)).mappings()]


async def end_sessions_of(tx: AsyncConnection, worker_id: str, keep: bytes = b"") -> None:
    """Delete every session of a worker, but the one with the hash `keep`."""
    others = sessions.c.token_hash != keep
    await tx.execute(delete(sessions).where(sessions.c.worker_id == worker_id, others))


class Tried(NamedTuple):
    """How many milliseconds to wait before a try counts, 0 for one that did; how many of late did."""

    wait: int
    made: int


async def count_try(
    tx: AsyncConnection, who: str, at: int, *, since: int, wait: Callable[[int], int]
) -> Tried:
    """Count a try to prove who one is before it is judged, unless one must wait.

    `wait` gives the milliseconds that must lie between so many tries and the next. Counting first, in the
    one writing transaction, leaves no gap for many tries at the same moment. Tidying deletes old ones.
    """
    mine = (sign_in_failures.c.username == who) & (sign_in_failures.c.at >= since)
    query = select(func.count(), func.max(sign_in_failures.c.at)).where(mine)
    made, latest = (await tx.execute(query)).one()
    if made and (left := latest + wait(made) - at) > 0:
        return Tried(int(left), made)
    await tx.execute(insert(sign_in_failures), {"id": str(uuid_utils.uuid7()), "username": who, "at": at})
    return Tried(0, made + 1)


async def forget_tries(tx: AsyncConnection, who: str) -> None:
    """Nothing is held any more against those who are counted under this name."""
    await tx.execute(delete(sign_in_failures).where(sign_in_failures.c.username == who))
