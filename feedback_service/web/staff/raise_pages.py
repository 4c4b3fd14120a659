"""What the page for raising a concern shows."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


class Entered(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the fields of the decision."""

    outcome: str = ""
    reason: str = ""
    referred: str = ""
    also: tuple[str, ...] = ()


class RaisePage(StaffPage, frozen=True, kw_only=True):
    """POST `concern` (an id of this page, so that pressed twice it raises one), `level`, `category` and
    `words` (what of the answer it is about; empty: all) to `action`."""

    template: ClassVar[str] = "staff/raise.html"
    action: str
    concern: str
    submission: str
    about: str
    prompt: str
    answer: str
    own_words: bool
    categories: tuple[Option, ...]
    level: str
    category: str
    words: str
    errors: dict[str, str]
