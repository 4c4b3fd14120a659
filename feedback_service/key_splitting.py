"""A copy of the key file that no one person opens: sealed, with the key to it shared out among several.

The file is sealed with a fresh AES-256-GCM key. That key is shared out by Shamir's scheme, so that `needed`
shares give it back and fewer tell nothing of it.
"""

import base64
import hashlib
import os
from collections.abc import Sequence

from Crypto.Protocol.SecretSharing import Shamir
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from feedback_service.key_shares import BLOCK, KEY, Share, ShareError, read_share, text_of

_NONCE = 12
_SEALED = b"sealed key file 1\n"
FEWEST, MOST = 2, 9


def split(content: bytes, *, shares: int, needed: int) -> tuple[bytes, tuple[str, ...]]:
    """The sealed copy of a file, and the texts of the shares. ShareError for numbers that make no sense."""
    if not FEWEST <= needed <= shares <= MOST:
        raise ShareError(f"Make {FEWEST} to {MOST} shares, of which {FEWEST} or more are needed.")
    key, nonce = os.urandom(KEY), os.urandom(_NONCE)
    sealed = _SEALED + nonce + AESGCM(key).encrypt(nonce, content, _SEALED)
    blocks = [Shamir.split(needed, shares, key[start : start + BLOCK]) for start in (0, BLOCK)]
    parts = [(first[0], first[1] + second[1]) for first, second in zip(*blocks, strict=True)]
    copy = _mark(sealed)
    return sealed, tuple(text_of(Share(number, needed, copy, part)) for number, part in parts)


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
        Shamir.combine([(share.number, share.parts[start : start + BLOCK]) for share in shares])
        for start in (0, BLOCK)
    ]
    nonce, rest = sealed[len(_SEALED) :][:_NONCE], sealed[len(_SEALED) + _NONCE :]
    return AESGCM(b"".join(halves)).decrypt(nonce, rest, _SEALED)


def _mark(sealed: bytes) -> str:
    return base64.b32encode(hashlib.sha256(sealed).digest()[:5]).decode().lower()
