"""What the frame of each staff page is given, and the problem and desk pages."""

from typing import ClassVar

import msgspec

from feedback_service.web.pages import PageStruct
from feedback_service.web.staff.roles import Area


class NavItem(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of the navigation."""

    href: str
    label: str
    current: bool


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around every staff page; `notice` tells what the last press did.

    `off_duty` says for whom nobody is on duty, to those who can change that.
    """

    title: str
    worker: str
    role: str
    nav: tuple[NavItem, ...]
    notice: str = ""
    off_duty: str = ""
    stuck: bool = False


class StaffPage(PageStruct, frozen=True, kw_only=True):
    """Base of the pages for signed-in workers; their templates extend staff/base.html."""

    frame: Frame


class StaffProblemPage(StaffPage, frozen=True, kw_only=True):
    """Something could not be opened or done."""

    template: ClassVar[str] = "staff/problem.html"
    lines: tuple[str, ...]


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that may wait for the worker; `age` is how long the oldest has, empty when none does.

    `late` tells how many have waited longer than agreed, and is empty when none has.
    """

    label: str
    count: int
    age: str
    href: str
    urgent: bool = False
    late: str = ""


class DeskPage(StaffPage, frozen=True, kw_only=True):
    """What needs this worker now; `no_independent` for those who can see to it that there is one."""

    template: ClassVar[str] = "staff/desk.html"
    no_independent: bool
    tasks: tuple[Task, ...]
    areas: tuple[Area, ...]
