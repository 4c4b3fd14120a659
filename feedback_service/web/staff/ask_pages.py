"""What the pages for asking colleagues are given."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


class AskPage(StaffPage, frozen=True, kw_only=True):
    """POST `action` with `ask` (its id, so that a double press makes one), `of` and `words`."""

    template: ClassVar[str] = "staff/ask.html"
    submission: str
    about: str
    action: str
    ask: str
    people: tuple[Option, ...]
    longest: int
    of: str = ""
    words: str = ""
    error: str = ""


class AskRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a worker asks another, without any words."""

    href: str
    about: str
    team: str
    asker: str
    colleague: str
    when: str
    answered: str


class AsksPage(StaffPage, frozen=True, kw_only=True):
    """What waits for one's answer, and what one asked and answered of late (in `days` days)."""

    template: ClassVar[str] = "staff/asks.html"
    waiting: tuple[AskRow, ...]
    others: tuple[AskRow, ...]
    days: int
