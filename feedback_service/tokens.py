"""Link and tablet tokens: 130 random bits and a check character, in letters that survive being read aloud.

Crockford's base 32 (no I, L, O, U): typed O and I are read as 0 and 1, case and dashes do not matter.
"""

import hashlib
import secrets

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 26
GROUP = 9
_READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


class MistypedTokenError(Exception):
    """A code that no link can have: a letter is wrong or missing."""


def new_token() -> str:
    """A new token in groups, as it is shown: 27 characters with dashes between every nine."""
    body = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    whole = body + _check(body)
    return "-".join(whole[start : start + GROUP] for start in range(0, len(whole), GROUP))


def token_hash(typed: str) -> bytes:
    """The SHA-256 under which a token is stored; MistypedTokenError when it cannot be one."""
    plain = typed.strip().upper().translate(_READ_AS) if typed.isascii() else ""
    if len(plain) != LENGTH + 1 or set(plain) - set(ALPHABET) or _check(plain[:LENGTH]) != plain[LENGTH]:
        raise MistypedTokenError
    return hashlib.sha256(plain.encode()).digest()


def _check(body: str) -> str:
    """One character that changes when any other one does (odd weights modulo 32)."""
    total = sum((2 * place + 1) * ALPHABET.index(letter) for place, letter in enumerate(body))
    return ALPHABET[total % len(ALPHABET)]
