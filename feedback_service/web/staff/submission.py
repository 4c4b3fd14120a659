"""One submission: read as it was given, marked as read, its themes corrected."""

from litestar import get, post
from litestar.params import FromPath

from feedback_service.casefile import CaseFile, open_case
from feedback_service.correcting import set_theme, take_off, workers_coding
from feedback_service.opening import note_opened
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.desk import mark_read, next_unread
from feedback_service.storage.records import find_record
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import CORRECTS, READS, SETTLES, TELLS, TRIAGES
from feedback_service.web.staff.submission_pages import SubmissionPage
from feedback_service.web.staff.submission_view import answer_views, codebook, facts, theme_groups, wishes
from feedback_service.web.staff.wording import when, who

LIST = "/staff/submissions"
CHOOSE = "Choose a theme, then press the button again."
_REMOVALS = {
    "asked": "The person asked for this to be taken away. A safeguarding lead or manager decides.",
    "removed": "The words were taken away because the person asked for it.",
    "kept": "The person asked for this to be taken away. It was decided to keep it.",
}


@get("/submissions/{submission_id:str}", operation_id="staff_submission", guards=[allow(*READS)])
async def submission(request: Asked, submission_id: FromPath[str]) -> Page:
    """Every question with its answer. That it was opened is noted."""
    service, worker = service_of(request), worker_of(request)
    case = await open_case(service, worker.scope, submission_id)
    if case is None:
        raise missing()
    await note_opened(service, [submission_id], worker.id)
    return show(request, _page(request, case))


@post("/submissions/{submission_id:str}/read", operation_id="staff_mark_read", guards=[allow(*READS)])
async def read(request: Asked, submission_id: FromPath[str]) -> Page:
    """Mark as read and go to the one that has waited longest. Pressed twice, it is noted once."""
    await _must_exist(request, submission_id)
    service, worker, now = service_of(request), worker_of(request), service_of(request).now()

    async def work(tx: Transaction) -> None:
        if await mark_read(tx, submission_id, worker.id, now):
            await note(tx, "submission-read", submission_id, worker.id, now)

    await service.database.transaction(work)
    async with service.database.reading() as connection:
        following = await next_unread(connection, worker.scope)
    return send_on(f"{LIST}/{following}?did=read" if following else f"{LIST}?did=all-read")


@post("/submissions/{submission_id:str}/themes", operation_id="staff_set_theme", guards=[allow(*CORRECTS)])
async def set_submission_theme(request: Asked, submission_id: FromPath[str]) -> Page:
    """Set a theme on the answer `question`, or 422 with the page when none was chosen."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    case = await open_case(service, worker.scope, submission_id)
    question = first(fields, "question")
    if case is None or question not in case.answers:
        raise missing()
    coding = workers_coding(
        service,
        codebook(),
        worker,
        place=(submission_id, question),
        theme=first(fields, "theme"),
        valence=first(fields, "valence"),
    )
    if coding is None:
        await note_opened(service, [submission_id], worker.id)
        return show(request, _page(request, case, error_at=question), status=422)
    done = await set_theme(service, worker, coding)
    return send_on(f"{LIST}/{submission_id}?did={done}#{question}")


@post(
    "/submissions/{submission_id:str}/themes/{coding_id:str}/remove",
    operation_id="staff_remove_theme",
    guards=[allow(*CORRECTS)],
)
async def remove_theme(request: Asked, submission_id: FromPath[str], coding_id: FromPath[str]) -> Page:
    """Take a theme off; it stays in the history. When somebody was first, the page says so."""
    await _must_exist(request, submission_id)
    done = await take_off(service_of(request), worker_of(request), submission_id, coding_id)
    if done is None:
        raise missing()
    return send_on(f"{LIST}/{submission_id}?did={done}")


async def _must_exist(request: Asked, submission_id: str) -> None:
    """404 for a submission of another team, as for one that is not there."""
    async with service_of(request).database.reading() as connection:
        if await find_record(connection, worker_of(request).scope, submission_id) is None:
            raise missing()


def _removal(case: CaseFile) -> str:
    if case.erasure and case.erasure.cause == "rule":
        return "The words were erased because their time was over."
    return _REMOVALS.get(case.removal.outcome or "asked", "") if case.removal else ""


def _is_erased(case: CaseFile) -> bool:
    return case.removal is not None and case.removal.outcome == "removed"


def _page(request: Asked, case: CaseFile, *, error_at: str = "") -> SubmissionPage:
    record, worker = case.record, worker_of(request)
    title = f"{case.form.form.title}, {when(record.answered_at)}"
    return SubmissionPage(
        frame=frame_of(request, f"Error: {title}" if error_at else title),
        address=f"{LIST}/{record.id}",
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
        told=len(case.told),
        tell=f"{LIST}/{record.id}/replies" if worker.role in TELLS and not _is_erased(case) else "",
        kept=f"{LIST}/{record.id}/kept" if worker.role in TRIAGES else "",
        kept_why="Kept from some of the team" if case.kept else "",
        readers=tuple(f"{one.worker}, {when(one.at)}" for one in case.readings),
        differs_from=f"{LIST}/{record.differs_from}" if record.differs_from else "",
        asides=tuple(f"{LIST}/{aside}" for aside in record.asides),
        answers=answer_views(service_of(request), case, worker),
        themes=theme_groups(),
        error_at=error_at,
        error=CHOOSE if error_at else "",
    )
