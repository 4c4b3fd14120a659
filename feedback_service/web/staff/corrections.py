"""Putting an answer right on the person's wish: written down beside it, and both stay."""

from typing import ClassVar

import msgspec
import uuid_utils
from litestar import get, post
from litestar.params import FromPath

from feedback_service.amending import ASKED_BY, LONGEST, correct, correction_problem
from feedback_service.casefile import CaseFile, open_case
from feedback_service.opening import note_opened
from feedback_service.storage.sight import sees
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.posted_ids import posted_id
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.roles import TELLS
from forms.journey import piped
from forms.model import Statement
from forms.wording import in_words

PATH = "/submissions/{submission_id:str}/corrections/{question_id:str}"


class CorrectionPage(StaffPage, frozen=True, kw_only=True):
    """POST `action` with `correction` (its id, so that a double press makes one), `asked_by` and `words`."""

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
    page = await _page(request, submission_id, question_id)
    return show(request, page)


@post(PATH, operation_id="staff_correct", guards=[allow(*TELLS)])
async def make_correction(request: Asked, submission_id: FromPath[str], question_id: FromPath[str]) -> Page:
    """Keep the correction; 422 with the page when it cannot be taken. Pressed twice, it is kept once.

    Back to the submission, or to the desk where it is kept from this worker now.
    """
    fields = await posted(request)
    asked_by, words = first(fields, "asked_by"), first(fields, "words")
    page = await _page(request, submission_id, question_id)
    if error := correction_problem(asked_by, words):
        frame = frame_of(request, "Error: Put an answer right")
        again = msgspec.structs.replace(page, frame=frame, asked_by=asked_by, words=words, error=error)
        return show(request, again, status=422)
    service, worker = service_of(request), worker_of(request)
    kept = await correct(
        service,
        worker,
        (submission_id, question_id),
        new_id=posted_id(first(fields, "correction")),
        asked_by=asked_by,
        words=words,
    )
    did = "corrected" if kept else "not-corrected"
    async with service.database.reading() as connection:
        still = await sees(connection, worker.scope, submission_id)
    here = f"/staff/submissions/{submission_id}?did={did}#{question_id}"
    return send_on(here if still else f"/staff?did={did}")


async def _page(request: Asked, submission_id: str, question_id: str) -> CorrectionPage:
    """404 for what this worker may not read, and for no question of this form. That it is shown is noted."""
    service, worker = service_of(request), worker_of(request)
    case = await open_case(service, worker.scope, submission_id)
    question = case.form.questions.get(question_id) if case else None
    if case is None or question is None or isinstance(question, Statement):
        raise missing()
    await note_opened(service, [submission_id], worker.id)
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


HANDLERS = (correction, make_correction)
