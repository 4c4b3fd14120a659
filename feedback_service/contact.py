"""How a worker is reached: addresses and numbers as they are kept."""

import re

LONGEST_EMAIL = 254
_EMAIL = re.compile(
    r"[^\s@<>,;:\"()\[\]\\]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)+"
)
_E164 = re.compile(r"\+[1-9]\d{7,14}")
_BRITISH = re.compile(r"0[1-9]\d{8,9}")


class ContactError(Exception):
    """An address or number that nothing can be sent to; the message says what is wanted."""


def email_of(typed: str) -> str | None:
    """The e-mail address, None when nothing was typed. Raises ContactError."""
    plain = typed.strip()
    if plain and not (len(plain) <= LONGEST_EMAIL and plain.isprintable() and _EMAIL.fullmatch(plain)):
        raise ContactError("Write the whole e-mail address, like name@council.example.")
    return plain or None


def phone_of(typed: str) -> str | None:
    """The telephone number as E.164 (+44…), None when nothing was typed. Raises ContactError."""
    plain = re.sub(r"[\s().\-/\u2010-\u2015]", "", typed.replace("(0)", ""))
    plain = re.sub(r"^00", "+", plain)
    plain = re.sub(r"^\+440", "+44", plain)
    if _BRITISH.fullmatch(plain):
        plain = f"+44{plain[1:]}"
    if plain and not (plain.isascii() and _E164.fullmatch(plain)):
        raise ContactError(
            "Write a British number, like 07700 900123, or one that begins with + and the country."
        )
    return plain or None
