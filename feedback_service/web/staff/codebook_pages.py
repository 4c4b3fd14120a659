"""What the pages of the codebook are given. No words of anybody stand on them."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage


class ThemeLine(msgspec.Struct, frozen=True, kw_only=True):
    """A theme of the codebook in use; `edit` is empty for those who may not."""

    name: str
    definition: str
    cues: int
    examples: int
    edit: str


class ChangeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One change in the list; `back` is its number where one can go back to it."""

    href: str
    what: str
    by: str
    when: str
    state: str
    reason: str
    back: str


class CodebookPage(StaffPage, frozen=True, kw_only=True):
    """The codebook in use, changes that wait, and every one before. POST `number` to /back."""

    template: ClassVar[str] = "staff/codebook.html"
    version: str
    groups: tuple[tuple[str, tuple[ThemeLine, ...]], ...]
    retired: tuple[str, ...]
    waiting: tuple[ChangeLine, ...]
    history: tuple[ChangeLine, ...]
    may_edit: bool
    shipped: bool


class ThemeForm(StaffPage, frozen=True, kw_only=True):
    """POST a theme: its fields by name, lists one a line. `seen` is the codebook that it was filled from."""

    template: ClassVar[str] = "staff/codebook_theme.html"
    heading: str
    action: str
    retire: str
    fields: dict[str, str]
    groups: tuple[Option, ...]
    seen: str
    candidate: str
    reason: str
    error: str = ""


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """What a field said and would say."""

    field: str
    gone: tuple[str, ...]
    new: tuple[str, ...]


class Effect(msgspec.Struct, frozen=True, kw_only=True):
    """How many answers would gain and lose a theme."""

    theme: str
    gains: int
    loses: int


class MovedAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer that would move."""

    href: str
    gains: str
    loses: str


class ChangePage(StaffPage, frozen=True, kw_only=True):
    """One change and what its trial showed. POST `do`: adopt, drop, again."""

    template: ClassVar[str] = "staff/codebook_change.html"
    heading: str
    action: str
    by: str
    when: str
    reason: str
    differences: tuple[Difference, ...]
    read: int
    total: int | None
    tried: bool
    moved: int
    effects: tuple[Effect, ...]
    answers: tuple[MovedAnswer, ...]
    more: int
    open: bool
    state: str
    outdated: bool
    may_edit: bool
    error: str = ""
