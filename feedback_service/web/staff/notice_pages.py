"""What the pages about notices are given. No word of anybody, no id of a submission, no subject."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.paging import Pager


class TellingView(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery; POST `retry`, where there is one, tries it now. `bad`: it does not get through."""

    name: str
    channel: str
    state: str
    bad: bool
    retry: str


class NoticeView(msgspec.Struct, frozen=True, kw_only=True):
    """One notice; `nobody` says why nobody is told, where that is so."""

    kind: str
    when: str
    tellings: tuple[TellingView, ...]
    nobody: str


class NoticesPage(StaffPage, frozen=True, kw_only=True):
    """Who was told when. `channels` are those that are set up; `stuck` says what lies too long."""

    template: ClassVar[str] = "staff/notices.html"
    channels: tuple[str, ...]
    failing: int
    stuck: tuple[str, ...]
    may_drill: bool
    rows: tuple[NoticeView, ...]
    pager: Pager


class Reach(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody a drill would tell; `lacks` is what they could not be told by."""

    name: str
    ways: str
    lacks: str


class DrillRung(msgspec.Struct, frozen=True, kw_only=True):
    """One rung; `by_role` says that nobody is on the rota there now."""

    name: str
    by_role: bool
    people: tuple[Reach, ...]


class DrillPage(StaffPage, frozen=True, kw_only=True):
    """What a drill would do now. POST it to do it."""

    template: ClassVar[str] = "staff/drill.html"
    channels: tuple[str, ...]
    rungs: tuple[DrillRung, ...]
