"""Notices in plain words: what they were about, and what became of each."""

from feedback_service.service import Service
from feedback_service.storage.deliveries import LEASE
from feedback_service.storage.notice_lists import NoticeLine, Told
from feedback_service.web.staff.notice_pages import NoticeView, TellingView
from feedback_service.web.staff.wording import RUNG_NAMES, plural, when

CHANNEL_NAMES = {"email": "E-mail", "text": "Text message", "webhook": "Webhook"}
_WHO = "Tell who runs the service: the command “feedback-service drafts list” names them."
STUCK = {
    "words": "Answers came in that the machine has not read for signs of harm. Read them under Reading.",
    "notice": "A notice waits, and it is not settled whom to tell. Look at Concerns.",
    "delivery": "A notice of an urgent concern does not get through. Look at Concerns; tell people yourself.",
    "harm_draft": "An unfinished answer with a sign of harm in it cannot be sent, so nobody can read it. "
    "Tell who runs the service now: the command “feedback-service drafts list” names it.",
    "link_draft": f"Unfinished answers begun by link cannot be sent or read. {_WHO}",
    "tablet_draft": f"Unfinished answers on a tablet cannot be sent or read. {_WHO}",
}
_KINDS = {
    "urgent": "Urgent concern",
    "concern": "Concern",
    "overdue": "Concern that is overdue",
    "unread": "Answers unread for too long",
    "stuck": "Something is stuck",
    "unsent": "Unfinished answers that cannot be sent",
    "drill": "Fire drill",
}
_TO_SOMEBODY = {
    "report": "A draft of a report",
    "no-report": "A report on schedule that could not be made",
    "action": "An action to see to",
    "ask": "A colleague's question",
}
_RUNGS = tuple(RUNG_NAMES.values())
_PROBLEMS = {
    "left": "the worker may not sign in any more",
    "not set up": "this channel is not set up any more",
    "no address": "the worker gave no address for it",
    "secret file": "the file with its secret cannot be used",
}


def notice_view(service: Service, line: NoticeLine) -> NoticeView:
    """One notice with what became of it."""
    return NoticeView(
        kind=_kind(line),
        when=when(line.made_at),
        tellings=tuple(_telling(service, line, one) for one in line.told),
        nobody=_nobody(line),
    )


def _kind(line: NoticeLine) -> str:
    rung = _RUNGS[min(line.step, len(_RUNGS) - 1)]
    if line.kind in _TO_SOMEBODY:  # told by name, by no rung
        return _TO_SOMEBODY[line.kind]
    if line.kind == "ladder":
        return f"Urgent concern that nobody took on, to: {rung}"
    return f"{_KINDS.get(line.kind, 'Concern')}, to: {rung}"


def _nobody(line: NoticeLine) -> str:
    if line.addressed_at is None:
        return "Not yet settled whom to tell."
    return "" if any(one.name for one in line.told) else "There was nobody whom it could reach."


def _telling(service: Service, line: NoticeLine, one: Told) -> TellingView:
    until = one.due_at if one.tried_at is not None and one.due_at == one.tried_at + LEASE else None
    being_tried = until is not None and until > service.now()
    may_retry = one.sent_at is None and one.tries > 0 and not being_tried
    return TellingView(
        name=one.name or "Another system",
        channel=CHANNEL_NAMES[one.channel],
        state=_state(line, one),
        bad=one.given_up_at is not None or (one.sent_at is None and one.problem is not None),
        retry=f"/staff/notices/{one.id}/retry" if may_retry else "",
    )


def _state(line: NoticeLine, one: Told) -> str:
    if one.sent_at is not None:
        return f"Accepted {when(one.sent_at)}, after {_seconds(one.sent_at - line.made_at)}"
    problem = _PROBLEMS.get(one.problem or "", one.problem or "")
    if one.given_up_at is not None:
        return f"Given up {when(one.given_up_at)}: {problem}"
    if problem:
        again = f"; next try {when(one.due_at)}" if one.due_at is not None else ""
        return f"Not through yet, tried {plural(one.tries, 'time')}: {problem}{again}"
    return "Waiting to be sent"


def _seconds(milliseconds: int) -> str:
    minutes, seconds = divmod(round(milliseconds / 1000), 60)
    return f"{plural(minutes, 'minute')} {seconds} s" if minutes else f"{seconds} s"
