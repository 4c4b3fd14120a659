"""Written examples of signs of harm, of what only sounds like them, and of ordinary answers.

Invented, and blind to the rules and to the sets that screening is measured on. They say how people may put
such things, not how often they do.
"""

import csv
from functools import cache
from pathlib import Path
from typing import Final, Literal, get_args

import msgspec

Category = Literal[
    "self_harm",
    "physical_harm",
    "sexual",
    "hunger",
    "home_alone",
    "home_conditions",
    "missed_school",
    "missed_health",
    "domestic_abuse",
    "carer_substance",
    "exploitation",
    "bullying",
    "unsafe_adult",
    "emotional_neglect",
]
CATEGORIES: Final[tuple[Category, ...]] = get_args(Category)
FOLDER: Final = Path(__file__).with_name("harm")


class HarmExample(msgspec.Struct, frozen=True):
    """A sentence somebody might write. `category`: "none" for what is harmless.

    `urgent`: somebody should be told at any hour. `kind`: direct, indirect or buried in a longer answer for
    signs of harm; trap (only sounds like one) or ordinary for the rest.
    """

    text: str
    band: Literal["4-7", "8-11", "12-17", "family"]
    category: Category | Literal["none"]
    urgent: Literal["0", "1"]
    kind: Literal["direct", "indirect", "buried", "trap", "ordinary"]


@cache
def load_harm() -> tuple[HarmExample, ...]:
    """Every example, file by file in the order of their names."""
    found: list[HarmExample] = []
    for path in sorted(FOLDER.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as stream:
            found += msgspec.convert(list(csv.DictReader(stream)), list[HarmExample])
    return tuple(found)
