"""Passwords of workers: given by an administrator's command, or changed by whoever has them."""

from feedback_service.known_accounts import AccountError, known_worker
from feedback_service.passwords import hashed, unfit
from feedback_service.service import Service
from feedback_service.storage import workers
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.sessions import end_sessions_of
from feedback_service.storage.steps import end_steps_of
from feedback_service.storage.workers import Worker


async def set_password(service: Service, username: str, password: str) -> None:
    """Give a worker a new password and end their sessions. Raises AccountError."""
    check_password(password, username)
    worker = await known_worker(service, username)
    password_hash, now = await hashed(password), service.now()

    async def work(tx: Transaction) -> None:
        await workers.set_password_hash(tx, worker.id, password_hash)
        await end_sessions_of(tx, worker.id)
        await end_steps_of(tx, worker.id)
        await note(tx, "password-set", worker.id, None, now)

    await service.database.transaction(work)


async def change_password(
    service: Service, worker: Worker, password: str, again: str, session: bytes
) -> None:
    """A worker's own new password; every session but the one with the hash `session` ends. AccountError."""
    check_same(password, again)
    check_password(password, worker.username, worker.name, service.settings.service_name)
    password_hash, now = await hashed(password), service.now()

    async def work(tx: Transaction) -> None:
        await workers.set_password_hash(tx, worker.id, password_hash)
        await end_sessions_of(tx, worker.id, keep=session)
        await end_steps_of(tx, worker.id)
        await note(tx, "password-set", worker.id, worker.id, now)

    await service.database.transaction(work)


def check_same(password: str, again: str) -> None:
    """Raises AccountError when the two differ."""
    if password != again:
        raise AccountError("The two do not match. Type the same password twice.")


def check_password(password: str, *own: str) -> None:
    if problem := unfit(password, *own):
        raise AccountError(problem)
