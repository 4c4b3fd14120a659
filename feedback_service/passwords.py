"""Passwords: hashed with argon2id off the event loop, and never kept or shown."""

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from feedback_service.common_passwords import is_common

SHORTEST = 12
LONGEST = 1000
R = TypeVar("R")

# Each hash takes 64 MiB for a moment: two at once, however many knock.
_hashing = ThreadPoolExecutor(2, thread_name_prefix="passwords")
_hasher = PasswordHasher()  # argon2id with RFC 9106's low-memory parameters


def unfit(password: str, *own: str) -> str:
    """Why the password cannot be taken, or nothing; `own` are names it must not be made of."""
    advice = "Three or four words that do not belong together are easy to remember."
    if len(password) < SHORTEST:
        return f"The password has {len(password)} characters. Take at least {SHORTEST}. {advice}"
    if len(password) > LONGEST:
        return f"The password has {len(password)} characters. Take {LONGEST} at most."
    return f"This password is among the first that are tried. {advice}" if is_common(password, *own) else ""


async def hashed(password: str) -> str:
    """The password's hash with its salt and parameters."""
    return await _in_thread(_hasher.hash, password)


async def matches(stored: str, password: str) -> bool:
    """Whether the password fits the stored hash; with none stored, as much work is done to say no."""
    return await _in_thread(_matches, stored, password)


@cache
def _nobodys_hash() -> str:
    return _hasher.hash(secrets.token_urlsafe())


def _matches(stored: str, password: str) -> bool:
    nobodys = _nobodys_hash()
    try:
        return _hasher.verify(stored or nobodys, password) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


async def _in_thread(work: Callable[..., R], *arguments: str) -> R:
    return await asyncio.get_running_loop().run_in_executor(_hashing, work, *arguments)
