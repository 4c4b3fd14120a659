"""What the page of the audit trail is given. It holds ids and names of workers, never a word of anybody."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.paging import Pager


class AuditRow(msgspec.Struct, frozen=True, kw_only=True):
    """Who did what to which thing."""

    when: str
    by: str
    what: str
    thing: str


class AuditPage(StaffPage, frozen=True, kw_only=True):
    """The trail, narrowed. POST `head` follows its links: `holds` or `broken` tells what came of it,
    `newest` the head as it is now.
    """

    template: ClassVar[str] = "staff/audit.html"
    rows: tuple[AuditRow, ...]
    pager: Pager
    workers: tuple[Option, ...]
    actions: tuple[Option, ...]
    worker: str
    action: str
    first_day: str
    last_day: str
    holds: str = ""
    newest: str = ""
    broken: str = ""
    error: str = ""
    head: str = ""
