"""What the machine makes of words: how far it is, what corrections taught it, and a way to pause it."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from litestar import get, post

from analysis.lessons import Change
from feedback_service import learning, pausing
from feedback_service.service import Service
from feedback_service.storage.analysed import progress
from feedback_service.storage.audit import note
from feedback_service.storage.learnings import Learning, last_learnings
from feedback_service.storage.pauses import Pause, pause_now
from feedback_service.web.http import Asked, Page, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.machine_pages import LearningView, Lesson, MachinePage, PausedView
from feedback_service.web.staff.roles import READS, STEERS
from feedback_service.web.staff.submission_view import codebook
from feedback_service.web.staff.wording import age, when

_EARLIER = 10
_WHYS = {
    "better": "Used: nearer to what workers say",
    "no better": "Not used: no nearer than the codebook alone",
    "too few": "Not used: too few corrected answers yet",
}


@get("/machine", operation_id="staff_machine", guards=[allow(*READS)])
async def machine(request: Asked) -> Page:
    """How far reading is, and what was learnt."""
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        paused = await pause_now(connection)
        learnt = await last_learnings(connection, _EARLIER)
        done = await progress(connection, learnt[0].version if learnt else "")
    page = MachinePage(
        frame=frame_of(request, "Machine reading"),
        progress=done,
        oldest=age(done.oldest, service.now()) if done.oldest is not None else "",
        paused=_paused(service, paused) if paused else None,
        learnt=tuple(_learning(one) for one in _different(learnt)),
        may_steer=worker.role in STEERS,
    )
    return show(request, page)


@post("/machine/pause", operation_id="staff_pause_machine", guards=[allow(*STEERS)])
async def pause(request: Asked) -> Page:
    """Stop reading again."""
    await pausing.pause(service_of(request), worker_of(request).id)
    return send_on("/staff/machine?did=paused")


@post("/machine/resume", operation_id="staff_resume_machine", guards=[allow(*STEERS)])
async def resume(request: Asked) -> Page:
    """Go on reading again."""
    await pausing.resume(service_of(request), worker_of(request).id)
    return send_on("/staff/machine?did=resumed")


@post("/machine/learn", operation_id="staff_learn", guards=[allow(*STEERS)])
async def learn(request: Asked) -> Page:
    """Learn from corrections now."""
    service, worker = service_of(request), worker_of(request)
    done = await learning.learn(service)
    await service.database.transaction(
        lambda tx: note(tx, "themes-learnt", done.id, worker.id, service.now())
    )
    return send_on("/staff/machine?did=learnt")


def _different(runs: Sequence[Learning]) -> Iterator[Learning]:
    """Of runs that came to the same, one after another, the newest."""
    return (next(same) for _, same in groupby(runs, lambda one: (one.version, one.corrections)))


def _paused(service: Service, pause: Pause) -> PausedView:
    return PausedView(
        by=pause.by or "the administrator", since=when(pause.since), age=age(pause.since, service.now())
    )


def _learning(one: Learning) -> LearningView:
    changes = learning.changes_of(one)
    return LearningView(
        when=when(one.made_at),
        corrections=one.corrections,
        version=one.version,
        lessons=tuple(_lesson(change) for change in changes if change.n),
        untouched=sum(not change.n for change in changes),
    )


def _lesson(change: Change) -> Lesson:
    theme = codebook().themes.get(change.theme)
    return Lesson(
        theme=theme.name if theme else change.theme,
        n=change.n,
        before=f"{change.before:.2f}",
        after=f"{change.after:.2f}" if change.after is not None else "",
        used=change.used,
        why=_WHYS[change.why],
    )
