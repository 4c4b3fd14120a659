"""Finding details with a shape of their own: addresses, numbers, dates, handles."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final, Literal

import msgspec

SHAPES: Final = Path(__file__).with_name("details.toml")

Kind = Literal[
    "name", "place", "school", "address", "postcode", "phone", "email", "id", "date", "handle", "web"
]
Method = Literal["record", "shape", "list", "context"]

_PART = re.compile(r"%(\w+)%")
_NO_HANDLE = re.compile(
    r"(?:year|yr|ks|covid|ps|key|level|grade|room|mp|xbox|age|part|group|tier|band)[\d.]+$", re.IGNORECASE
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
    for kind, pattern in _patterns():
        for match in pattern.finditer(text):
            start, end = match.span("at") if "at" in pattern.groupindex else match.span()
            if kind != "handle" or not _NO_HANDLE.match(text[start:end]):
                yield Redaction(start, end, kind, "shape")


@cache
def _patterns() -> tuple[tuple[Kind, re.Pattern[str]], ...]:
    data = msgspec.convert(tomllib.loads(SHAPES.read_text(encoding="utf-8")), _Shapes)

    def whole(pattern: str) -> str:
        while _PART.search(pattern):
            pattern = _PART.sub(lambda part: data.parts[part[1]], pattern)
        return pattern

    return tuple((shape.kind, re.compile(whole(shape.pattern), re.IGNORECASE)) for shape in data.shapes)
