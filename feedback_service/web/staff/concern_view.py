"""From a concern and what is known of it to what its page shows."""

from typing import NamedTuple

from feedback_service.casefile import CaseFile
from feedback_service.cumulative import PREFIX
from feedback_service.deciding import LONGEST, Opened
from feedback_service.prompts import prompts
from feedback_service.service import Service
from feedback_service.storage import cumulative
from feedback_service.storage.concerns import Concern
from feedback_service.storage.decisions import OUTCOMES as CODES
from feedback_service.storage.rota import RUNGS
from feedback_service.storage.tellings import Telling
from feedback_service.storage.workers import Worker
from feedback_service.uk_time import moment_of
from feedback_service.web.staff.concern_pages import ConcernPage
from feedback_service.web.staff.concern_parts import DecisionView, Mention, OtherSign, TellingRow
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.looking import beside
from feedback_service.web.staff.pages import Frame
from feedback_service.web.staff.raise_pages import Entered
from feedback_service.web.staff.segments import Segment, Span, segments
from feedback_service.web.staff.submission_pages import CorrectionView
from feedback_service.web.staff.submission_view import answer_views
from feedback_service.web.staff.wording import (
    LEVELS,
    OUTCOMES,
    RUNG_NAMES,
    age,
    category,
    form_title,
    when,
    who,
    why,
)
from feedback_service.working_days import due_by

UNREADABLE_REASON = "The reason does not open any more: the words it is about were taken away."
_KINDS = {
    "urgent": "It was raised",
    "concern": "It was raised",
    "ladder": "Nobody was looking at it",
    "overdue": "Nobody had decided in time",
}


class Known(NamedTuple):
    """All that the page tells `worker` of: `earlier` are categories of the subject's concerns up to now."""

    worker: Worker
    concern: Concern
    case: CaseFile
    others: tuple[Concern, ...]
    history: tuple[Opened, ...]
    tellings: list[Telling]
    mentions: list[cumulative.Mention]
    earlier: set[str]


def concern_page(
    service: Service, frame: Frame, known: Known, entered: Entered, errors: dict[str, str]
) -> ConcernPage:
    """The page as this worker sees it."""
    one, case = known.concern, known.case
    address, answer = f"/staff/concerns/{one.id}", _answer(service, known)
    here = {each.category for each in (one, *known.others)}
    undecided = tuple(each for each in known.others if each.decision is None)
    return ConcernPage(
        frame=frame,
        category=category(one.category),
        level=LEVELS[one.level],
        urgent=one.level == "urgent",
        who=who(case.record.audience, case.record.band),
        form=form_title(service, one.form_id, one.form_version),
        when=when(case.record.answered_at),
        team=one.team,
        subject=one.subject_id or "",
        raised=f"{when(one.raised_at)}, {age(one.raised_at, service.now())} ago{_by(one)}",
        why=why(service, one.rule),
        due=due(one, service.now()),
        is_late=is_late(one, service.now()),
        prompt=answer.prompt,
        segments=answer.segments,
        answer=answer.answer,
        notice=answer.notice,
        corrections=answer.corrections,
        href=f"/staff/submissions/{one.submission_id}#{one.question_id}",
        prompts=prompts(here, known.earlier),
        others=tuple(_other(service, each, entered) for each in known.others),
        mentions=_mentions(known),
        looking=f"{one.seen_by}, since {when(one.seen_at)}" if one.seen_at is not None else "",
        see="" if one.seen_at is not None else f"{address}/seen",
        shown=beside(one, known.others),
        make_urgent="" if one.level == "urgent" or one.decision else f"{address}/urgent",
        action=f"{address}/decision",
        standing=tuple(f"{each.id}={each.decision or ''}" for each in (one, *undecided)),
        outcomes=tuple(Option(code, OUTCOMES[code]) for code in CODES),
        entered=entered,
        longest=LONGEST,
        history=tuple(_decision(each) for each in reversed(known.history)),
        tellings=tuple(_telling(each) for each in known.tellings),
        errors=errors,
    )


def is_late(one: Concern, now: int) -> bool:
    """Whether it should have been decided on by now."""
    return one.decision is None and due_by(one.raised_at) <= now


def due(one: Concern, now: int) -> str:
    """By when it is to be decided, in words; empty once it is."""
    if one.decision is not None:
        return ""
    by = when(due_by(one.raised_at))
    said = f"Overdue since {by}" if is_late(one, now) else f"Decide by {by}"
    now_please = one.level == "urgent" and one.seen_at is None
    return f"Somebody must look now. {said}" if now_please else said


def written(time: int) -> str:
    """A time as fields for date and time take it."""
    return f"{moment_of(time):%Y-%m-%dT%H:%M}"


class _Answer(NamedTuple):
    prompt: str
    segments: tuple[Segment, ...]
    answer: str
    notice: str
    corrections: tuple[CorrectionView, ...] = ()


def _answer(service: Service, known: Known) -> _Answer:
    """The answer with nothing marked but what this concern is about."""
    one, given = known.concern, known.case.answers.get(known.concern.question_id)
    views = answer_views(service, known.case, known.worker)
    view = next((each for each in views if each.id == one.question_id), None)
    if view is None:
        return _Answer("", (), "This question is not in the form any more.", "")
    marked: tuple[Segment, ...] = ()
    if view.segments and given is not None:
        marked = segments(str(given.value), [Span(one.span_start, one.span_end, one.level)])
    shown = "A drawing. Open all they sent to see it." if view.drawing else view.answer
    spoken = "A recording. Open all they sent to hear it." if view.recording else shown
    return _Answer(view.prompt, marked, spoken, view.notice, view.corrections)


def _by(one: Concern) -> str:
    return f", by {one.raised_by}" if one.raised_by else ""


def _other(service: Service, one: Concern, entered: Entered) -> OtherSign:
    decided = f"{OUTCOMES[one.outcome]}, {one.decided_by}" if one.outcome else "No decision yet"
    return OtherSign(
        category=category(one.category),
        level=LEVELS[one.level],
        urgent=one.level == "urgent",
        why=why(service, one.rule),
        href=f"/staff/concerns/{one.id}",
        state=decided,
        field="" if one.decision else one.id,
        ticked=one.id in entered.also,
    )


def _mentions(known: Known) -> tuple[Mention, ...]:
    """The other submissions in which the same worry came up, each once."""
    if not known.concern.rule.startswith(PREFIX):
        return ()
    others = {
        one.submission_id: Mention(
            when=when(one.received_at), href=f"/staff/submissions/{one.submission_id}#{one.question_id}"
        )
        for one in known.mentions
        if one.submission_id != known.concern.submission_id
    }
    return tuple(others.values())


def _decision(one: Opened) -> DecisionView:
    made = one.made
    return DecisionView(
        outcome=OUTCOMES[made.outcome],
        by=f"{made.worker}, {when(made.decided_at)}",
        referred=when(made.referred_at) if made.referred_at is not None else "",
        reason=UNREADABLE_REASON if one.reason is None else one.reason,
    )


def _telling(one: Telling) -> TellingRow:
    return TellingRow(
        when=when(one.made_at),
        why=_KINDS.get(one.kind, one.kind),
        rung=RUNG_NAMES[RUNGS[min(one.step, len(RUNGS) - 1)]],
        who=one.worker or ("The partnership's own system" if one.channel else "—"),
        state=_state(one),
    )


def _state(one: Telling) -> str:
    if one.addressed_at is None:
        return "Not sent yet"
    if one.channel is None:
        return "Nobody could be reached: no address, or no way of sending is set up"
    how = {"email": "E-mail", "text": "Text message", "webhook": "Message"}[one.channel]
    if one.sent_at is not None:
        return f"{how} sent {when(one.sent_at)}"
    return f"{how} could not be sent" if one.given_up_at is not None else f"{how} not sent yet"
