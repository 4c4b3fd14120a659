"""Correcting themes: set, change, take off, undo; a page of its own where somebody else was first."""

from collections.abc import Sequence
from typing import NamedTuple

from litestar import post
from litestar.params import FromPath

from feedback_service.casefile import CaseFile
from feedback_service.correcting import set_theme, standing, take_off, undo, workers_coding
from feedback_service.opening import note_opened
from feedback_service.storage.codings import StoredCoding
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.answer_themes import named, put_by, saw, undo_words
from feedback_service.web.staff.cases import case_here
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import CORRECTS
from feedback_service.web.staff.submission_pages import Chosen, ConflictPage
from feedback_service.web.staff.submission_shown import LIST, Problem, show_submission
from feedback_service.web.staff.submission_view import codebook
from forms.journey import piped
from forms.model import Answer
from forms.wording import in_words

CHOOSE = "Choose a theme, then press the button again."
UNDO = "Undo what you changed last"
OTHERS = (
    "Somebody else made the last change, so yours cannot be undone in one step. Take off or change the theme "
    "instead."
)
THEMES = "/submissions/{submission_id:str}/themes"


class _Place(NamedTuple):
    """An answer that a worker may read, and what was posted about it."""

    case: CaseFile
    question: str
    fields: dict[str, list[str]]

    @property
    def saw(self) -> list[str]:
        """The codings that the page showed on this answer."""
        return [one for one in first(self.fields, "saw").split(",") if one]

    @property
    def back(self) -> str:
        return f"{LIST}/{self.case.record.id}"


@post(THEMES, operation_id="staff_set_theme", guards=[allow(*CORRECTS)])
async def set_submission_theme(request: Asked, submission_id: FromPath[str]) -> Page:
    """Set a theme on the answer `question`, in place of the coding `instead` if one is named.

    422 with the page when none was chosen; 409 when other themes stand there by now than in `saw`.
    """
    service, worker, place = service_of(request), worker_of(request), await _place(request, submission_id)
    coding = workers_coding(
        service,
        codebook(),
        worker,
        place=(submission_id, place.question),
        theme=first(place.fields, "theme"),
        valence=first(place.fields, "valence"),
    )
    if coding is None:
        return await show_submission(request, place.case, Problem(place.question, CHOOSE))
    instead = first(place.fields, "instead")
    done = await set_theme(service, worker, coding, saw=place.saw, instead=instead)
    if done == "changed":
        names = ("question", "theme", "valence", "instead")
        fields = [(name, first(place.fields, name)) for name in names]
        return await _conflict(request, place, f"Set: {named(coding)}", "themes", fields)
    return send_on(f"{place.back}?did={done}#{place.question}")


@post(f"{THEMES}/undo", operation_id="staff_undo_theme", guards=[allow(*CORRECTS)])
async def undo_theme(request: Asked, submission_id: FromPath[str]) -> Page:
    """Take back what this worker did last to the themes of `question`. Pressed twice, it is done once.

    409 when other themes stand there by now than in `saw`, or somebody else made the last change.
    """
    place = await _place(request, submission_id)
    here = (submission_id, place.question)
    done = await undo(service_of(request), worker_of(request), here, place.saw)
    if done == "changed":
        return await _conflict(request, place, UNDO, "themes/undo", [("question", place.question)])
    return send_on(f"{place.back}?did={done}#{place.question}")


@post(f"{THEMES}/{{coding_id:str}}/remove", operation_id="staff_remove_theme", guards=[allow(*CORRECTS)])
async def remove_theme(request: Asked, submission_id: FromPath[str], coding_id: FromPath[str]) -> Page:
    """Take a theme off; it stays in the history. 409 when other themes stand there by now than in `saw`."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    case = await case_here(request, submission_id)
    coding = next((one for one in case.codings if one.id == coding_id), None)
    if coding is None:
        raise missing()
    place = _Place(case, coding.question_id, fields)
    done = await take_off(service, worker, submission_id, coding_id, saw=place.saw)
    if done == "changed":
        return await _conflict(request, place, f"Take off: {named(coding)}", f"themes/{coding_id}/remove")
    return send_on(f"{place.back}?did={done}#{place.question}")


HANDLERS = (set_submission_theme, undo_theme, remove_theme)


async def _place(request: Asked, submission_id: str) -> _Place:
    """404 for an answer that this worker may not read, and for a question that was not answered."""
    fields = await posted(request)
    case = await case_here(request, submission_id)
    if first(fields, "question") not in case.answers:
        raise missing()
    return _Place(case, first(fields, "question"), fields)


async def _conflict(
    request: Asked, place: _Place, wanted: str, to: str, fields: list[tuple[str, str]] | None = None
) -> Page:
    """409: what the worker saw, what stands now, and what they wanted, to be done all the same or left."""
    service, worker = service_of(request), worker_of(request)
    case = await case_here(request, place.case.record.id)
    await note_opened(service, [case.record.id], worker.id)
    there = standing(case.codings, place.question)
    here = [one for one in case.codings if one.question_id == place.question]
    undone = undo_words(here, worker) if wanted == UNDO else ""
    settled = _settled(to, there, undone)
    page = ConflictPage(
        frame=frame_of(request, "Somebody else changed this"),
        submission=f"{place.back}#{place.question}",
        prompt=piped(case.form.questions[place.question].prompt, case.form, case.answers),
        words=_words(case, place.question, case.answers.get(place.question)),
        then=_chosen(case, [one for one in case.codings if one.id in place.saw]),
        now=_chosen(case, there),
        wanted=f"Undo: {undone}" if undone else wanted,
        action="" if settled else f"{place.back}/{to}",
        settled=settled,
        fields=(*(fields or ()), ("saw", saw(there))),
    )
    return show(request, page, status=409)


def _settled(to: str, there: Sequence[StoredCoding], undone: str) -> str:
    """Why what was wanted cannot be done all the same."""
    if to.endswith("/remove") and not any(one.id in to for one in there):
        return "This theme is off already."
    is_others = to.endswith("/undo") and not undone
    return OTHERS if is_others else ""


def _chosen(case: CaseFile, codings: list[StoredCoding]) -> tuple[Chosen, ...]:
    return tuple(Chosen(theme=named(one), by=put_by(case, one)) for one in codings)


def _words(case: CaseFile, question: str, answer: Answer | None) -> str:
    return in_words(case.form.questions[question], answer) if answer else ""
