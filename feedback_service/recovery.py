"""Recovery codes, for when the app or passkey is lost: ten, each of which is taken once."""

import asyncio
import secrets

from argon2.low_level import Type, hash_secret_raw

from feedback_service.service import Service
from feedback_service.storage import recovery_codes
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.tokens import ALPHABET

RECOVERY_CODES = 10
RECOVERY_LENGTH = 12  # letters of 5 bits


async def make_recovery_codes(service: Service, worker_id: str) -> list[str]:
    """Ten new recovery codes, which are shown this once; earlier ones are worth nothing."""
    codes = [_recovery_code() for _ in range(RECOVERY_CODES)]
    hashes = [await _recovery_hash(service, worker_id, one) for one in codes]
    now = service.now()

    async def work(tx: Transaction) -> None:
        await recovery_codes.put_recovery_codes(tx, worker_id, hashes, now)
        await note(tx, "recovery-made", worker_id, worker_id, now)

    await service.database.transaction(work)
    return codes


async def is_recovery_code(service: Service, worker_id: str, typed: str) -> bool:
    """Whether it is a recovery code that was not used yet; then it is used."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    if len(plain) != RECOVERY_LENGTH or not set(plain) <= set(ALPHABET):
        return False
    code_hash, now = await _recovery_hash(service, worker_id, plain), service.now()

    async def work(tx: Transaction) -> bool:
        if not await recovery_codes.spend_recovery_code(tx, worker_id, code_hash, now):
            return False
        await note(tx, "recovery-used", worker_id, worker_id, now)
        return True

    return await service.database.transaction(work)


def _recovery_code() -> str:
    letters = "".join(secrets.choice(ALPHABET) for _ in range(RECOVERY_LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, RECOVERY_LENGTH, 4))


async def _recovery_hash(service: Service, worker_id: str, code: str) -> bytes:
    """argon2id (OWASP's minimum) of the code, signed with a key the database does not hold; salted."""
    plain = code.replace("-", "")
    secret = service.keys.sign("recovery code", f"{worker_id}\0{plain}")
    salt = service.keys.sign("recovery salt", worker_id)[:16]
    return await asyncio.to_thread(_slowly, secret, salt)


def _slowly(secret: bytes, salt: bytes) -> bytes:
    return hash_secret_raw(
        secret, salt, time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, type=Type.ID
    )
