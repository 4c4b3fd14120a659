"""What the page about who may see a submission is given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage


class ReasonView(msgspec.Struct, frozen=True, kw_only=True):
    """Why it is kept from groups of people: since when, and by whom if by a person; `ended`: until when."""

    words: str
    since: str
    ended: str


class BarView(msgspec.Struct, frozen=True, kw_only=True):
    """A worker from whom it is kept by name; POST `change` lift with `routing` ends it."""

    id: str
    worker: str
    since: str
    ended: str


class KeptPage(StaffPage, frozen=True, kw_only=True):
    """POST `address` with `change`: hand, show or lift (with `sure` and `saw`), keep, or bar with `worker`.

    `may_hand`, `may_show`, `may_keep`, `may_lift` say which of these this worker can do now. `unread` says
    why nothing can be widened by whoever could once they have read all of it, `to_open` the addresses and
    names of what they have to open for that.
    """

    template: ClassVar[str] = "staff/kept.html"
    who: str
    submission: str
    address: str
    now: str
    reasons: tuple[ReasonView, ...]
    barred: tuple[BarView, ...]
    people: tuple[tuple[str, str], ...]
    may_hand: bool
    may_show: bool
    may_keep: bool
    may_lift: bool
    saw: str
    unread: str
    to_open: tuple[tuple[str, str], ...]
    error_at: str = ""
    error: str = ""
