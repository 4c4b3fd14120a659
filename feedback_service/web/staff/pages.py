"""What the frame of each staff page is given, and the problem and desk pages."""

from typing import ClassVar

import msgspec

from feedback_service.web.pages import PageStruct
from feedback_service.web.staff.navigation import AreaGroup, NavItem


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """What stands around every staff page; `notice` tells what the last press did.

    Where that was a mark as read, and it still stands, a POST to `undo` takes it back.

    `nav` is the row of groups, `beside` the row of what is in the open one.
    `off_duty` says for whom nobody is on duty, to those who can change that.
    """

    title: str
    worker: str
    role: str
    nav: tuple[NavItem, ...]
    beside: tuple[NavItem, ...]
    notice: str = ""
    undo: str = ""
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
    """One thing that waits for the worker; `count` is as shown ("999+"), `age` is how long the oldest has,
    empty where that is not known.

    `late` tells how many have waited longer than agreed, and is empty when none has.
    """

    label: str
    count: str
    age: str
    href: str
    urgent: bool = False
    late: str = ""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One number of the worker's teams, in words; `of` says of how many, or what it is held against."""

    label: str
    value: str
    of: str
    href: str = ""


class DeskPage(StaffPage, frozen=True, kw_only=True):
    """What needs this worker now; `no_independent` for those who can see to it that there is one.

    `nothing` names what waits for nobody, `figures` tell how the worker's teams are doing.
    """

    template: ClassVar[str] = "staff/desk.html"
    no_independent: bool
    tasks: tuple[Task, ...]
    nothing: tuple[str, ...]
    figures: tuple[Figure, ...]
    groups: tuple[AreaGroup, ...]
