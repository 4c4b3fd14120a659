"""What the lists are given: reading, concerns, links, workers. None of them holds a word of anybody."""

from typing import ClassVar

import msgspec

from feedback_service.storage.desk import Wanted
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.paging import Pager


class Option(msgspec.Struct, frozen=True):
    """One value of a select."""

    value: str
    label: str


class SubmissionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One submission of the reading list."""

    href: str
    form: str
    who: str
    team: str
    subject: str
    moment: str
    when: str
    finished: bool
    words: str
    concern: str
    wishes: tuple[str, ...]
    read: bool


class ReadingListPage(StaffPage, frozen=True, kw_only=True):
    """The reading list with its filter; `wanted` is what it is narrowed to."""

    template: ClassVar[str] = "staff/reading_list.html"
    rows: tuple[SubmissionRow, ...]
    wanted: Wanted
    teams: tuple[Option, ...]
    forms: tuple[Option, ...]
    moments: tuple[Option, ...]
    pager: Pager


class ReceiptPage(StaffPage, frozen=True, kw_only=True):
    """POST `words`, the four of a receipt; `error` tells why nothing was found."""

    template: ClassVar[str] = "staff/receipt.html"
    words: str = ""
    error: str = ""
