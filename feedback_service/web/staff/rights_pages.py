"""What the pages about people's rights are given: what is kept and why, holds, case record, proof, copies."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


class RightsPage(StaffPage, frozen=True, kw_only=True):
    """How long words are kept (`rules`), and what would go now or stays why: pairs of words and a count.

    `decides` is true for those who may set holds, confirm records and give copies.
    """

    template: ClassVar[str] = "staff/rights.html"
    rules: tuple[str, ...]
    counts: tuple[tuple[str, int], ...]
    going: int
    decides: bool


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


class ErasedPage(StaffPage, frozen=True, kw_only=True):
    """The certificate of an erasure; `left` are pairs of what it is and how much is left of it."""

    template: ClassVar[str] = "staff/erased.html"
    submission: str
    why: str
    when: str
    by: str
    digest: str
    holds: bool
    signed: bool
    left: tuple[tuple[str, int], ...]


class ChoiceView(msgspec.Struct, frozen=True, kw_only=True):
    """A submission that may go into a copy: `standing` is in, ask or never."""

    id: str
    form: str
    who: str
    when: str
    href: str
    standing: str
    why: str


class CopiesPage(StaffPage, frozen=True, kw_only=True):
    """POST /staff/rights/copies with `subject`, `version` and `role`; `rows` is None before that.

    POST `check` with these and each `include` goes on.
    """

    template: ClassVar[str] = "staff/copies.html"
    subject: str
    version: str
    role: str
    versions: tuple[Option, ...]
    roles: tuple[Option, ...]
    rows: tuple[ChoiceView, ...] | None
    error: str


class SpanView(msgspec.Struct, frozen=True, kw_only=True):
    """Something that may be hidden; POST its `value` as `hide`."""

    id: str
    value: str
    text: str
    kind: str
    chosen: bool


class TextView(msgspec.Struct, frozen=True, kw_only=True):
    """Words that go into the copy; `also` are more phrases to hide, one a line."""

    id: str
    place: str
    label: str
    words: str
    spans: tuple[SpanView, ...]
    also: str
    error: str


class CopyCheckPage(StaffPage, frozen=True, kw_only=True):
    """POST /staff/rights/copies/give with all of it gives the file."""

    template: ClassVar[str] = "staff/copy_check.html"
    subject: str
    version: str
    made_for: str
    role: str
    include: tuple[str, ...]
    texts: tuple[TextView, ...]
    error: str
