"""Invitations: a link with which a worker sets their own password, once: nobody else ever types it."""

import secrets

from feedback_service.account_passwords import check_same
from feedback_service.known_accounts import AccountError
from feedback_service.passwords import hashed, unfit
from feedback_service.service import Service
from feedback_service.signing_in import TOKEN_BYTES, hash_of
from feedback_service.storage import workers
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.sessions import end_sessions_of
from feedback_service.storage.steps import Step, add_step, end_steps_of, find_step, use_step
from feedback_service.storage.workers import Worker

KIND = "invitation"
LASTS = 72 * 3_600_000  # milliseconds


async def invite(service: Service, worker_id: str, by: str | None) -> str:
    """The address with which this worker sets a password; earlier ones are worth nothing. Shown once."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), service.now()
    step = Step(token_hash=hash_of(token), kind=KIND, worker_id=worker_id, ends_at=now + LASTS)

    async def work(tx: Transaction) -> None:
        await end_steps_of(tx, worker_id)
        await add_step(tx, step, now)
        await note(tx, "worker-invited", worker_id, by, now)

    await service.database.transaction(work)
    return f"{service.settings.public_url}/staff/welcome/{token}"


async def invited(service: Service, token: str) -> Worker | None:
    """Whom the invitation is for, or None when it ran out, was used or never was."""
    async with service.database.reading() as connection:
        step = await find_step(connection, hash_of(token), KIND, service.now())
        worker = await workers.worker_by_id(connection, step.worker_id or "") if step else None
    return worker if worker and worker.active else None


async def take_up(service: Service, token: str, worker: Worker, password: str, again: str) -> bool:
    """Set the password; False when the invitation was used meanwhile. Raises AccountError."""
    check_same(password, again)
    if problem := unfit(password, worker.username, worker.name, service.settings.service_name):
        raise AccountError(problem)
    password_hash, now = await hashed(password), service.now()

    async def work(tx: Transaction) -> bool:
        if await use_step(tx, hash_of(token), KIND, now) is None:
            return False
        await workers.set_password_hash(tx, worker.id, password_hash)
        await end_sessions_of(tx, worker.id)
        await note(tx, "password-set", worker.id, worker.id, now)
        return True

    return await service.database.transaction(work)
