"""Every table of a report as rows of text, taken from what its page shows: no file tells anything else."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from feedback_service.web.staff.report_pages import Grid, Part, ReportView, Strips

_NUMBER: Final = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d{1,15})(?:\.\d{1,10})?")
_PERCENT: Final = re.compile(r"\d{1,3}%")
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_LONGEST_NAME: Final = 31
_STRIP_HEADS: Final = ("Who or what", "n", "Answer", "Figure", "Note")


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """One table; `name` is short enough for a sheet and a file, and no other table of the report has it."""

    name: str
    section: str
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Percent(float):
    """A share from 0 to 1 that is shown in per cent."""


def tables_of(view: ReportView) -> tuple[Table, ...]:
    """The tables in the order of the page. A map has none: the tables after it hold its numbers."""
    return tuple(
        _table(f"{number}.{place}", section.title, part)
        for number, section in enumerate(view.sections, 1)
        for place, part in enumerate(_tabled(section.parts), 1)
    )


def _tabled(parts: tuple[Part, ...]) -> Iterator[Grid | Strips]:
    return (part for part in parts if isinstance(part, Grid | Strips))


def _table(number: str, section: str, part: Grid | Strips) -> Table:
    heads, rows = _told(part)
    return Table(name=_name(number, part.title), section=section, title=part.title, heads=heads, rows=rows)


def _told(part: Grid | Strips) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Heads and rows."""
    if isinstance(part, Grid):
        return (part.heads[0] or "What", *part.heads[1:]), part.rows
    rows = tuple(
        (strip.label, strip.n, tile.label, tile.figure, strip.note)
        for strip in part.strips
        for tile in strip.tiles
    )
    return _STRIP_HEADS, rows


def _name(number: str, title: str) -> str:
    """The number and as much of the title as fits, of letters, digits and spaces only."""
    plain = " ".join(re.sub(r"[^\w ]", " ", title, flags=re.ASCII).split())
    return f"{number} {plain}"[:_LONGEST_NAME].rstrip()


def value_of(text: str) -> float | str:
    """A figure as the number it is (a whole one as int, "12%" as Percent); everything else as it stands."""
    if _PERCENT.fullmatch(text):
        return Percent(int(text[:-1]) / 100)
    if not _NUMBER.fullmatch(text):
        return text
    plain = text.replace(",", "")
    return float(plain) if "." in plain else int(plain)


def is_risky(text: str) -> bool:
    """Whether a spreadsheet could take the text for a formula."""
    return text.lstrip(" ").startswith(_RISKY)
