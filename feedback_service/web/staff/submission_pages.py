"""What the page of one submission is given: the only staff page with the person's own words."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.segments import Segment


class Fact(msgspec.Struct, frozen=True):
    """Something known about the submission as a whole."""

    label: str
    value: str


class CodingView(msgspec.Struct, frozen=True, kw_only=True):
    """A standing theme. POST `remove` takes it off; setting it again agrees with the machine."""

    theme: str
    theme_id: str
    valence: str
    lean: str
    by: str
    by_machine: bool
    evidence: str
    remove: str


class ConcernView(msgspec.Struct, frozen=True, kw_only=True):
    """A concern about this answer; `href` and `see` are empty for roles that do not triage."""

    level: str
    urgent: bool
    category: str
    why: str
    seen: str
    see: str
    href: str


class DrawingView(msgspec.Struct, frozen=True):
    """A drawing to be shown: its size, the `d` of its path, and how many strokes it has."""

    width: int
    height: int
    path: str
    strokes: int


class CorrectionView(msgspec.Struct, frozen=True, kw_only=True):
    """What was put right beside an answer, and on whose wish."""

    by: str
    words: str


class AnswerView(msgspec.Struct, frozen=True, kw_only=True):
    """One question as it was asked and answered; `segments` for own words, `answer` for all others.

    `recording` is the address of a spoken answer, empty when there is none; `raise_at` is where a concern
    about this answer is raised, empty for one that was not given.
    """

    id: str
    prompt: str
    answer: str
    given: bool
    segments: tuple[Segment, ...]
    drawing: DrawingView | None
    recording: str
    notice: str
    can_theme: bool
    raise_at: str
    codings: tuple[CodingView, ...]
    history: tuple[str, ...]
    concerns: tuple[ConcernView, ...]
    corrections: tuple[CorrectionView, ...]
    correct: str


class ThemeGroup(msgspec.Struct, frozen=True):
    """Themes to choose from, under the name of their group; pairs of id and name."""

    name: str
    themes: tuple[tuple[str, str], ...]


class SubmissionPage(StaffPage, frozen=True, kw_only=True):
    """One submission as given; `error` stands at the answer `error_at`.

    `tell` is where workers write what happened because of it (empty for roles that do not), `told` how often
    they did. `kept` is where leads see and change who may see it, `kept_why` that it is kept
    from somebody. POST `<address>/read` marks it; POST `<address>/themes` with `question`, `theme` and
    `valence` sets a theme.
    """

    template: ClassVar[str] = "staff/submission.html"
    address: str
    form: str
    who: str
    when: str
    finished: bool
    facts: tuple[Fact, ...]
    wishes: tuple[str, ...]
    follows: str
    added: tuple[str, ...]
    removal: str
    proof: str
    told: int
    tell: str
    kept: str
    kept_why: str
    readers: tuple[str, ...]
    differs_from: str
    asides: tuple[str, ...]
    answers: tuple[AnswerView, ...]
    themes: tuple[ThemeGroup, ...]
    error_at: str
    error: str
