"""Asking a colleague about a submission, answering, and the list of what one is asked."""

from typing import Final

import msgspec
import uuid_utils
from litestar import get, post
from litestar.params import FromPath

from feedback_service.casefile import CaseFile
from feedback_service.colleagues import LONGEST, answer, ask, ask_problem, colleagues
from feedback_service.service import Service
from feedback_service.storage.asks import ListedAsk, own_asks, waiting_asks
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.posted_ids import posted_id
from feedback_service.web.staff.ask_pages import AskPage, AskRow, AsksPage
from feedback_service.web.staff.cases import case_here
from feedback_service.web.staff.frame import ROLE_NAMES, frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.roles import READS
from feedback_service.web.staff.submission_shown import ASKS, LIST, Problem, show_submission
from feedback_service.web.staff.wording import form_title, when, who

PATH: Final = "/submissions/{submission_id:str}/ask"
DAYS, DAY, MOST = 90, 86_400_000, 200
CHOOSE = "Choose whom you ask."
_NOT_ASKED = (
    "This was not asked: your colleague may not read the submission any more, or its words were erased. What "
    "you wrote is still here."
)
_NOT_ANSWERED = (
    "Your answer was not kept: another was given already, or the words were erased. This is what you wrote:"
)


@get("/asks", operation_id="staff_asks", guards=[allow(*READS)])
async def asks(request: Asked) -> Page:
    """What this worker is asked, and what they asked. No words of anybody."""
    service, worker = service_of(request), worker_of(request)
    since = service.now() - DAYS * DAY
    async with service.database.reading() as connection:
        waiting = await waiting_asks(connection, worker.scope, worker.id)
        others = await own_asks(connection, worker.scope, worker.id, answered_since=since, limit=MOST)
    page = AsksPage(
        frame=frame_of(request, "Asks"),
        waiting=tuple(_row(service, one) for one in waiting),
        others=tuple(_row(service, one) for one in others),
        days=DAYS,
    )
    return show(request, page)


@get(PATH, operation_id="staff_ask", guards=[allow(*READS)])
async def ask_page(request: Asked, submission_id: FromPath[str]) -> Page:
    """Whom to ask, and a box for what. Only colleagues who may read the submission are there."""
    return show(request, await _page(request, await case_here(request, submission_id)))


@post(PATH, operation_id="staff_make_ask", guards=[allow(*READS)])
async def make_ask(request: Asked, submission_id: FromPath[str]) -> Page:
    """Ask; 422 with the page when something is missing, 409 when it cannot be asked any more.

    Pressed twice, it is asked once.
    """
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    page = await _page(request, await case_here(request, submission_id))
    of, words = first(fields, "of"), first(fields, "words")
    known = any(one.value == of for one in page.people)
    if error := "" if known else CHOOSE:
        return _again(request, page, of, words, error)
    if error := ask_problem(words):
        return _again(request, page, of, words, error)
    ask_id = posted_id(first(fields, "ask"))
    made = await ask(service, worker, submission_id, ask_id=ask_id, of=of, words=words)
    if not made:
        case = await case_here(request, submission_id)
        if all(one.id != ask_id for one in case.asks):
            return _again(request, await _page(request, case), of, words, _NOT_ASKED, status=409)
    return send_on(f"{LIST}/{submission_id}?did={'asked' if made else 'not-asked'}#asks")


@post(
    "/submissions/{submission_id:str}/asks/{ask_id:str}",
    operation_id="staff_answer_ask",
    guards=[allow(*READS)],
)
async def answer_ask(request: Asked, submission_id: FromPath[str], ask_id: FromPath[str]) -> Page:
    """Answer what oneself was asked; with the submission and what was typed 422 when it cannot be taken, and
    409 when it was not kept.

    The same words once more are a second press.
    """
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    case, words = await case_here(request, submission_id), first(fields, "words")
    found = next((one for one in case.asks if one.id == ask_id), None)
    if found is None and case.asks:
        raise missing()
    mine = found is None or found.asked_of == worker.id  # none is left: the words were erased meanwhile
    waits = found is not None and found.answered_at is None and mine
    if waits and (error := ask_problem(words)):
        return await show_submission(request, case, Problem(ask_id, error, words))
    kept = waits and await answer(service, worker, submission_id, ask_id, words)
    if mine and not kept and words.strip():
        case = await case_here(request, submission_id)
        if all(one.answer != words.strip() for one in case.asks if one.id == ask_id):
            return await show_submission(request, case, Problem(ASKS, _NOT_ANSWERED, words, 409))
    return send_on(f"{LIST}/{submission_id}?did={'answered' if kept else 'not-answered'}#asks")


HANDLERS = (asks, ask_page, make_ask, answer_ask)


def _again(request: Asked, page: AskPage, of: str, words: str, error: str, *, status: int = 422) -> Page:
    frame = frame_of(request, "Error: Ask a colleague")
    again = msgspec.structs.replace(page, frame=frame, of=of, words=words, error=error)
    return show(request, again, status=status)


async def _page(request: Asked, case: CaseFile) -> AskPage:
    service, record = service_of(request), case.record
    async with service.database.reading() as connection:
        people = await colleagues(connection, worker_of(request), record.id)
    title = form_title(service, record.form_id, record.form_version)
    return AskPage(
        frame=frame_of(request, "Ask a colleague"),
        submission=f"{LIST}/{record.id}",
        about=f"{title}, {who(record.audience, record.band)}, {when(record.answered_at)}",
        action=f"{LIST}/{record.id}/ask",
        ask=str(uuid_utils.uuid7()),
        people=tuple(Option(one.id, f"{one.name}, {ROLE_NAMES[one.role].lower()}") for one in people),
        longest=LONGEST,
    )


def _row(service: Service, one: ListedAsk) -> AskRow:
    title = form_title(service, one.form_id, one.form_version)
    return AskRow(
        href=f"{LIST}/{one.submission_id}#ask-{one.id}",
        about=f"{title}, {who(one.audience, one.band)}, {when(one.said_at)}",
        team=one.team,
        asker=one.asker,
        colleague=one.colleague,
        when=when(one.asked_at),
        answered="" if one.answered_at is None else when(one.answered_at),
    )
