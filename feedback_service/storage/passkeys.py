"""Workers' passkeys: public keys only; the private ones never leave their devices."""

from collections.abc import Collection

import msgspec
from sqlalchemy import delete, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import passkeys, workers


class Passkey(msgspec.Struct, frozen=True, kw_only=True):
    """One passkey; `sign_count` is what its device counted at the last use, 0 where it counts nothing."""

    id: str
    worker_id: str
    credential_id: bytes
    public_key: bytes
    sign_count: int
    backed_up: bool
    name: str
    made_at: int
    used_at: int | None = None


async def add_passkey(tx: AsyncConnection, passkey: Passkey) -> None:
    """Keep a new passkey; StorageError when there is one with this credential id."""
    await tx.execute(insert(passkeys), msgspec.structs.asdict(passkey))


async def passkeys_of(connection: AsyncConnection, worker_id: str) -> list[Passkey]:
    """A worker's passkeys, the oldest first."""
    query = select(passkeys).where(passkeys.c.worker_id == worker_id).order_by(passkeys.c.made_at)
    return [Passkey(**row) for row in (await connection.execute(query)).mappings()]


async def only_by_password(
    connection: AsyncConnection, roles: Collection[str], *, single_sign_on: bool
) -> list[str]:
    """Usernames of active workers of these roles who can come in by a password only, in order.

    They have no passkey and, where there is `single_sign_on`, never used that.
    """
    query = select(workers.c.username).where(workers.c.active, workers.c.role.in_(roles))
    query = query.where(~exists().where(passkeys.c.worker_id == workers.c.id))
    if single_sign_on:
        query = query.where(workers.c.sso_subject.is_(None))
    return list((await connection.execute(query.order_by(workers.c.username))).scalars())


async def find_passkey(connection: AsyncConnection, credential_id: bytes) -> Passkey | None:
    """The passkey with this credential id, or None."""
    query = select(passkeys).where(passkeys.c.credential_id == credential_id)
    row = (await connection.execute(query)).mappings().first()
    return Passkey(**row) if row else None


async def note_use(tx: AsyncConnection, passkey: Passkey, sign_count: int, at: int) -> bool:
    """Keep what the device counted; False when the passkey was used or removed in the meantime."""
    same = (passkeys.c.id == passkey.id, passkeys.c.sign_count == passkey.sign_count)
    done = await tx.execute(update(passkeys).where(*same).values(sign_count=sign_count, used_at=at))
    return done.rowcount == 1


async def remove_passkey(tx: AsyncConnection, passkey_id: str, worker_id: str) -> bool:
    """Remove a passkey of this worker; False when they have no such one."""
    mine = (passkeys.c.id == passkey_id, passkeys.c.worker_id == worker_id)
    return (await tx.execute(delete(passkeys).where(*mine))).rowcount == 1
