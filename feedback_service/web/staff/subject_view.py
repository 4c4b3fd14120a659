"""From what a subject and those around them said to what their page shows; no views are mixed."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from feedback_service.casefile import CaseFile
from feedback_service.service import Service
from feedback_service.storage.subjects import About
from feedback_service.storage.workers import Worker
from feedback_service.web.staff.about import about_words
from feedback_service.web.staff.subject_pages import ConcernLine, Entry, Part, SubjectView
from feedback_service.web.staff.subject_themes import goals_in, measured_in, themes_in
from feedback_service.web.staff.submission_pages import AnswerView, Fact
from feedback_service.web.staff.submission_view import answer_views, facts, wishes
from feedback_service.web.staff.wording import MOMENTS, plural, role_name, when, who

# Said elsewhere on the page.
_LEFT_OUT: Final = {"Team", "Subject", "Moment", "Came", "Arrived"}


class Side(NamedTuple):
    """Whose view a part of the page is."""

    id: str
    title: str
    audiences: tuple[str, ...]
    about: str
    empty: str


SIDES: Final = (
    Side(
        "child",
        "What the child said",
        ("child",),
        "In their own words, as given, the newest last.",
        "Nothing from the child that you may read.",
    ),
    Side(
        "family",
        "What the family said",
        ("family",),
        "From parents, carers and wider family: their view, not the child's.",
        "Nothing from the family that you may read.",
    ),
    Side(
        "observed",
        "What workers saw",
        ("observation",),
        "Observed by a worker. These are not the child's words.",
        "No observation that you may read.",
    ),
    Side(
        "workers",
        "What workers think",
        ("practitioner",),
        "Practitioners about the child and the help.",
        "Nothing from practitioners that you may read.",
    ),
)


class Shown(NamedTuple):
    """One submission with its answers as its own page shows them."""

    case: CaseFile
    answers: tuple[AnswerView, ...]


def subject_view(
    service: Service,
    worker: Worker,
    subject: str,
    cases: Sequence[CaseFile],
    *,
    earlier: int,
    about: About | None,
) -> SubjectView:
    """Everything in `cases` (the newest last), each under whose view it is; `about` where it is theirs."""
    shown = [Shown(case, answer_views(service, case, worker)) for case in cases]
    last = f", the last on {when(cases[-1].record.answered_at)}" if cases else ""
    return SubjectView(
        subject=subject,
        about=about_words(about) if about else "",
        teams=", ".join(sorted({case.record.team for case in cases})),
        heard=f"{plural(len(cases) + earlier, 'submission')}{last}.",
        concerns=_concerns(shown),
        parts=tuple(_part(service, side, shown) for side in SIDES),
        earlier=earlier,
    )


def _part(service: Service, side: Side, shown: Sequence[Shown]) -> Part:
    mine = [one for one in shown if one.case.record.audience in side.audiences]
    counted = [one for one in mine if one.case.record.differs_from is None]
    times, measured = measured_in(service, [one.case for one in counted])
    return Part(
        id=side.id,
        title=side.title,
        about=side.about,
        empty=side.empty,
        entries=tuple(_entry(one) for one in mine),
        themes=themes_in([one.case for one in counted]),
        times=times,
        measured=measured,
        goals=goals_in([(one.case, one.answers) for one in counted]) if side.id == "child" else (),
    )


def _entry(one: Shown) -> Entry:
    record = one.case.record
    role = f", {role_name(record.person_role).lower()}" if record.person_role else ""
    return Entry(
        href=f"/staff/submissions/{record.id}",
        form=one.case.form.form.title,
        when=when(record.answered_at),
        who=f"{who(record.audience, record.band)}{role}",
        moment=MOMENTS.get(record.moment or "", ""),
        finished=record.finished,
        added=record.follows is not None,
        aside=record.differs_from is not None,
        facts=tuple(fact for fact in facts(one.case) if _is_told(fact)),
        wishes=wishes(record),
        answers=tuple(answer for answer in one.answers if _is_own(answer)),
    )


def _is_told(fact: Fact) -> bool:
    return fact.label not in _LEFT_OUT


def _is_own(answer: AnswerView) -> bool:
    """Own words, a drawing or a recording; also when they cannot be shown (any more)."""
    return bool(answer.segments or answer.drawing or answer.recording or answer.notice)


def _concerns(shown: Sequence[Shown]) -> tuple[ConcernLine, ...]:
    return tuple(
        ConcernLine(
            when=when(one.case.record.answered_at),
            level=found.level,
            urgent=found.urgent,
            category=found.category,
            state=found.seen,
            href=found.href,
        )
        for one in reversed(shown)
        for answer in one.answers
        for found in answer.concerns
    )
