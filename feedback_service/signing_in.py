"""Signing in and out: a new token each time, a second step where one is set up, how long it all lasts."""

import hashlib
import secrets
from typing import Literal, NamedTuple

from feedback_service.known_accounts import folded
from feedback_service.lockout import count_try, forget_tries, marked
from feedback_service.passwords import matches
from feedback_service.service import Service
from feedback_service.storage import sessions
from feedback_service.storage.audit import Action, note
from feedback_service.storage.database import Transaction
from feedback_service.storage.factors import find_secret
from feedback_service.storage.passkeys import passkeys_of
from feedback_service.storage.sessions import Session
from feedback_service.storage.steps import Step, add_step
from feedback_service.storage.workers import Worker, worker_by_id, worker_by_username

TOUCH_EVERY = 60_000  # milliseconds between notes that a session is in use
STEP_LASTS = 10 * 60_000  # milliseconds for the second step
TOKEN_BYTES = 32
SECOND = "second"  # the kind of step that a code completes
Strength = Literal["password", "code", "passkey", "sso"]
Refusal = Literal["", "wrong", "locked"]


class Browser(NamedTuple):
    """What a browser brought: the token of a session it had (which ends), and the mark it is known by."""

    previous: str = ""
    mark: str = ""


NEW_BROWSER = Browser()


class Outcome(NamedTuple):
    """What became of signing in: a session's token and the browser's mark, a step's token, or why not."""

    token: str = ""
    mark: str = ""
    step: str = ""
    refusal: Refusal = ""
    wait: int = 0  # minutes


class Signed(NamedTuple):
    """Who is signed in, and the session."""

    worker: Worker
    session: Session


async def sign_in(
    service: Service, username: str, password: str, browser: Browser = NEW_BROWSER, wanted: str = "/staff"
) -> Outcome:
    """Begin a session, or the second step where the worker set one up. Names nobody has cost as much work."""
    name = folded(username)
    tried = await count_try(service, "password", name, browser.mark)
    async with service.database.reading() as connection:
        found = await worker_by_username(connection, name)
    worker, stored = found or (None, "")
    if tried.wait:  # noted when it began: a flood of tries would bury all else in the trail
        return Outcome(refusal="locked", wait=minutes(tried.wait))
    fits = await matches(stored, password)
    if worker is None or not fits or not worker.active:
        await note_failed(service, worker, locks=tried.last)
        return Outcome(refusal="wrong")
    if await has_second_factor(service, worker.id):
        return Outcome(step=await begin_step(service, SECOND, worker.id, wanted=wanted))
    return await begin(service, worker, "password", browser)


async def has_second_factor(service: Service, worker_id: str) -> bool:
    """Whether a password alone does not let this worker in."""
    async with service.database.reading() as connection:
        secret = await find_secret(connection, worker_id)
        confirmed = secret is not None and secret.confirmed_at is not None
        return confirmed or bool(await passkeys_of(connection, worker_id))


async def begin_step(
    service: Service, kind: str, worker_id: str | None, *, secret: bytes = b"", wanted: str = "/staff"
) -> str:
    """The token of a new step, which the browser has to bring back within `STEP_LASTS`."""
    token, now = secrets.token_urlsafe(TOKEN_BYTES), service.now()
    step = Step(
        token_hash=hash_of(token),
        kind=kind,
        worker_id=worker_id,
        secret=secret,
        wanted=wanted,
        ends_at=now + STEP_LASTS,
    )
    await service.database.transaction(lambda tx: add_step(tx, step, now))
    return token


async def begin(
    service: Service, worker: Worker, strength: Strength, browser: Browser, *, proved_at: int | None = None
) -> Outcome:
    """A session for a worker who proved who they are; it never has a token that was there before.

    `proved_at`: when an identity provider says that they did (None: it does not say). Here it is just now.
    """
    token, now = secrets.token_urlsafe(TOKEN_BYTES), service.now()
    session = Session(
        token_hash=hash_of(token),
        worker_id=worker.id,
        created_at=now,
        seen_at=now,
        strength=strength,
        proved_at=proved_at if strength == "sso" else now,
    )

    async def work(tx: Transaction) -> None:
        await forget_tries(tx, service.keys, worker.username, browser.mark)
        await sessions.end_session(tx, hash_of(browser.previous))
        await sessions.add_session(tx, session)
        await note(tx, "sign-in", worker.id, worker.id, now)

    await service.database.transaction(work)
    return Outcome(token=token, mark=marked(service.keys, browser.mark, worker.username))


async def signed_in(service: Service, token: str) -> Signed | None:
    """Whose living session this token is, or None. Notes use at most once a minute."""
    async with service.database.reading() as connection:
        session = await sessions.find_session(connection, hash_of(token))
        worker = await worker_by_id(connection, session.worker_id) if session else None
    if session is None or worker is None or not worker.active or is_over(service, session):
        return None
    now = service.now()
    if now - session.seen_at >= TOUCH_EVERY:
        await service.database.transaction(lambda tx: sessions.touch_session(tx, session.token_hash, now))
    return Signed(worker, session)


def is_over(service: Service, session: Session) -> bool:
    """Whether the session lasted as long as it may, or lay idle for too long."""
    now, idle = service.now(), service.settings.session_idle_minutes * 60_000
    longest = service.settings.session_hours * 3_600_000
    return now - session.created_at >= longest or now - session.seen_at >= idle


async def sign_out(service: Service, signed: Signed) -> None:
    """End the session."""
    now = service.now()

    async def work(tx: Transaction) -> None:
        await sessions.end_session(tx, signed.session.token_hash)
        await note(tx, "sign-out", signed.worker.id, signed.worker.id, now)

    await service.database.transaction(work)


def hash_of(token: str) -> bytes:
    """The SHA-256 under which the token of a session or step is stored."""
    return hashlib.sha256(token.encode()).digest()


def minutes(milliseconds: int) -> int:
    """Whole minutes, at least one."""
    return max(1, -(-milliseconds // 60_000))


async def note_failed(service: Service, worker: Worker | None, *, locks: bool = False) -> None:
    """Note an attempt on an account, or on a name that nobody has; and that further ones have to wait."""
    worker_id, now = worker.id if worker else None, service.now()
    actions: list[Action] = ["sign-in-failed", "sign-in-locked"] if locks else ["sign-in-failed"]

    async def work(tx: Transaction) -> None:
        for action in actions:
            await note(tx, action, worker_id or "unknown", worker_id, now)

    await service.database.transaction(work)
