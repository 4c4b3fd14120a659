"""What the pages of copies for people show."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


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
