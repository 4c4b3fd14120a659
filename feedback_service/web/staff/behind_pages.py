"""What the page of the answers behind a theme's number shows."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage


class BehindRow(msgspec.Struct, frozen=True, kw_only=True):
    """One submission behind a number."""

    href: str
    form: str
    who: str
    team: str
    subject: str
    moment: str
    when: str
    lean: str


class BehindPage(StaffPage, frozen=True, kw_only=True):
    """The submissions behind a number; `before` and `after` are addresses, empty at the ends."""

    template: ClassVar[str] = "staff/theme_answers.html"
    name: str
    about: str
    back: str
    words: str
    rows: tuple[BehindRow, ...]
    before: str
    after: str
