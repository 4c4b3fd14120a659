"""Passwords that are tried first: the commonest ones, and what people make of them to reach a length."""

import gzip
import re
from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent / "common_passwords.txt.gz"  # see NOTICE
_LETTERS = str.maketrans("0134@5$7!", "oieaassti")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiopasdfghjklzxcvbnm", "1q2w3e4r5t6y7u8i9o0p")
FEWEST = 5  # different characters


def is_common(password: str, *own: str) -> bool:
    """Whether it is of the commonest, or one of them stretched: repeated, with digits or signs around it.

    `own` are names that whoever guesses would try as well: the username, the service's name.
    """
    plain = password.casefold()
    if len(set(plain)) < FEWEST or _is_row(plain):
        return True
    known = _common() | {one.casefold() for one in own if one}
    return any(form in known for form in _forms(plain))


def _forms(plain: str) -> set[str]:
    """What is left when signs and digits around it, letters in disguise and repetition are undone."""
    shorn = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain)
    found = {plain, shorn, re.sub(r"[\W\d_]", "", plain)}
    found |= {re.sub(r"[\W\d_]+$", "", one.translate(_LETTERS)) for one in (plain, shorn)}
    return {part for one in found if one for part in (one, _once(one))}


def _once(text: str) -> str:
    """`abcabc` and `abcabcab` as `abc`."""
    found = re.fullmatch(r"(.{2,}?)\1+(.*)", text)
    return found[1] if found and found[1].startswith(found[2]) else text


def _is_row(plain: str) -> bool:
    """Keys or letters in their order, forwards or backwards, over and over."""
    rows = [row * 4 for row in _ROWS]
    return any(plain in row or plain in row[::-1] for row in rows)


@cache
def _common() -> frozenset[str]:
    return frozenset(gzip.decompress(_FILE.read_bytes()).decode().split("\n"))
