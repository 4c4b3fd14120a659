"""Steps on the way in: what must be brought back, once and soon, by the browser or person it was given to."""

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import sign_in_steps


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step, under the hash of its token; `wanted` is the address to go to afterwards."""

    token_hash: bytes
    kind: str
    worker_id: str | None
    secret: bytes = b""
    wanted: str = ""
    ends_at: int


async def add_step(tx: AsyncConnection, step: Step, at: int) -> None:
    """Keep a step. Those that ran out go."""
    await tx.execute(delete(sign_in_steps).where(sign_in_steps.c.ends_at <= at))
    await tx.execute(insert(sign_in_steps), msgspec.structs.asdict(step))


async def find_step(connection: AsyncConnection, token_hash: bytes, kind: str, at: int) -> Step | None:
    """The step of this kind that has not run out, or None."""
    query = select(sign_in_steps).where(
        sign_in_steps.c.token_hash == token_hash,
        sign_in_steps.c.kind == kind,
        sign_in_steps.c.ends_at > at,
    )
    row = (await connection.execute(query)).mappings().first()
    return Step(**row) if row else None


async def use_step(tx: AsyncConnection, token_hash: bytes, kind: str, at: int) -> Step | None:
    """As `find_step`, and nobody finds it again."""
    found = await find_step(tx, token_hash, kind, at)
    gone = await tx.execute(delete(sign_in_steps).where(sign_in_steps.c.token_hash == token_hash))
    return found if gone.rowcount == 1 else None


async def end_steps_of(tx: AsyncConnection, worker_id: str) -> None:
    """Every step of a worker, invitations too, is worth nothing from now on."""
    await tx.execute(delete(sign_in_steps).where(sign_in_steps.c.worker_id == worker_id))
