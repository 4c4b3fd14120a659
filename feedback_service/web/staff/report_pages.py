"""What the report templates are given: sentences and figures ready to read, in the order they are shown."""

from typing import ClassVar

import msgspec
from markupsafe import Markup

from feedback_service.report_looking import Left
from feedback_service.web.pages import PageStruct
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.paging import Pager


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


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker wrote beside a section, in their words; `by` says who and when."""

    kind: ClassVar[str] = "note"
    title: str
    words: str
    by: str


class ChartView(msgspec.Struct, frozen=True, kw_only=True):
    """The chart of the part after it, which holds the same figures; `finding` is the chart's own title.

    `href` is where it is downloaded as a file; empty outside the service.
    """

    kind: ClassVar[str] = "chart"
    id: str
    title: str
    finding: str
    svg: Markup
    href: str = ""


Part = Strips | Grid | Map | Quotes | Note | ChartView


class Trace(msgspec.Struct, frozen=True, kw_only=True):
    """What a sentence rests on: a place in the report ("#themes"), or a page with the answers behind it."""

    label: str
    href: str


class SentenceView(msgspec.Struct, frozen=True, kw_only=True):
    """One sentence of the summary; `by` says who wrote it in place of the service's own, and when.

    `edit` is the page where it is changed; `traces` and it are for those who may open them.
    """

    key: str
    words: str
    by: str
    traces: tuple[Trace, ...]
    edit: str = ""


class Section(msgspec.Struct, frozen=True, kw_only=True):
    """One numbered section: sentences first, then what they rest on; `edit` is where a comment is written."""

    id: str
    title: str
    lines: tuple[str, ...]
    parts: tuple[Part, ...] = ()
    edit: str = ""


class ReportView(msgspec.Struct, frozen=True, kw_only=True):
    """A report as it is read; `standing` says whether it is a draft, and who approved it when.

    `summary` stands before the sections, which are numbered from 1. `quoted` are the places of quotes whose
    words are shown; `seen` is in short what is quoted, decided and written, `checked` only its quotes.
    """

    title: str
    period: str
    draft: bool
    standing: tuple[str, ...]
    legend: str
    sections: tuple[Section, ...]
    summary: tuple[SentenceView, ...] = ()
    quoted: tuple[tuple[str, str], ...] = ()
    seen: str = ""
    checked: str = ""


class Steps(msgspec.Struct, frozen=True, kw_only=True):
    """What is left to do to a report, and which of it the worker who reads may do.

    `quotes` are in it, `left` says what of them waits for a look; `own`: the worker made the draft.
    """

    state: str
    quotes: int
    left: Left
    own: bool = False
    may_look: bool = False
    may_approve: bool = False
    may_publish: bool = False
    may_correct: bool = False
    older: str = ""
    newer: str = ""


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
    """The list of reports, and for those who make them the form: POST `team`, `period`, `from` and `to`.

    `fresh` is the `id` that the draft is to have: pressed twice, one is made.
    """

    template: ClassVar[str] = "staff/reports.html"
    reports: tuple[ReportItem, ...]
    makes: bool
    teams: tuple[Choice, ...]
    periods: tuple[Choice, ...]
    first_day: str
    last_day: str
    error: str
    fresh: str
    pager: Pager


class ReportPage(StaffPage, frozen=True, kw_only=True):
    """A report on screen. POST `place` to `<address>/quotes` removes a quote ("*": all of them), the `place`s
    shown and `seen` to `<address>/looks` notes that they were looked at, `read=yes` and `seen` to
    `<address>/approval` approves, `sure=yes` to `<address>/publication` publishes, `id` (which is `fresh`) to
    `<address>/edition` makes a correction. `act` is where an action is made because of the report, or empty.
    """

    template: ClassVar[str] = "staff/report.html"
    view: ReportView
    address: str
    may_change: bool
    act: str
    steps: Steps
    fresh: str
    error: str = ""
    wrong: str = ""


class WritingPage(StaffPage, frozen=True, kw_only=True):
    """Where a worker writes in a draft: POST `words` and `seen` (the version they had) to `address`.

    `original` is the service's own sentence, empty for a comment; `newer` what somebody else wrote meanwhile.
    `closed`: the report was approved meanwhile, and what was typed can only be copied.
    """

    template: ClassVar[str] = "staff/report_words.html"
    address: str
    back: str
    about: str
    original: str
    words: str
    seen: str
    most: int
    newer: str = ""
    newer_by: str = ""
    error: str = ""
    closed: bool = False


class AnswerBehind(msgspec.Struct, frozen=True, kw_only=True):
    """One set of answers that a sentence rests on: who and when, what was chosen or said, and where it is."""

    who: str
    when: str
    said: tuple[str, ...]
    chosen: str
    href: str


class EvidencePage(StaffPage, frozen=True, kw_only=True):
    """A sentence of a report with the answers behind it, as far as the worker may see them, newest first.

    `others` are the other things it rests on, each with answers of its own.
    """

    template: ClassVar[str] = "staff/report_evidence.html"
    back: str
    sentence: str
    figures: tuple[Trace, ...]
    others: tuple[Trace, ...]
    answers: tuple[AnswerBehind, ...]
    before: str
    after: str


class ReportFile(PageStruct, frozen=True, kw_only=True):
    """A report as one file that needs nothing else."""

    template: ClassVar[str] = "staff/report_file.html"
    view: ReportView
    css: Markup
    may_change: bool = False
    address: str = ""
