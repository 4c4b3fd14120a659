"""The receipt: four easy words with which a person can come back to what they sent.

Four words of a list of 2,048 are 44 bits. They follow from the submission's id and the signing key, so a
repeated send gets the same receipt, and none is stored: only what a slow hash makes of it, to look it up.
"""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from argon2.low_level import Type, hash_secret_raw

from feedback_service.sealing import Keys

WORDS = tuple((Path(__file__).parent / "receipt_words.txt").read_text(encoding="utf-8").split())
LENGTH = 4
BITS = 11
_KNOWN = frozenset(WORDS)

# Each hash takes 19 MiB for a moment: two at once, however many knock.
_hashing = ThreadPoolExecutor(2, thread_name_prefix="receipts")


def receipt_for(keys: Keys, submission_id: str) -> tuple[str, ...]:
    """The receipt words of a submission."""
    number = int.from_bytes(keys.sign("receipt", submission_id)[:8], "big")
    return tuple(WORDS[number >> (BITS * place) & (1 << BITS) - 1] for place in range(LENGTH))


def read_receipt(text: str) -> tuple[str, ...] | None:
    """Receipt words as somebody typed or said them, or None when they cannot be a receipt."""
    words = _typed(text)
    return words if len(words) == LENGTH and set(words) <= _KNOWN else None


def not_ours(text: str) -> tuple[str, ...]:
    """The words of `text` that no receipt has: most likely misspelt."""
    return tuple(word for word in _typed(text) if word not in _KNOWN)


def _typed(text: str) -> tuple[str, ...]:
    return tuple(re.findall("[a-z]+", text.lower()))


async def lookup_of(keys: Keys, words: tuple[str, ...]) -> bytes:
    """32 bytes by which a receipt is found, of which the words cannot be guessed back (about 25 ms, no loop).

    argon2id with OWASP's minimum (19 MiB, 2 passes), salted, over words that were signed with a key that the
    database does not hold. The same words always give the same bytes, or nothing could be found by them.
    """
    secret = keys.sign("receipt-lookup", " ".join(words))
    salt = keys.sign("receipt-salt", "")[:16]
    return await asyncio.get_running_loop().run_in_executor(_hashing, _hashed, secret, salt)


def _hashed(secret: bytes, salt: bytes) -> bytes:
    return hash_secret_raw(
        secret, salt, time_cost=2, memory_cost=19 * 1024, parallelism=1, hash_len=32, type=Type.ID
    )
