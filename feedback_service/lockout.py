"""Tries to prove who one is, counted so that nobody can lock somebody else out.

A browser in which a worker signed in carries a signed mark, and has a count of its own for that worker. All
other browsers share one count for each username. Whoever uses that up makes other strangers wait, never the
worker's own browsers; passkeys and single sign-on are not counted at all, as nothing in them can be guessed.
"""

import base64
import hashlib
import hmac
import secrets
from typing import NamedTuple

from feedback_service.sealing import Keys
from feedback_service.service import Service
from feedback_service.storage import sessions
from feedback_service.storage.database import Transaction

WINDOW = 24 * 3_600_000  # milliseconds in which tries are counted
FIRST_WAIT = 60_000  # milliseconds after the tries that are free; doubled with each further one
LONGEST_WAIT = 15 * 60_000
MOST_WORKERS = 8  # who share one browser
_NONCE_BYTES = 16


def waiting(made: int, free: int) -> int:
    """Milliseconds between so many tries and the next."""
    return 0 if made < free else min(FIRST_WAIT * 2 ** min(made - free, 10), LONGEST_WAIT)


class Tried(NamedTuple):
    """How many milliseconds to wait instead of trying, if any; whether the next has to wait if this fails."""

    wait: int
    last: bool


async def count_try(service: Service, kind: str, username: str, mark: str = "") -> Tried:
    """Count a try before it is judged, unless one must wait.

    `kind` is what is guessed, `mark` what the browser showed. Names nobody has are counted like any other.
    """
    now, free = service.now(), service.settings.sign_in_attempts
    who = _counter(service.keys, kind, username, mark)
    wait, made = await service.database.transaction(
        lambda tx: sessions.count_try(tx, who, now, since=now - WINDOW, wait=lambda made: waiting(made, free))
    )
    return Tried(wait, waiting(made, free) > 0)


async def forget_tries(tx: Transaction, keys: Keys, username: str, mark: str) -> None:
    """Whoever signed in has nothing held against the browser they did it in."""
    for kind in ("password", "code"):
        await sessions.forget_tries(tx, _counter(keys, kind, username, mark))


def marked(keys: Keys, mark: str, username: str) -> str:
    """The browser's mark with this worker in it; a new one when it had none."""
    nonce, *signatures = mark.split(".")
    if len(nonce) != len(_plain(bytes(_NONCE_BYTES))) or not nonce.isascii():
        nonce, signatures = _plain(secrets.token_bytes(_NONCE_BYTES)), []
    mine = _signature(keys, nonce, username)
    kept = [one for one in signatures if one != mine][: MOST_WORKERS - 1]
    return ".".join((nonce, mine, *kept))


def _is_known(keys: Keys, mark: str, username: str) -> bool:
    nonce, *signatures = mark.split(".")
    mine = _signature(keys, nonce, username).encode()
    return any(hmac.compare_digest(mine, one.encode()) for one in signatures[:MOST_WORKERS])


def _counter(keys: Keys, kind: str, username: str, mark: str) -> str:
    """Hashed: somebody may type a password into the box for the name."""
    own = mark.partition(".")[0] if _is_known(keys, mark, username) else ""
    return hashlib.sha256(f"{kind}\0{username}\0{own}".encode()).hexdigest()


def _signature(keys: Keys, nonce: str, username: str) -> str:
    return _plain(keys.sign("known browser", f"{nonce}\0{username}")[:_NONCE_BYTES])


def _plain(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
