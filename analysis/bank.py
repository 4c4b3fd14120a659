"""The bank: example answers with the themes and the tone that a careful reader gives them, to learn from.

All are written for this purpose; no child and no family said them.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

BANK: Final = Path(__file__).with_name("bank")

Asks = Literal["good", "change", "open"]
Tone = Literal["positive", "negative", "mixed", "neutral"]


class Example(msgspec.Struct, frozen=True):
    """One answer. `band`: who may say so; `asks`: what the question wanted; `themes`: ids, the main first."""

    text: str
    band: str
    asks: Asks
    themes: tuple[str, ...]
    tone: Tone


@cache
def load_bank() -> tuple[Example, ...]:
    """Every example, in the order of files and lines."""
    return tuple(one for path in sorted(BANK.glob("*.csv")) for one in _read(path))


def _read(path: Path) -> list[Example]:
    with path.open(encoding="utf-8", newline="") as stream:
        rows = [
            dict(row, themes=row["themes"].split(";") if row["themes"] else ())
            for row in csv.DictReader(stream)
        ]
    return msgspec.convert(rows, list[Example])
