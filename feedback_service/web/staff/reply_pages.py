"""What the pages of replies and of requests for removal are given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage


class ReplyView(msgspec.Struct, frozen=True, kw_only=True):
    """A reply as it was sent; `words` is empty when it does not open with the keys at hand."""

    by: str
    words: str


class RepliesPage(StaffPage, frozen=True, kw_only=True):
    """POST `action` with `reply` (its id, so that a double press makes one) and `words`."""

    template: ClassVar[str] = "staff/replies.html"
    who: str
    submission: str
    action: str
    reply: str
    longest: int
    told: tuple[ReplyView, ...]
    words: str = ""
    error: str = ""


class RemovalView(msgspec.Struct, frozen=True, kw_only=True):
    """A request; POST `action` with `outcome` `removed` (and `sure`) or `kept` (and `reason`)."""

    id: str
    form: str
    who: str
    team: str
    subject: str
    when: str
    age: str
    href: str
    action: str
    unread: int
    undecided: int
    unscreened: int
    past: int
    unfiled: bool
    error: str = ""
    reason: str = ""


class RemovalsPage(StaffPage, frozen=True, kw_only=True):
    """Requests to take away what was sent, the one that has waited longest first."""

    template: ClassVar[str] = "staff/removals.html"
    rows: tuple[RemovalView, ...]
