"""Proving again who one is, before what is worth it; each time the session's token changes."""

import secrets
from typing import NamedTuple

import msgspec

from feedback_service.lockout import count_try
from feedback_service.one_time_codes import is_code
from feedback_service.passwords import matches
from feedback_service.service import Service
from feedback_service.signing_in import TOKEN_BYTES, Outcome, Signed, Strength, hash_of, minutes
from feedback_service.storage import sessions
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.factors import find_secret
from feedback_service.storage.passkeys import passkeys_of
from feedback_service.storage.workers import worker_by_username


class Ways(NamedTuple):
    """How a worker can prove who they are."""

    password: bool
    code: bool
    passkey: bool


async def ways_of(service: Service, signed: Signed) -> Ways:
    """What this worker has; any one of these will do."""
    async with service.database.reading() as connection:
        found = await worker_by_username(connection, signed.worker.username)
        secret = await find_secret(connection, signed.worker.id)
        keys = await passkeys_of(connection, signed.worker.id)
    confirmed = secret is not None and secret.confirmed_at is not None
    return Ways(password=bool(found and found[1]), code=confirmed, passkey=bool(keys))


def is_proved(service: Service, signed: Signed) -> bool:
    """Whether it was proved lately enough who this is."""
    proved = signed.session.proved_at
    return proved is not None and service.now() - proved < service.settings.proof_minutes * 60_000


async def prove(service: Service, signed: Signed, password: str, code: str) -> Outcome:
    """A new token for the session, when the password or the code is right.

    Tries are counted for this session alone, so that whoever has taken it over locks nobody out.
    """
    worker = signed.worker
    tried = await count_try(service, "proof", signed.session.token_hash.hex())
    if tried.wait:
        return Outcome(refusal="locked", wait=minutes(tried.wait))
    right = is_code(service, worker.id, code) if code else _fits(service, worker.username, password)
    if not await right:
        now = service.now()
        await service.database.transaction(lambda tx: note(tx, "proof-failed", worker.id, worker.id, now))
        return Outcome(refusal="wrong")
    return Outcome(token=await renew(service, signed))


async def _fits(service: Service, username: str, password: str) -> bool:
    async with service.database.reading() as connection:
        found = await worker_by_username(connection, username)
    return await matches(found[1] if found else "", password)


async def renew(service: Service, signed: Signed, strength: Strength | None = None) -> str:
    """The token of the same session, just proved (at `strength`, when that changed); the old one is dead.

    How long the session may last does not begin anew.
    """
    token, now, old = secrets.token_urlsafe(TOKEN_BYTES), service.now(), signed.session
    fresh = msgspec.structs.replace(
        old, token_hash=hash_of(token), seen_at=now, proved_at=now, strength=strength or old.strength
    )

    async def work(tx: Transaction) -> None:
        await sessions.end_session(tx, old.token_hash)
        await sessions.add_session(tx, fresh)
        await note(tx, "proved", signed.worker.id, signed.worker.id, now)

    await service.database.transaction(work)
    return token
