"""What the pages of a shared tablet are given: its menu, its setting up, and the corner for staff."""

from typing import ClassVar

import msgspec

from feedback_service.web.pages import Look, PageStruct


class MenuEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One tile of a menu: a group of forms, or a form."""

    href: str
    label: str
    picture: str


class TabletPage(PageStruct, frozen=True, kw_only=True):
    """The menu: first who answers, then the forms of one group; `back` is empty on the first.

    `turn` is the id of what a worker set for the next person (empty for nothing). It tells nothing itself;
    a form that is answered without a network takes it along, for one submission only.
    """

    template: ClassVar[str] = "tablet.html"
    look: Look
    title: str
    entries: tuple[MenuEntry, ...]
    back: str
    turn: str


class EnrolPage(PageStruct, frozen=True, kw_only=True):
    """POST /tablet/enrol with `code`: this browser becomes a tablet. `name` is the one it is already."""

    template: ClassVar[str] = "tablet_enrol.html"
    code: str = ""
    error: str = ""
    name: str = ""


class PinPage(PageStruct, frozen=True, kw_only=True):
    """POST /tablet/staff/pin with `pin`. Without one set (`has_pin`) nothing can be typed."""

    template: ClassVar[str] = "tablet_pin.html"
    has_pin: bool
    error: str = ""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """One value that can be chosen, and whether it is now."""

    value: str
    label: str
    chosen: bool


class CornerPage(PageStruct, frozen=True, kw_only=True):
    """The corner for staff. `next` tells what is set for the next person; `errors` by field."""

    template: ClassVar[str] = "tablet_corner.html"
    name: str
    waiting: int
    subject: str
    moments: tuple[Choice, ...]
    errors: dict[str, str]
    next: str
    groups: tuple[Choice, ...]
    for_workers: tuple[MenuEntry, ...]


class LeavePage(PageStruct, frozen=True, kw_only=True):
    """POST /tablet/staff/leave: this device is no tablet any more. Not while answers wait on it."""

    template: ClassVar[str] = "tablet_leave.html"
    name: str
    waiting: int
