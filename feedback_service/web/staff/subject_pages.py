"""What the pages about subjects are given: the list, one subject's page, and the same as a file."""

from typing import ClassVar

import msgspec
from markupsafe import Markup

from feedback_service.web.pages import PageStruct
from feedback_service.web.staff.about_pages import AboutForm
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.submission_pages import AnswerView, Fact


class ThemeLine(msgspec.Struct, frozen=True, kw_only=True):
    """In how many submissions a theme stands as a strength, a worry, and neither; first and last when."""

    name: str
    strength: int
    worry: int
    neither: int
    first: str
    last: str


class Measured(msgspec.Struct, frozen=True, kw_only=True):
    """What was answered each time to one measured question; `ends` names its worst and best answer."""

    name: str
    ends: str
    answers: tuple[str, ...]


class Goal(msgspec.Struct, frozen=True, kw_only=True):
    """How far along somebody was with what they want, as the form asked it, in their words."""

    when: str
    moment: str
    asked: str
    answer: str


class ConcernLine(msgspec.Struct, frozen=True, kw_only=True):
    """A concern and how it stands; `href` is empty for roles that do not triage."""

    when: str
    level: str
    urgent: bool
    category: str
    state: str
    href: str


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One submission: who, when and with whom, and what was said in own words, drawn or spoken."""

    href: str
    form: str
    when: str
    who: str
    moment: str
    finished: bool
    added: bool
    aside: bool
    facts: tuple[Fact, ...]
    wishes: tuple[str, ...]
    answers: tuple[AnswerView, ...]


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """Everything from one kind of people, never mixed with another: the newest entry last.

    `times` heads the columns of `measured`.
    """

    id: str
    title: str
    about: str
    empty: str
    entries: tuple[Entry, ...]
    themes: tuple[ThemeLine, ...]
    times: tuple[str, ...]
    measured: tuple[Measured, ...]
    goals: tuple[Goal, ...]


class SubjectView(msgspec.Struct, frozen=True, kw_only=True):
    """A subject as far as the worker who asks may read; `earlier` submissions are left out of it.

    `about` is empty where the subject is another team's.
    """

    subject: str
    about: str
    teams: str
    heard: str
    concerns: tuple[ConcernLine, ...]
    parts: tuple[Part, ...]
    earlier: int


class SubjectPage(StaffPage, frozen=True, kw_only=True):
    """One subject; GET `<address>/file` is the same as a file, `all_at` the page with everything.

    `about` is None for those who may not change what is known of the subject.
    """

    template: ClassVar[str] = "staff/subject.html"
    view: SubjectView
    address: str
    all_at: str
    about: AboutForm | None


class SubjectFile(PageStruct, frozen=True, kw_only=True):
    """One subject for the case file, with its style sheets inside; links lead nowhere."""

    template: ClassVar[str] = "staff/subject_file.html"
    view: SubjectView
    css: Markup
    made: str
    by: str


class SubjectRow(msgspec.Struct, frozen=True, kw_only=True):
    """One subject of the list, and their page."""

    href: str
    subject: str
    team: str
    heard: int
    last: str
    ago: str
    child: str


class SubjectsPage(StaffPage, frozen=True, kw_only=True):
    """Subjects, whoever was heard last (or longest ago, or not at all: `chosen`) first.

    POST `subject` looks for a reference; then `sought` is what was typed. `before` and `after` are addresses.
    """

    template: ClassVar[str] = "staff/subjects.html"
    lists: tuple[tuple[str, str], ...]
    chosen: str
    sought: str
    rows: tuple[SubjectRow, ...]
    before: str
    after: str
