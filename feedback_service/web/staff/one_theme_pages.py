"""What the page of one theme, and of the answers behind it, show."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.segments import Segment
from feedback_service.web.staff.theme_pages import Picked, ThemeTable


class SideRow(msgspec.Struct, frozen=True, kw_only=True):
    """How one audience sees the theme; `figures` are said, of how many, good, worry, both."""

    who: str
    href: str
    figures: tuple[str, ...]


class MonthBar(msgspec.Struct, frozen=True, kw_only=True):
    """One month of the chart and of the table beside it; `height` in the chart's units."""

    name: str
    short: str
    year: str
    x: int
    y: int
    height: int
    figure: str
    of: str
    href: str
    hidden: bool


class TrendView(msgspec.Struct, frozen=True, kw_only=True):
    """The months as bars; `finding` is what the chart shows, in words."""

    finding: str
    width: int
    bars: tuple[MonthBar, ...]


class SaidView(msgspec.Struct, frozen=True, kw_only=True):
    """Words on the theme with what it was read from marked."""

    segments: tuple[Segment, ...]
    cut: bool
    who: str
    when: str
    href: str
    quotable: str


class ThemePage(StaffPage, frozen=True, kw_only=True):
    """One theme. `table` when the reader picked another breakdown than who answered or the months.

    GET with `value`: words of one of `groups` (`group`; empty: of all). `group_name` says whose they are
    where they are not everybody's. `cleared`: how many of these speak of it is not told, so of their words
    only those that a person cleared are shown.
    """

    template: ClassVar[str] = "staff/theme.html"
    theme: str
    definition: str
    address: str
    back: str
    leaning: bool
    picked: Picked
    sides: tuple[SideRow, ...]
    trend: TrendView | None
    table: ThemeTable | None
    groups: tuple[Option, ...]
    group: str
    group_name: str
    cleared: bool
    said: tuple[SaidView, ...]
    answers: str
    few: int
