"""What the lists are given: reading, concerns, links, workers. None of them holds a word of anybody."""

from typing import ClassVar

import msgspec

from feedback_service.inviting import Wish
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


class ConcernRow(msgspec.Struct, frozen=True, kw_only=True):
    """One concern; POST `see` notes that the worker looks at it. `state`: who does, or what was decided."""

    level: str
    urgent: bool
    category: str
    why: str
    when: str
    age: str
    form: str
    team: str
    subject: str
    due: str
    is_late: bool
    href: str
    see: str
    state: str


class ConcernsPage(StaffPage, frozen=True, kw_only=True):
    """What nobody looks at, what somebody does, and the latest decisions."""

    template: ClassVar[str] = "staff/concerns.html"
    unseen: tuple[ConcernRow, ...]
    unseen_pager: Pager
    seen: tuple[ConcernRow, ...]
    decided: tuple[ConcernRow, ...]


class LinkRow(msgspec.Struct, frozen=True, kw_only=True):
    """One link that was made; `revoke` is empty when it cannot be used any more."""

    form: str
    role: str
    team: str
    subject: str
    moment: str
    uses: str
    state: str
    answers: int
    made: str
    expires: str
    revoke: str


class LinksPage(StaffPage, frozen=True, kw_only=True):
    """Make a link, and what became of those made. `address` is shown this once; `errors` by field."""

    template: ClassVar[str] = "staff/links.html"
    wish: Wish
    errors: dict[str, str]
    address: str
    forms: tuple[Option, ...]
    teams: tuple[Option, ...]
    moments: tuple[Option, ...]
    rows: tuple[LinkRow, ...]
    pager: Pager


class WorkerRow(msgspec.Struct, frozen=True, kw_only=True):
    """One worker; `change` is the address to POST `active` to, empty for oneself."""

    href: str
    name: str
    username: str
    contact: str
    role: str
    teams: str
    independent: bool
    active: bool
    change: str


class TeamRow(msgspec.Struct, frozen=True, kw_only=True):
    """One team."""

    id: str
    name: str
    agency: str


class WorkersPage(StaffPage, frozen=True, kw_only=True):
    """Workers and teams, for administrators."""

    template: ClassVar[str] = "staff/workers.html"
    workers: tuple[WorkerRow, ...]
    teams: tuple[TeamRow, ...]
