"""Codes for a worker whose second step is lost, each of which is taken once."""

import uuid_utils
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import recovery_codes


async def put_recovery_codes(tx: AsyncConnection, worker_id: str, hashes: list[bytes], at: int) -> None:
    """Keep recovery codes in the place of all earlier ones."""
    await tx.execute(delete(recovery_codes).where(recovery_codes.c.worker_id == worker_id))
    rows = [
        {
            "id": str(uuid_utils.uuid7()),
            "worker_id": worker_id,
            "code_hash": one,
            "made_at": at,
            "used_at": None,
        }
        for one in hashes
    ]
    await tx.execute(insert(recovery_codes), rows)


async def spend_recovery_code(tx: AsyncConnection, worker_id: str, code_hash: bytes, at: int) -> bool:
    """Take a recovery code; False when the worker has no such one left."""
    query = update(recovery_codes).where(
        recovery_codes.c.worker_id == worker_id,
        recovery_codes.c.code_hash == code_hash,
        recovery_codes.c.used_at.is_(None),
    )
    return (await tx.execute(query.values(used_at=at))).rowcount == 1


async def recovery_codes_left(connection: AsyncConnection, worker_id: str) -> int:
    """How many recovery codes were not used yet."""
    mine = (recovery_codes.c.worker_id == worker_id, recovery_codes.c.used_at.is_(None))
    query = select(func.count()).select_from(recovery_codes).where(*mine)
    return int((await connection.execute(query)).scalar_one())
