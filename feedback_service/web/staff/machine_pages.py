"""What the page about machine reading is given. No words of anybody."""

from typing import ClassVar

import msgspec

from feedback_service.storage.analysed import Progress
from feedback_service.web.staff.pages import StaffPage


class Lesson(msgspec.Struct, frozen=True, kw_only=True):
    """What `n` corrected answers taught about a theme; `before` and `after` are F1 as "0.71"."""

    theme: str
    n: int
    before: str
    after: str
    used: bool
    why: str


class LearningView(msgspec.Struct, frozen=True, kw_only=True):
    """One run of learning; `untouched` themes were in no corrected answer."""

    when: str
    corrections: int
    version: str
    lessons: tuple[Lesson, ...]
    untouched: int


class PausedView(msgspec.Struct, frozen=True):
    """Who paused it and when."""

    by: str
    since: str
    age: str


class MachinePage(StaffPage, frozen=True, kw_only=True):
    """POST /pause, /resume, /learn for who `may_steer`. `learnt`: the newest run first."""

    template: ClassVar[str] = "staff/machine.html"
    progress: Progress
    oldest: str
    paused: PausedView | None
    learnt: tuple[LearningView, ...]
    may_steer: bool
