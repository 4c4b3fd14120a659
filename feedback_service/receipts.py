"""The receipt: six plain words with which a person can come back to what they sent.

Six words of a list of 256 are 48 bits. They follow from the submission's id and the signing key, so a
repeated send gets the same receipt, and none needs to be stored.
"""

import re
from collections.abc import Iterable
from pathlib import Path

from feedback_service.sealing import Keys

WORDS = tuple((Path(__file__).parent / "receipt_words.txt").read_text(encoding="utf-8").split())
LENGTH = 6


def receipt_for(keys: Keys, submission_id: str) -> tuple[str, ...]:
    """The receipt words of a submission."""
    return tuple(map(WORDS.__getitem__, keys.sign("receipt", submission_id)[:LENGTH]))


def read_receipt(text: str) -> tuple[str, ...] | None:
    """Receipt words as somebody typed or said them, or None when they cannot be a receipt."""
    words = tuple(re.findall("[a-z]+", text.lower()))
    return words if len(words) == LENGTH and set(words) <= set(WORDS) else None


def whose(keys: Keys, words: tuple[str, ...], submission_ids: Iterable[str]) -> str | None:
    """The submission among these with this receipt (about 3 µs each); no index tells receipts to a thief."""
    return next((one for one in submission_ids if receipt_for(keys, one) == words), None)
