"""Raising a concern by hand: by anybody who reads, on any answer."""

from typing import NamedTuple

from litestar import get, post
from litestar.params import FromPath

from analysis.harm import CATEGORIES as HARMS
from feedback_service.casefile import CaseFile, open_case
from feedback_service.opening import note_opened
from feedback_service.raising_by_hand import Sign, found_at, id_of, own_words, raise_by_hand
from feedback_service.storage.raising import is_raised, raised_on
from feedback_service.storage.workers import Worker
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.posted_ids import posted_id
from feedback_service.web.staff.cases import case_here
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.raise_pages import RaisePage
from feedback_service.web.staff.roles import READS, TRIAGES
from feedback_service.web.staff.wording import LEVELS, category, when, who
from forms.journey import piped
from forms.wording import in_words

ONE = "/submissions/{submission_id:str}/answers/{question_id:str}/concern"
_LEVEL = "Choose how urgent it is."
_CATEGORY = "Choose what it may be a sign of."
_NOT_THERE = "This does not stand in the answer. Copy it as it was written, or leave the box empty."
_TAKEN = "This was not raised, as this page was used before. Look at what you wrote, then press again."


class _Place(NamedTuple):
    case: CaseFile
    question_id: str
    text: str  # the answer's own words, empty for all other answers


@get(ONE, operation_id="staff_raise", guards=[allow(*READS)])
async def raise_concern_page(
    request: Asked, submission_id: FromPath[str], question_id: FromPath[str]
) -> Page:
    """The answer, and what it may be a sign of."""
    place = _place(await case_here(request, submission_id), question_id)
    await note_opened(service_of(request), [submission_id], worker_of(request).id)
    return _page(request, place, {}, {})


@post(ONE, operation_id="staff_raise_concern", guards=[allow(*READS)])
async def raise_concern(request: Asked, submission_id: FromPath[str], question_id: FromPath[str]) -> Page:
    """Raise it, which tells whoever is on duty; 422 with the page when something is missing.

    Pressed twice, it is raised once: by then nobody may see the answer, until it is known whom it is about.
    With other content it is another concern, of the whole answer where that is kept from this worker by now.
    409 with the page when its id is somebody else's.
    """
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    level, kind, words = (first(fields, name) for name in ("level", "category", "words"))
    said = (submission_id, question_id, level, kind)
    concern_id = id_of(posted_id(first(fields, "concern")), said, words)
    if await _is_mine(request, concern_id):
        return _raised(worker)
    case = await open_case(service, worker.scope, submission_id)
    if case is None:
        await _raise_unseen(request, Sign(*said, 0, 0), concern_id)
        return _raised(worker)
    place, errors = _place(case, question_id), dict[str, str]()
    at = found_at(place.text, words) if words.strip() else (0, 0)
    if level not in LEVELS:
        errors["level"] = _LEVEL
    if kind not in HARMS:
        errors["category"] = _CATEGORY
    if at is None:
        errors["words"] = _NOT_THERE
    if not errors and at is not None:
        sign = Sign(*said, *at)
        kept = await raise_by_hand(service, worker, case, sign, concern_id=concern_id)
        if kept or await _is_mine(request, concern_id):
            return _raised(worker)
        fields.pop("concern", None)
        errors["concern"] = _TAKEN
    await note_opened(service, [submission_id], worker.id)
    return _page(request, place, fields, errors)


HANDLERS = (raise_concern_page, raise_concern)


async def _is_mine(request: Asked, concern_id: str) -> bool:
    async with service_of(request).database.reading() as connection:
        return await is_raised(connection, concern_id, by=worker_of(request).id)


def _raised(worker: Worker) -> Page:
    return send_on(f"{'/staff/concerns' if worker.role in TRIAGES else '/staff/submissions'}?did=raised")


async def _raise_unseen(request: Asked, sign: Sign, concern_id: str) -> None:
    """Raise what is changed on the page after a first concern from it hid the answer; no words are opened.

    404 but for who raised one on this answer before: to them it gives nothing away.
    """
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        before = await raised_on(connection, sign.submission_id, sign.question_id, by=worker.id)
    if not before or sign.level not in LEVELS or sign.category not in HARMS:
        raise missing()
    await raise_by_hand(service, worker, None, sign, concern_id=concern_id)


def _place(case: CaseFile, question_id: str) -> _Place:
    """404 for a question that was not answered."""
    if question_id not in case.answers or question_id not in case.form.questions:
        raise missing()
    return _Place(case, question_id, own_words(case, question_id))


def _page(request: Asked, place: _Place, fields: dict[str, list[str]], errors: dict[str, str]) -> Page:
    case, record = place.case, place.case.record
    question = case.form.questions[place.question_id]
    submission = f"/staff/submissions/{record.id}"
    page = RaisePage(
        frame=frame_of(request, "Error: Raise a concern" if errors else "Raise a concern"),
        action=f"{submission}/answers/{place.question_id}/concern",
        concern=posted_id(first(fields, "concern")),
        submission=f"{submission}#{place.question_id}",
        about=f"{case.form.form.title}, {who(record.audience, record.band)}, {when(record.answered_at)}",
        prompt=piped(question.prompt, case.form, case.answers),
        answer=place.text or in_words(question, case.answers[place.question_id]),
        own_words=bool(place.text),
        categories=tuple(Option(one, category(one)) for one in HARMS),
        level=first(fields, "level"),
        category=first(fields, "category"),
        words=first(fields, "words"),
        errors=errors,
    )
    return show(request, page, status=_status(errors))


def _status(errors: dict[str, str]) -> int:
    if "concern" in errors:
        return 409
    return 422 if errors else 200
