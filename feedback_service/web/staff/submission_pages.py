"""What the page of one submission is given: the only staff page with the person's own words."""

from typing import ClassVar

import msgspec

from feedback_service.web.staff.answer_pictures import PictureView
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.segments import Segment


class Fact(msgspec.Struct, frozen=True):
    """Something known about the submission as a whole."""

    label: str
    value: str


class CodingView(msgspec.Struct, frozen=True, kw_only=True):
    """A standing theme. POST `remove` takes it off; setting it again agrees with the machine.

    `number` is also at the end of its evidence in the text.
    """

    id: str
    number: int
    theme: str
    theme_id: str
    valence: str
    lean: str
    by: str
    by_machine: bool
    evidence: str
    remove: str


class ConcernView(msgspec.Struct, frozen=True, kw_only=True):
    """A concern about this answer; `href` and `see` are empty for roles that do not triage.

    POST `see` with `shown`: the ids of the others on the page.
    """

    level: str
    urgent: bool
    category: str
    why: str
    seen: str
    see: str
    shown: tuple[str, ...]
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

    `pictures` are those that were chosen, or stood there to choose from. `recording` is the address of a
    spoken answer, empty when there is none; `raise_at` is where a concern about this answer is raised, empty
    for one that was not given. `saw` goes with each change of a theme; `undo` says what the worker would take
    back, empty where the last change was not theirs.
    """

    id: str
    prompt: str
    answer: str
    given: bool
    segments: tuple[Segment, ...]
    pictures: tuple[PictureView, ...]
    drawing: DrawingView | None
    recording: str
    notice: str
    can_theme: bool
    raise_at: str
    codings: tuple[CodingView, ...]
    saw: str
    undo: str
    history: tuple[str, ...]
    concerns: tuple[ConcernView, ...]
    corrections: tuple[CorrectionView, ...]
    correct: str


class MomentView(msgspec.Struct, frozen=True, kw_only=True):
    """Something else that came about the same child or family; `here` for the submission being read."""

    href: str
    form: str
    who: str
    moment: str
    when: str
    here: bool


class AskView(msgspec.Struct, frozen=True, kw_only=True):
    """What a worker asked a colleague; `answer_at` is where the colleague who reads this answers it."""

    id: str
    asker: str
    colleague: str
    when: str
    words: str
    answered: str
    answer: str
    answer_at: str


class ThemeGroup(msgspec.Struct, frozen=True):
    """Themes to choose from, under the name of their group; pairs of id and name."""

    name: str
    themes: tuple[tuple[str, str], ...]


class SubmissionPage(StaffPage, frozen=True, kw_only=True):
    """One submission as given; `error` stands at the answer or ask `error_at`, where `typed` was written.

    `act` is where an action is made because of it, `tell` where workers write what happened because of it
    (both empty for roles that do not), `told` how often they did. `kept` is where leads see and change who
    may see it, having read what stands here, `kept_why` that it is kept from somebody. POST `<address>/read`
    marks it, POST `unread` takes that back (empty where this worker did not mark it); POST `<address>/themes`
    with `question`, `theme`, `valence` and `saw` sets a theme. `moments` is what came about the same subject,
    `together` all of it on one page (empty for what that leaves out), `before` and `after` are the
    submissions to go on to (empty at the end).
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
    act: str
    kept: str
    kept_why: str
    readers: tuple[str, ...]
    unread: str
    differs_from: str
    asides: tuple[str, ...]
    answers: tuple[AnswerView, ...]
    themes: tuple[ThemeGroup, ...]
    moments: tuple[MomentView, ...]
    together: str
    before: str
    after: str
    asks: tuple[AskView, ...]
    ask: str
    error_at: str
    error: str
    typed: str


class Chosen(msgspec.Struct, frozen=True, kw_only=True):
    """A theme in words, and who put it there."""

    theme: str
    by: str


class ConflictPage(StaffPage, frozen=True, kw_only=True):
    """Somebody changed the themes of an answer since they were shown: then, now, and what was wanted.

    POST `action` with `fields` does what was wanted all the same; empty where that is not possible any more,
    which `settled` tells.
    """

    template: ClassVar[str] = "staff/theme_conflict.html"
    submission: str
    prompt: str
    words: str
    then: tuple[Chosen, ...]
    now: tuple[Chosen, ...]
    wanted: str
    action: str
    settled: str
    fields: tuple[tuple[str, str], ...]
