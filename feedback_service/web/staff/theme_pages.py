"""What the pages of the theme explorer are given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


class Picked(msgspec.Struct, frozen=True, kw_only=True):
    """What the reader picked, and what there is to pick from."""

    period: str
    team: str
    by: str
    periods: tuple[Option, ...]
    teams: tuple[Option, ...]
    ways: tuple[Option, ...]


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """A number and the address of the answers behind it; `hidden` when it is not told."""

    figure: str
    href: str
    hidden: bool
    about: str


class ThemeRow(msgspec.Struct, frozen=True, kw_only=True):
    """A theme with its numbers; the first is that of all groups together."""

    name: str
    href: str
    cells: tuple[Cell, ...]


class ThemeTable(msgspec.Struct, frozen=True, kw_only=True):
    """Themes under the names of their groups; `heads` over the numbers, each with how many there are."""

    caption: str
    heads: tuple[Option, ...]
    groups: tuple[tuple[str, tuple[ThemeRow, ...]], ...]


class MovedView(msgspec.Struct, frozen=True, kw_only=True):
    """A theme that is spoken of more or less than before."""

    name: str
    href: str
    way: str
    before: str
    late: str


class ThemesPage(StaffPage, frozen=True, kw_only=True):
    """GET with `period`, `team` and `by`. `moved` is None unless it was asked what is new."""

    template: ClassVar[str] = "staff/themes.html"
    picked: Picked
    table: ThemeTable | None
    moved: tuple[MovedView, ...] | None
    candidates: int
    may_decide: bool
    smallest: int
    few: int
