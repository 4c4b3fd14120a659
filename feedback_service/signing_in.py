"""Signing in and out: lock-out after many tries, a new token each time, and how long a session lasts."""

import hashlib
import secrets
from typing import Literal, NamedTuple

from feedback_service.accounts import folded
from feedback_service.passwords import matches
from feedback_service.service import Service
from feedback_service.storage import sessions
from feedback_service.storage.audit import Action, note
from feedback_service.storage.database import Transaction
from feedback_service.storage.sessions import Session
from feedback_service.storage.workers import Worker, worker_by_id, worker_by_username

WINDOW = 15 * 60_000  # milliseconds in which tries to sign in are counted
TOUCH_EVERY = 60_000  # milliseconds between notes that a session is in use
TOKEN_BYTES = 32


class Outcome(NamedTuple):
    """What became of signing in: a session's token, or why not."""

    token: str
    refusal: Literal["", "wrong", "locked"]


async def sign_in(service: Service, username: str, password: str, previous: str = "") -> Outcome:
    """Begin a session under a new token and end the `previous` one. Names nobody has cost as much work."""
    now, name = service.now(), folded(username)
    counted = hashlib.sha256(name.encode()).hexdigest()  # a password typed into the wrong box is not stored
    limit = service.settings.sign_in_attempts
    may_try = await service.database.transaction(
        lambda tx: sessions.count_try(tx, counted, now, since=now - WINDOW, limit=limit)
    )
    async with service.database.reading() as connection:
        found = await worker_by_username(connection, name)
    worker, stored = found or (None, "")
    if not may_try:
        await _note(service, "sign-in-locked", worker)
        return Outcome("", "locked")
    fits = await matches(stored, password)
    if worker is None or not fits or not worker.active:
        await _note(service, "sign-in-failed", worker)
        return Outcome("", "wrong")
    return Outcome(await _begin(service, worker, counted, previous), "")


async def _begin(service: Service, worker: Worker, counted: str, previous: str) -> str:
    token, now = secrets.token_urlsafe(TOKEN_BYTES), service.now()
    session = Session(token_hash=hash_of(token), worker_id=worker.id, created_at=now, seen_at=now)

    async def work(tx: Transaction) -> None:
        await sessions.forget_tries(tx, counted)
        await sessions.end_session(tx, hash_of(previous))
        await sessions.end_sessions_before(tx, now - _longest(service))
        await sessions.add_session(tx, session)
        await note(tx, "sign-in", worker.id, worker.id, now)

    await service.database.transaction(work)
    return token


async def signed_in(service: Service, token: str) -> Worker | None:
    """The worker whose living session this token is, or None. Notes use at most once a minute."""
    async with service.database.reading() as connection:
        session = await sessions.find_session(connection, hash_of(token))
        worker = await worker_by_id(connection, session.worker_id) if session else None
    if session is None or worker is None or not worker.active or _is_over(service, session):
        return None
    now = service.now()
    if now - session.seen_at >= TOUCH_EVERY:
        await service.database.transaction(lambda tx: sessions.touch_session(tx, session.token_hash, now))
    return worker


def _is_over(service: Service, session: Session) -> bool:
    now, idle = service.now(), service.settings.session_idle_minutes * 60_000
    return now - session.created_at >= _longest(service) or now - session.seen_at >= idle


def _longest(service: Service) -> int:
    return service.settings.session_hours * 3_600_000


async def sign_out(service: Service, token: str, worker: Worker) -> None:
    """End the session."""
    now = service.now()

    async def work(tx: Transaction) -> None:
        await sessions.end_session(tx, hash_of(token))
        await note(tx, "sign-out", worker.id, worker.id, now)

    await service.database.transaction(work)


def hash_of(token: str) -> bytes:
    """The SHA-256 under which a session's token is stored."""
    return hashlib.sha256(token.encode()).digest()


async def _note(service: Service, action: Action, worker: Worker | None) -> None:
    """An attempt on an account, or on a name that nobody has."""
    worker_id, now = worker.id if worker else None, service.now()
    await service.database.transaction(lambda tx: note(tx, action, worker_id or "unknown", worker_id, now))
