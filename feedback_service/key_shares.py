"""A copy of the key file that no one person opens: sealed, with the key to it shared out among several.

The file is sealed with a fresh AES-256-GCM key. That key is shared out by Shamir's scheme, so that `needed`
shares give it back and fewer tell nothing of it. A share is a short text that can be printed and typed.
"""

import base64
import hashlib
import os
import re
from collections.abc import Sequence
from typing import NamedTuple

from Crypto.Protocol.SecretSharing import Shamir
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_BLOCK = 16  # bytes that Shamir's scheme shares at once (GF(2^128))
_KEY = 2 * _BLOCK
_NONCE = 12
_SEALED = b"sealed key file 1\n"
_GROUP = 5
_LINE = 6  # groups
FEWEST, MOST = 2, 9


class ShareError(Exception):
    """Shares that do not open the sealed copy; the message says which, and what to do."""


class Share(NamedTuple):
    """One person's part. `copy` tells to which sealed copy it belongs, `needed` how many open it."""

    number: int
    needed: int
    copy: str
    parts: bytes


def split(content: bytes, *, shares: int, needed: int) -> tuple[bytes, tuple[str, ...]]:
    """The sealed copy of a file, and the texts of the shares. ShareError for numbers that make no sense."""
    if not FEWEST <= needed <= shares <= MOST:
        raise ShareError(f"Make {FEWEST} to {MOST} shares, of which {FEWEST} or more are needed.")
    key, nonce = os.urandom(_KEY), os.urandom(_NONCE)
    sealed = _SEALED + nonce + AESGCM(key).encrypt(nonce, content, _SEALED)
    blocks = [Shamir.split(needed, shares, key[start : start + _BLOCK]) for start in (0, _BLOCK)]
    parts = [(first[0], first[1] + second[1]) for first, second in zip(*blocks, strict=True)]
    copy = _mark(sealed)
    return sealed, tuple(_text(Share(number, needed, copy, part)) for number, part in parts)


def join(sealed: bytes, texts: Sequence[str]) -> bytes:
    """The file again, from its sealed copy and enough shares. ShareError says what does not fit."""
    if not sealed.startswith(_SEALED):
        raise ShareError("This is no sealed copy of a key file, or its beginning is damaged.")
    shares = {share.number: share for share in map(read_share, texts)}
    copy = _mark(sealed)
    if strange := [share.number for share in shares.values() if share.copy != copy]:
        raise ShareError(f"Share {strange[0]} belongs to another sealed copy, or this copy is damaged.")
    needed = max((share.needed for share in shares.values()), default=FEWEST)
    if len(shares) < needed:
        raise ShareError(f"{needed} different shares are needed; these are {len(shares)}.")
    try:
        return _opened(sealed, list(shares.values())[:needed])
    except (InvalidTag, ValueError) as error:
        raise ShareError("These shares do not open the copy. Are all of them of this copy?") from error


def _opened(sealed: bytes, shares: Sequence[Share]) -> bytes:
    halves = [
        Shamir.combine([(share.number, share.parts[start : start + _BLOCK]) for share in shares])
        for start in (0, _BLOCK)
    ]
    nonce, rest = sealed[len(_SEALED) :][:_NONCE], sealed[len(_SEALED) + _NONCE :]
    return AESGCM(b"".join(halves)).decrypt(nonce, rest, _SEALED)


def read_share(text: str) -> Share:
    """A share as it was printed or typed: capitals, spaces and lines do not matter. Raises ShareError."""
    head = re.search(r"share\s+(\d)\s+of\s+copy\s+([a-z2-7]{8})\s*,\s*(\d)\s+needed", text, re.IGNORECASE)
    if head is None:
        raise ShareError("One of these is no share: it must begin like 'Share 1 of copy abcd2345, 2 needed'.")
    number, copy, needed = int(head[1]), head[2].lower(), int(head[3])
    letters = re.sub(r"[\s-]", "", text[head.end() :].partition("#")[0]).upper()
    try:
        raw = base64.b32decode(letters + "=" * (-len(letters) % 8))
    except ValueError as error:
        raise ShareError(f"Share {number} has a sign that no share has (A to Z, 2 to 7).") from error
    parts, check = raw[:_KEY], raw[_KEY:]
    share = Share(number, needed, copy, parts)
    if len(parts) != _KEY or check != _check(share):
        raise ShareError(f"Share {number} is not as it was printed: its last letters do not fit the rest.")
    return share


def _text(share: Share) -> str:
    letters = base64.b32encode(share.parts + _check(share)).decode().rstrip("=")
    groups = [letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP)]
    lines = "\n".join(" ".join(groups[start : start + _LINE]) for start in range(0, len(groups), _LINE))
    return (
        f"Share {share.number} of copy {share.copy}, {share.needed} needed\n\n{lines}\n\n"
        f"# Keep it where no other share is. {share.needed} of them and the sealed copy give the file back:\n"
        "# feedback-service keys join SHARE SHARE SEALED --to FILE\n"
    )


def _mark(sealed: bytes) -> str:
    return base64.b32encode(hashlib.sha256(sealed).digest()[:5]).decode().lower()


def _check(share: Share) -> bytes:
    told = f"{share.number} {share.needed} {share.copy} ".encode() + share.parts
    return hashlib.sha256(told).digest()[:3]
