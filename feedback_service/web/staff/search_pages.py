"""What the pages of the search are given."""

from typing import ClassVar

import msgspec

from feedback_service.searching import Sought
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.segments import Segment
from feedback_service.web.staff.submission_pages import ThemeGroup


class PassageView(msgspec.Struct, frozen=True, kw_only=True):
    """Words around what was found; `before` and `after`: there is more on that side."""

    asked: str
    segments: tuple[Segment, ...]
    before: bool
    after: bool
    href: str


class HitView(msgspec.Struct, frozen=True, kw_only=True):
    """A submission that was found."""

    href: str
    form: str
    who: str
    team: str
    subject: str
    subject_at: str
    moment: str
    when: str
    wishes: tuple[str, ...]
    passages: tuple[PassageView, ...]


class Offered(msgspec.Struct, frozen=True, kw_only=True):
    """What there is to choose from."""

    themes: tuple[ThemeGroup, ...]
    teams: tuple[Option, ...]
    audiences: tuple[Option, ...]
    bands: tuple[Option, ...]
    moments: tuple[Option, ...]


class ViewRow(msgspec.Struct, frozen=True, kw_only=True):
    """A search that the worker keeps."""

    href: str
    name: str
    change: str


class FoundView(msgspec.Struct, frozen=True, kw_only=True):
    """One page of what was found; POST with `at`, `id` and `looked` goes on, where there is more."""

    hits: tuple[HitView, ...]
    looked: int
    total: int
    goes_on: bool
    at: str
    id: str


class SearchPage(StaffPage, frozen=True, kw_only=True):
    """POST `sought` looks through everything; POST /staff/search/views with it, `view` and `name` keeps it.

    `found` is None before anything was looked for; `errors` by field. `name` is of the kept search that is
    open, or what was typed.
    """

    template: ClassVar[str] = "staff/search.html"
    sought: Sought
    offered: Offered
    views: tuple[ViewRow, ...]
    found: FoundView | None
    fields: tuple[tuple[str, str], ...]
    view: str
    name: str
    errors: dict[str, str]


class SavedViewPage(StaffPage, frozen=True, kw_only=True):
    """One kept search: POST `<address>/rename` with `name`, POST `<address>/delete` with `sure`."""

    template: ClassVar[str] = "staff/saved_view.html"
    name: str
    typed: str
    address: str
    errors: dict[str, str]
