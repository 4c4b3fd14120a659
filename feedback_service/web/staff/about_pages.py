"""What the fields about a subject are given, wherever they stand."""

from typing import ClassVar

import msgspec

from feedback_service.storage.subjects import About
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


class AboutFields(msgspec.Struct, frozen=True, kw_only=True):
    """What can be chosen, and what is; without areas only the needs are asked for."""

    areas: tuple[Option, ...]
    needs: tuple[Option, ...]
    chosen: About


class AboutForm(msgspec.Struct, frozen=True, kw_only=True):
    """POST `area` and `needs` to `action`, with what the page `seen` shows as kept; `errors` by field."""

    action: str
    fields: AboutFields
    seen: About
    errors: dict[str, str]


class UnheardPage(StaffPage, frozen=True, kw_only=True):
    """A subject of whom there is nothing to read; `known` is empty where they are another team's.

    `about` is None for those who may not change it.
    """

    template: ClassVar[str] = "staff/unheard.html"
    subject: str
    invited: str
    known: str
    about: AboutForm | None
