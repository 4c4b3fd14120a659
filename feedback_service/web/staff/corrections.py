"""Putting an answer right on the person's wish: written down beside it, and both stay."""

from typing import ClassVar, Final

import msgspec
import uuid_utils
from litestar import get, post
from litestar.params import FromPath

from feedback_service.amending import ASKED_BY, LONGEST, correct, correction_problem, id_of
from feedback_service.casefile import CaseFile, open_case
from feedback_service.opening import note_opened
from feedback_service.storage.corrections import corrected_since, is_kept
from feedback_service.storage.replies import key_of
from feedback_service.storage.sight import sees
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.posted_ids import posted_id
from feedback_service.web.staff.cases import case_here
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.roles import TELLS
from forms.journey import piped
from forms.model import Statement
from forms.wording import in_words

PATH = "/submissions/{submission_id:str}/corrections/{question_id:str}"
_AGAIN: Final = 60 * 60 * 1000  # ms in which whoever goes back may still change what they wrote
_TAKEN = "This was not kept, as this page was used before. Look at what you wrote, then press again."
_ERASED = "This was not kept, as the words of this submission were erased."


class CorrectionPage(StaffPage, frozen=True, kw_only=True):
    """POST `correction` (an id of this page, so that a double press makes one), `asked_by` and `words` to
    `action`."""

    template: ClassVar[str] = "staff/correction.html"
    submission: str
    prompt: str
    answer: str
    action: str
    correction: str
    people: tuple[Option, ...]
    longest: int
    asked_by: str = ""
    words: str = ""
    error: str = ""


@get(PATH, operation_id="staff_correction", guards=[allow(*TELLS)])
async def correction(request: Asked, submission_id: FromPath[str], question_id: FromPath[str]) -> Page:
    """The answer, and a box for what is to be put right."""
    case = await case_here(request, submission_id)
    return show(request, await _page(request, case, question_id))


@post(PATH, operation_id="staff_correct", guards=[allow(*TELLS)])
async def make_correction(request: Asked, submission_id: FromPath[str], question_id: FromPath[str]) -> Page:
    """Keep the correction; 422 or 409 with the page when it cannot be taken. Pressed twice, it is kept once.

    With other words it is another correction, though the first one hid the submission from whoever wrote it.
    Back to the submission, or to the desk where it is kept from this worker now.
    """
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    asked_by, words = first(fields, "asked_by"), first(fields, "words")
    place = (submission_id, question_id)
    case = await open_case(service, worker.scope, submission_id)
    if not (_is_asked(case, question_id) if case else await _was_here(request, place)):
        raise missing()
    error, status = correction_problem(asked_by, words), 422
    if not error:
        new_id = id_of(posted_id(first(fields, "correction")), place, asked_by, words)
        kept = await correct(service, worker, place, new_id=new_id, asked_by=asked_by, words=words)
        error, status = "" if kept else await _refused(request, submission_id, new_id), 409
    if not error:
        return await _kept(request, place)
    if case is None:
        raise missing()
    page, frame = await _page(request, case, question_id), frame_of(request, "Error: Put an answer right")
    again = msgspec.structs.replace(page, frame=frame, asked_by=asked_by, words=words, error=error)
    return show(request, again, status=status)


HANDLERS = (correction, make_correction)


async def _was_here(request: Asked, place: tuple[str, str]) -> bool:
    """Whether this worker put the answer right a short while ago: they have its page still."""
    service = service_of(request)
    async with service.database.reading() as connection:
        since = service.now() - _AGAIN
        return await corrected_since(connection, place, since, by=worker_of(request).id)


async def _refused(request: Asked, submission_id: str, new_id: str) -> str:
    """Why it was not taken; empty where this worker made just this correction before."""
    async with service_of(request).database.reading() as connection:
        if await is_kept(connection, new_id, by=worker_of(request).id):
            return ""
        return _TAKEN if await key_of(connection, submission_id) else _ERASED


async def _kept(request: Asked, place: tuple[str, str]) -> Page:
    submission_id, question_id = place
    async with service_of(request).database.reading() as connection:
        still = await sees(connection, worker_of(request).scope, submission_id)
    here = f"/staff/submissions/{submission_id}?did=corrected#{question_id}"
    return send_on(here if still else "/staff?did=corrected")


def _is_asked(case: CaseFile, question_id: str) -> bool:
    question = case.form.questions.get(question_id)
    return question is not None and not isinstance(question, Statement)


async def _page(request: Asked, case: CaseFile, question_id: str) -> CorrectionPage:
    """404 for no question of this form. That it is shown is noted."""
    if not _is_asked(case, question_id):
        raise missing()
    submission_id, question = case.record.id, case.form.questions[question_id]
    await note_opened(service_of(request), [submission_id], worker_of(request).id)
    return CorrectionPage(
        frame=frame_of(request, "Put an answer right"),
        submission=f"/staff/submissions/{submission_id}#{question_id}",
        prompt=piped(question.prompt, case.form, case.answers),
        answer=_answer(case, question_id),
        action=f"/staff/submissions/{submission_id}/corrections/{question_id}",
        correction=str(uuid_utils.uuid7()),
        people=tuple(Option(value=code, label=label.capitalize()) for code, label in ASKED_BY.items()),
        longest=LONGEST,
    )


def _answer(case: CaseFile, question_id: str) -> str:
    answer = case.answers.get(question_id)
    return in_words(case.form.questions[question_id], answer) if answer else "Nothing that can be shown"
