"""Finding details with a shape of their own: addresses, numbers, dates, handles."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

from analysis.gazetteer import folded, is_compound, is_english, is_slip

SHAPES: Final = Path(__file__).with_name("details.toml")

Kind = Literal[
    "name", "place", "school", "address", "postcode", "phone", "email", "id", "date", "handle", "web"
]
Method = Literal["record", "shape", "list", "context"]

_PARTS: Final = ("at", "loose")
_PART = re.compile(r"%(\w+)%")
_NO_HANDLE = re.compile(
    r"(?:year|yr|ks|covid|ps|key|level|grade|room|mp|xbox|age|part|group|tier|band|fifa|fc|gta|mk|pes|madden"
    r"|formula|f|mario|windows|iphone|ios|uk|u)[\d.]+$",
    re.IGNORECASE,
)


class Redaction(msgspec.Struct, frozen=True, order=True):
    """One detail of a text: characters `start` to `end` of the original, what it is, and what found it.

    `method`: "record" (the case record's names), "shape" (a pattern), "list" (a name or place of the lists)
    or "context" (the words around it).
    """

    start: int
    end: int
    kind: Kind
    method: Method


class _Shape(msgspec.Struct):
    kind: Kind
    pattern: str


class _Shapes(msgspec.Struct):
    parts: dict[str, str]
    shapes: list[_Shape]


def find_details(text: str) -> Iterator[Redaction]:
    """Yield what has the shape of a detail, in no order; spans may overlap.

    Patterns (details.toml) are written for this project after the published shapes of UK postcodes,
    telephone, National Insurance, NHS and vehicle numbers.
    """
    even, places = _evenly_spaced(text)
    for kind, pattern in _patterns():
        for match in pattern.finditer(even):
            part = next((name for name in _PARTS if name in pattern.groupindex), 0)
            start, end = match.span(part)
            if kind == "handle" and _is_no_handle(even[start:end], part == "loose"):
                continue
            yield Redaction(places[start], places[end - 1] + 1, kind, "shape")


def _evenly_spaced(text: str) -> tuple[str, list[int]]:
    """The text with each run of white space as one blank, and where each character stood."""
    places = [i for i, sign in enumerate(text) if not (sign.isspace() and text[i - 1 : i].isspace())]
    return "".join(" " if text[i].isspace() else text[i] for i in places), places


def _is_no_handle(found: str, loose: bool) -> bool:
    """Whether it is a thing with a number ("year10") or, where little speaks for a handle, English."""
    if _NO_HANDLE.match(found):
        return True
    bare = folded(found.rstrip("0123456789"))
    return loose and (is_english(bare) or is_slip(bare) or is_compound(bare))


@cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    data = msgspec.convert(tomllib.loads(SHAPES.read_text(encoding="utf-8")), _Shapes)

    def whole(pattern: str) -> str:
        while _PART.search(pattern):
            pattern = _PART.sub(lambda part: data.parts[part[1]], pattern)
        return pattern

    return tuple((shape.kind, re.compile(whole(shape.pattern), re.IGNORECASE)) for shape in data.shapes)
