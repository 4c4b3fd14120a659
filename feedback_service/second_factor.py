"""The second step: one-time codes from an app, each of which is taken once."""

import hmac

import pyotp

from feedback_service.lockout import count_try
from feedback_service.recovery import is_recovery_code
from feedback_service.sealing import WrappedKey
from feedback_service.service import Service
from feedback_service.signing_in import (
    SECOND,
    Browser,
    Outcome,
    begin,
    hash_of,
    minutes,
    note_try,
)
from feedback_service.storage import factors
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.factors import OneTimeSecret
from feedback_service.storage.steps import find_step, use_step
from feedback_service.storage.workers import Worker, worker_by_id

STEP_SECONDS = 30
PLACE = "one-time secret"  # what the sealed secret is bound to, besides its worker


async def begin_codes(service: Service, worker_id: str) -> None:
    """Make a new secret; it counts once a code of it was typed. Nothing changes while another counts."""
    key, now = service.keys.new_data_key(worker_id), service.now()
    made = OneTimeSecret(
        worker_id=worker_id,
        master=key.stored.master,
        wrapped=key.stored.wrapped,
        secret=key.seal(pyotp.random_base32(), PLACE),
        made_at=now,
    )

    async def work(tx: Transaction) -> None:
        present = await factors.find_secret(tx, worker_id)
        if present is None or present.confirmed_at is None:
            await factors.put_secret(tx, made)

    await service.database.transaction(work)


async def shown_secret(service: Service, worker_id: str) -> str:
    """The secret that is being set up, for an app to read; empty when there is none or it counts already."""
    async with service.database.reading() as connection:
        stored = await factors.find_secret(connection, worker_id)
    return _opened(service, stored) if stored and stored.confirmed_at is None else ""


def app_address(service: Service, worker: Worker, secret: str) -> str:
    """What the picture holds: the address that apps for one-time codes understand."""
    issuer = service.settings.service_name
    return pyotp.TOTP(secret).provisioning_uri(name=worker.username, issuer_name=issuer)


async def confirm_codes(service: Service, worker_id: str, code: str) -> bool:
    """The secret counts from now on, when the code is right."""
    async with service.database.reading() as connection:
        stored = await factors.find_secret(connection, worker_id)
    step = _step(service, stored, code) if stored and stored.confirmed_at is None else None
    if step is None:
        return False
    now = service.now()

    async def work(tx: Transaction) -> bool:
        if not await factors.spend_code(tx, worker_id, step):
            return False
        await factors.confirm_secret(tx, worker_id, now)
        await note(tx, "codes-set", worker_id, worker_id, now)
        return True

    return await service.database.transaction(work)


async def remove_codes(service: Service, worker_id: str) -> None:
    """No codes from an app any more."""
    now = service.now()

    async def work(tx: Transaction) -> None:
        await factors.forget_secret(tx, worker_id)
        await note(tx, "codes-removed", worker_id, worker_id, now)

    await service.database.transaction(work)


async def is_code(service: Service, worker_id: str, typed: str) -> bool:
    """Whether it is a code of the worker's app that was not used yet; then it is used."""
    async with service.database.reading() as connection:
        stored = await factors.find_secret(connection, worker_id)
    step = _step(service, stored, typed) if stored and stored.confirmed_at is not None else None
    if step is None:
        return False
    return await service.database.transaction(lambda tx: factors.spend_code(tx, worker_id, step))


async def finish(service: Service, token: str, typed: str, browser: Browser) -> tuple[Outcome, str] | None:
    """Complete the second step with a code or recovery code: what became of it, and where to go then.

    None when the step ran out or this browser does not have it.
    """
    async with service.database.reading() as connection:
        step = await find_step(connection, hash_of(token), SECOND, service.now())
        worker = await worker_by_id(connection, step.worker_id or "") if step else None
    if step is None or worker is None or not worker.active:
        return None
    if wait := await count_try(service, "code", worker.username, browser.mark):
        await note_try(service, "sign-in-locked", worker)
        return Outcome(refusal="locked", wait=minutes(wait)), step.wanted
    if not (await is_code(service, worker.id, typed) or await is_recovery_code(service, worker.id, typed)):
        await note_try(service, "sign-in-failed", worker)
        return Outcome(refusal="wrong"), step.wanted
    now = service.now()
    if not await service.database.transaction(lambda tx: use_step(tx, step.token_hash, SECOND, now)):
        return None
    return await begin(service, worker, "code", browser), step.wanted


def _step(service: Service, stored: OneTimeSecret, typed: str) -> int | None:
    """The step whose code this is: the present one, or one beside it for clocks that differ."""
    plain = "".join(typed.split())
    if len(plain) != 6 or not plain.isascii() or not plain.isdigit():  # noqa: PLR2004 (digits of a code)
        return None
    codes = pyotp.HOTP(_opened(service, stored))
    present = service.now() // 1000 // STEP_SECONDS
    steps = [one for one in range(present - 1, present + 2) if hmac.compare_digest(codes.at(one), plain)]
    return next((one for one in steps if stored.last_step is None or one > stored.last_step), None)


def _opened(service: Service, stored: OneTimeSecret) -> str:
    key = service.keys.data_key(stored.worker_id, WrappedKey(stored.master, stored.wrapped))
    return key.open(stored.secret, PLACE)
