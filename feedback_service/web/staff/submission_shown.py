"""From a submission that was opened to the page it is read on, with what stands beside it."""

from typing import Final, NamedTuple

from feedback_service.casefile import CaseFile
from feedback_service.colleagues import Asked as AskedOne
from feedback_service.opening import note_opened_whole
from feedback_service.storage.desk import next_unread
from feedback_service.storage.neighbours import Beside, came_before, sent_for
from feedback_service.storage.subject_list import whose
from feedback_service.storage.workers import Worker
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import worker_of
from feedback_service.web.staff.roles import MAKES_ACTIONS, SETTLES, TELLS, TRIAGES
from feedback_service.web.staff.submission_pages import AskView, MomentView, SubmissionPage
from feedback_service.web.staff.submission_view import UNREADABLE, answer_views, facts, theme_groups, wishes
from feedback_service.web.staff.wording import MOMENTS, form_title, when, who

LIST: Final = "/staff/submissions"
ASKS: Final = "#asks"  # as no question is named
_MOMENTS: Final = 60  # the newest that are listed beside a submission
_REMOVALS = {
    "asked": "The person asked for this to be taken away. A safeguarding lead or manager decides.",
    "removed": "The words were taken away because the person asked for it.",
    "kept": "The person asked for this to be taken away. It was decided to keep it.",
}


class Problem(NamedTuple):
    """What is wrong with what was posted: the answer or ask it is about, and what was written there.

    At ASKS it is about an ask that takes no answer any more.
    """

    at: str = ""
    error: str = ""
    typed: str = ""
    status: int = 422


class _Around(NamedTuple):
    moments: list[Beside]
    together: bool
    before: str
    after: str


async def show_submission(request: Asked, case: CaseFile, problem: Problem | None = None) -> Page:
    """The page, noted as opened; with a problem its status."""
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        subject, one = case.record.subject_id, case.record.id
        around = _Around(
            await sent_for(connection, worker.scope, subject, _MOMENTS) if subject else [],
            await whose(connection, worker.scope, one) is not None,
            await came_before(connection, worker.scope, one) or "",
            await next_unread(connection, worker.scope, one) or "",
        )
    await note_opened_whole(service, case.record.id, worker.id, case.said)
    page = _page(request, case, around, problem or Problem())
    return show(request, page, status=problem.status if problem else 200)


def _page(request: Asked, case: CaseFile, around: _Around, problem: Problem) -> SubmissionPage:
    record, worker = case.record, worker_of(request)
    title, address = f"{case.form.form.title}, {when(record.answered_at)}", f"{LIST}/{record.id}"
    return SubmissionPage(
        frame=frame_of(request, f"Error: {title}" if problem.error else title),
        address=address,
        form=case.form.form.title,
        who=who(record.audience, record.band),
        when=when(record.answered_at),
        finished=record.finished,
        facts=facts(case),
        wishes=wishes(record),
        follows=f"{LIST}/{record.follows}" if record.follows else "",
        added=tuple(f"{LIST}/{one}" for one in case.added),
        removal=_removal(case),
        proof=f"/staff/rights/erased/{record.id}" if case.erasure and worker.role in SETTLES else "",
        act=f"/staff/actions/new?submission={record.id}" if worker.role in MAKES_ACTIONS else "",
        told=len(case.told),
        tell=f"{address}/replies" if worker.role in TELLS and not _is_erased(case) else "",
        kept=f"{address}/kept?saw={case.said}" if worker.role in TRIAGES else "",
        kept_why="Kept from some of the team" if case.kept else "",
        readers=tuple(f"{one.worker}, {when(one.at)}" for one in case.readings),
        unread=f"{address}/unread" if worker.id in {one.worker_id for one in case.readings} else "",
        differs_from=f"{LIST}/{record.differs_from}" if record.differs_from else "",
        asides=tuple(f"{LIST}/{aside}" for aside in case.record.asides),
        answers=answer_views(service_of(request), case, worker),
        themes=theme_groups(),
        moments=_moments(request, around.moments, record.id),
        together=f"/staff/subjects/{record.id}" if around.together else "",
        before=f"{LIST}/{around.before}" if around.before else "",
        after=f"{LIST}/{around.after}" if around.after else "",
        asks=tuple(_ask(one, address, worker) for one in case.asks),
        ask=f"{address}/ask" if not (_is_erased(case) or case.erasure) else "",
        error_at=problem.at,
        error=problem.error,
        typed=problem.typed,
    )


def _moments(request: Asked, found: list[Beside], here: str) -> tuple[MomentView, ...]:
    service = service_of(request)
    views = tuple(
        MomentView(
            href=f"{LIST}/{one.id}",
            form=form_title(service, one.form_id, one.form_version),
            who=who(one.audience, one.band),
            moment=MOMENTS.get(one.moment or "", ""),
            when=when(one.answered_at),
            here=one.id == here,
        )
        for one in found
    )
    return views if any(not one.here for one in views) else ()


def _ask(one: AskedOne, address: str, worker: Worker) -> AskView:
    waits = one.answered_at is None
    return AskView(
        id=one.id,
        asker=one.asker,
        colleague=one.colleague,
        when=when(one.asked_at),
        words=one.words or UNREADABLE,
        answered="" if one.answered_at is None else when(one.answered_at),
        answer=one.answer or ("" if waits else UNREADABLE),
        answer_at=f"{address}/asks/{one.id}" if waits and one.asked_of == worker.id else "",
    )


def _removal(case: CaseFile) -> str:
    if case.erasure and case.erasure.cause == "rule":
        return "The words were erased because their time was over."
    return _REMOVALS.get(case.removal.outcome or "asked", "") if case.removal else ""


def _is_erased(case: CaseFile) -> bool:
    return case.removal is not None and case.removal.outcome == "removed"
