"""What the pages of legal holds and of filing words show."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


class HoldView(msgspec.Struct, frozen=True, kw_only=True):
    """A hold; `end` is where to post that it ends, empty once it has."""

    id: str
    on: str
    href: str
    cause: str
    reference: str
    since: str
    ended: str
    end: str


class HoldsPage(StaffPage, frozen=True, kw_only=True):
    """POST /staff/rights/holds with `what` (subject or submission), `on`, `cause` and `reference`."""

    template: ClassVar[str] = "staff/holds.html"
    rows: tuple[HoldView, ...]
    causes: tuple[Option, ...]
    what: str
    on: str
    cause: str
    reference: str
    error: str


class FilingView(msgspec.Struct, frozen=True, kw_only=True):
    """A submission whose concerns are decided; POST `action` with `sure`."""

    id: str
    form: str
    who: str
    team: str
    subject: str
    when: str
    decided: str
    href: str
    action: str
    error: str


class FilingPage(StaffPage, frozen=True, kw_only=True):
    """What waits for somebody to confirm that the case record holds it."""

    template: ClassVar[str] = "staff/case_record.html"
    rows: tuple[FilingView, ...]
