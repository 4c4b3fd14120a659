"""Sessions of signed-in workers, under hashes of their tokens, and the tries to sign in of late."""

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


async def end_sessions_of(tx: AsyncConnection, worker_id: str) -> None:
    """Delete every session of a worker."""
    await tx.execute(delete(sessions).where(sessions.c.worker_id == worker_id))


async def end_sessions_before(tx: AsyncConnection, created: int) -> None:
    """Delete the sessions begun before this time."""
    await tx.execute(delete(sessions).where(sessions.c.created_at < created))


async def count_try(tx: AsyncConnection, username: str, at: int, *, since: int, limit: int) -> bool:
    """Count a try to sign in before it is judged; False when `limit` were counted since then already.

    Counting first, in the one writing transaction, leaves no gap for many tries at the same moment.
    """
    await tx.execute(delete(sign_in_failures).where(sign_in_failures.c.at < since))
    query = select(func.count()).where(sign_in_failures.c.username == username)
    if (await tx.execute(query)).scalar_one() >= limit:
        return False
    await tx.execute(
        insert(sign_in_failures), {"id": str(uuid_utils.uuid7()), "username": username, "at": at}
    )
    return True


async def forget_tries(tx: AsyncConnection, username: str) -> None:
    """Nothing is held against a username whose worker signed in."""
    await tx.execute(delete(sign_in_failures).where(sign_in_failures.c.username == username))
