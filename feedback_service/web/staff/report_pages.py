"""What the report templates are given: sentences and figures ready to read, in the order they are shown."""

from typing import ClassVar

import msgspec
from markupsafe import Markup

from feedback_service.web.pages import PageStruct
from feedback_service.web.staff.pages import StaffPage


class Tile(msgspec.Struct, frozen=True, kw_only=True):
    """One figure with what it counts; `shade` 0 to 4 by its share, or "hidden"."""

    label: str
    figure: str
    shade: str


class Strip(msgspec.Struct, frozen=True, kw_only=True):
    """A row of tiles that add up to `n`."""

    label: str
    n: str
    tiles: tuple[Tile, ...]
    note: str = ""


class Strips(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of tiles under one heading."""

    kind: ClassVar[str] = "strips"
    title: str
    strips: tuple[Strip, ...]


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """A table; the first figure of a row is its heading."""

    kind: ClassVar[str] = "grid"
    title: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Bar(msgspec.Struct, frozen=True, kw_only=True):
    """One bar of a map in the drawing's own units; a hidden one is only an outline."""

    x: int
    width: int
    figure: str
    text_x: int
    hidden: bool


class MapRow(msgspec.Struct, frozen=True, kw_only=True):
    """One type of everyday life: worries to the left, what is good to the right; `y` is its top."""

    name: str
    y: int
    worry: Bar
    good: Bar


class Map(msgspec.Struct, frozen=True, kw_only=True):
    """The six-type map of one audience; `finding` says in words what it shows."""

    kind: ClassVar[str] = "map"
    id: str
    title: str
    finding: str
    height: int
    rows: tuple[MapRow, ...]


class QuoteView(msgspec.Struct, frozen=True, kw_only=True):
    """Quoted words; `place`, `address` (where they were said) and `check` (where to say what is hidden) are
    for workers and are not in the file that leaves the service.
    """

    words: str
    who: str
    place: str
    address: str
    check: str


class Quotes(msgspec.Struct, frozen=True, kw_only=True):
    """The quotes for one theme and side; `note` says when one person alone stands behind them."""

    kind: ClassVar[str] = "quotes"
    title: str
    note: str
    quotes: tuple[QuoteView, ...]


Part = Strips | Grid | Map | Quotes


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered section: sentences first, then what they rest on."""

    id: str
    title: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...] = ()


class ReportView(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it is read; `standing` says whether it is a draft, and who approved it when."""

    title: str
    period: str
    draft: bool
    standing: tuple[str, ...]
    legend: str
    sections: tuple[Section, ...]


class ReportItem(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the list of reports."""

    href: str
    about: str
    period: str
    state: str
    made: str


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to choose in the form."""

    value: str
    label: str
    chosen: bool


class ReportsPage(StaffPage, frozen=True, kw_only=True):
    """The list of reports, and for those who make them the form: POST `team`, `period`, `from` and `to`."""

    template: ClassVar[str] = "staff/reports.html"
    reports: tuple[ReportItem, ...]
    makes: bool
    teams: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    first_day: str
    last_day: str
    error: str


class ReportPage(StaffPage, frozen=True, kw_only=True):
    """A report on screen. POST `place` to `<address>/quotes` removes a quote; `read=yes` to
    `<address>/approval` approves.
    """

    template: ClassVar[str] = "staff/report.html"
    view: ReportView
    address: str
    may_change: bool
    may_approve: bool
    own: bool
    error: str = ""


class ReportFile(PageStruct, frozen=True, kw_only=True):
    """A report as one file that needs nothing else."""

    template: ClassVar[str] = "staff/report_file.html"
    view: ReportView
    css: Markup
    may_change: bool = False
    address: str = ""
