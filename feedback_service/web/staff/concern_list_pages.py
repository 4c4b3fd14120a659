"""What the list of concerns shows."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.paging import Pager


class ConcernRow(msgspec.Struct, frozen=True, kw_only=True):
    """One concern; POST `see` notes that the worker looks at it, and at those of the same answers in `shown`.

    `state`: who does, or what was decided.
    """

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
    shown: tuple[str, ...]
    state: str


class ConcernsPage(StaffPage, frozen=True, kw_only=True):
    """What nobody looks at, what somebody does, and the latest decisions."""

    template: ClassVar[str] = "staff/concerns.html"
    unseen: tuple[ConcernRow, ...]
    unseen_pager: Pager
    seen: tuple[ConcernRow, ...]
    decided: tuple[ConcernRow, ...]
