"""One-time codes from an app: which of them are right, each of which is taken once."""

import hmac

import pyotp

from feedback_service.sealing import WrappedKey
from feedback_service.service import Service
from feedback_service.storage import factors
from feedback_service.storage.factors import OneTimeSecret

STEP_SECONDS = 30
PLACE = "one-time secret"  # what the sealed secret is bound to, besides its worker


async def is_code(service: Service, worker_id: str, typed: str) -> bool:
    """Whether it is a code of the worker's app that was not used yet; then it is used."""
    async with service.database.reading() as connection:
        stored = await factors.find_secret(connection, worker_id)
    step = step_of(service, stored, typed) if stored and stored.confirmed_at is not None else None
    if step is None:
        return False
    return await service.database.transaction(lambda tx: factors.spend_code(tx, worker_id, step))


def step_of(service: Service, stored: OneTimeSecret, typed: str) -> int | None:
    """The step whose code this is: the present one, or one beside it for clocks that differ."""
    plain = "".join(typed.split())
    if len(plain) != 6 or not plain.isascii() or not plain.isdigit():  # noqa: PLR2004 (digits of a code)
        return None
    codes = pyotp.HOTP(opened(service, stored))
    present = service.now() // 1000 // STEP_SECONDS
    steps = [one for one in range(present - 1, present + 2) if hmac.compare_digest(codes.at(one), plain)]
    return next((one for one in steps if stored.last_step is None or one > stored.last_step), None)


def opened(service: Service, stored: OneTimeSecret) -> str:
    """The secret that was sealed. Raises UnreadableWordsError."""
    key = service.keys.data_key(stored.worker_id, WrappedKey(stored.master, stored.wrapped))
    return key.open(stored.secret, PLACE)
