"""What a worker has besides a password: the secret for one-time codes, and how all of it is taken off."""

import msgspec
from sqlalchemy import delete, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import one_time_secrets, passkeys, recovery_codes


class OneTimeSecret(msgspec.Struct, frozen=True, kw_only=True):
    """A sealed secret; it counts once `confirmed_at` is set. `last_step` is of the newest code taken."""

    worker_id: str
    master: str
    wrapped: bytes
    secret: bytes
    made_at: int
    confirmed_at: int | None = None
    last_step: int | None = None


async def put_secret(tx: AsyncConnection, secret: OneTimeSecret) -> None:
    """Keep a worker's secret in the place of an earlier one."""
    await forget_secret(tx, secret.worker_id)
    await tx.execute(insert(one_time_secrets), msgspec.structs.asdict(secret))


async def find_secret(connection: AsyncConnection, worker_id: str) -> OneTimeSecret | None:
    """A worker's secret, confirmed or not, or None."""
    query = select(one_time_secrets).where(one_time_secrets.c.worker_id == worker_id)
    row = (await connection.execute(query)).mappings().first()
    return OneTimeSecret(**row) if row else None


async def confirm_secret(tx: AsyncConnection, worker_id: str, at: int) -> None:
    """From now on the secret's codes are asked for."""
    query = update(one_time_secrets).where(one_time_secrets.c.worker_id == worker_id)
    await tx.execute(query.values(confirmed_at=at))


async def spend_code(tx: AsyncConnection, worker_id: str, step: int) -> bool:
    """Take the code of this 30-second step; False when it or a later one was taken already."""
    last = one_time_secrets.c.last_step
    query = update(one_time_secrets).where(
        one_time_secrets.c.worker_id == worker_id, or_(last.is_(None), last < step)
    )
    return (await tx.execute(query.values(last_step=step))).rowcount == 1


async def forget_secret(tx: AsyncConnection, worker_id: str) -> None:
    """No one-time codes any more."""
    await tx.execute(delete(one_time_secrets).where(one_time_secrets.c.worker_id == worker_id))


async def forget_factors(tx: AsyncConnection, worker_id: str) -> None:
    """The worker has nothing but a password from now on."""
    for table in (one_time_secrets, recovery_codes, passkeys):
        await tx.execute(delete(table).where(table.c.worker_id == worker_id))
