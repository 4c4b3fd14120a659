"""One person's share of the key to a sealed copy: a short text that can be printed, typed and checked."""

import base64
import hashlib
import re
from typing import NamedTuple

BLOCK = 16  # bytes that Shamir's scheme shares at once (GF(2^128))
KEY = 2 * BLOCK
_GROUP = 5
_LINE = 6  # groups


class ShareError(Exception):
    """Shares that do not open the sealed copy; the message says which, and what to do."""


class Share(NamedTuple):
    """One person's part. `copy` tells to which sealed copy it belongs, `needed` how many open it."""

    number: int
    needed: int
    copy: str
    parts: bytes


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
    parts, check = raw[:KEY], raw[KEY:]
    share = Share(number, needed, copy, parts)
    if len(parts) != KEY or check != _check(share):
        raise ShareError(f"Share {number} is not as it was printed: its last letters do not fit the rest.")
    return share


def text_of(share: Share) -> str:
    """The share as it is printed, which `read_share` reads."""
    letters = base64.b32encode(share.parts + _check(share)).decode().rstrip("=")
    groups = [letters[start : start + _GROUP] for start in range(0, len(letters), _GROUP)]
    lines = "\n".join(" ".join(groups[start : start + _LINE]) for start in range(0, len(groups), _LINE))
    return (
        f"Share {share.number} of copy {share.copy}, {share.needed} needed\n\n{lines}\n\n"
        f"# Keep it where no other share is. {share.needed} of them and the sealed copy give the file back:\n"
        "# feedback-service keys join SHARE SHARE SEALED --to FILE\n"
    )


def _check(share: Share) -> bytes:
    told = f"{share.number} {share.needed} {share.copy} ".encode() + share.parts
    return hashlib.sha256(told).digest()[:3]
