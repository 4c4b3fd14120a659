"""One question a page: show it, save what is answered, go on or back."""

from typing import Annotated

from litestar import Response, get, post
from litestar.exceptions import TooManyRequestsException
from litestar.params import FromPath, QueryParameter

from feedback_service import drafting
from feedback_service.drafting import Open
from feedback_service.late import keep_late
from feedback_service.service import Service
from feedback_service.storage.database import StorageError
from feedback_service.web.entering import address_of, enter, last_page
from feedback_service.web.http import HEADERS, Asked, Page, missing, send_on, service_of, show
from feedback_service.web.languages import mark
from feedback_service.web.leaving import AWAY
from feedback_service.web.pacing import PAGES, keep_pace
from feedback_service.web.question_pages import QuestionPage
from feedback_service.web.sounds import (
    SPOKEN_BYTES,
    SPOKEN_HEADERS,
    is_spoken,
    posted_with_sounds,
    proven,
)
from feedback_service.web.views import Raw, look_of, question_views, shown_answers
from feedback_service.web.visits import Visit, end_every, read_visit, visit_cookie
from forms import model
from forms.journey import first_open, following, path, previous
from forms.model import Answer, Answers, FieldError, LongText, ShortText
from forms.validate import PageReading, clean, read_page

NOT_SAVED = mark("We could not save this just now. Nothing you wrote is lost. Press Continue again.")
NOT_SAVED_SOUND = mark(
    "We could not save this just now. Please record it once more, and press Continue again."
)
# Where Back, Stop and a tablet left alone send a page: what is on it is saved first.
LEAVING = {"back", "back-check", "stop", "idle", "leave"}
# Nobody is there any more to put anything right: words are kept as they stand.
GONE = {"idle", "leave"}
Errors = tuple[FieldError, ...]
Then = Annotated[str, QueryParameter(name="then")]


@get("/a/{draft_id:str}", operation_id="carry_on")
async def carry_on(request: Asked, draft_id: FromPath[str]) -> Page:
    """To the first page still open, or to the end."""
    entered = await enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    visit, opened = entered
    page = first_open(opened.form, opened.answers)
    if page is None and not opened.form.form.review:
        return send_on(f"{address_of(draft_id)}/q/{last_page(opened).id}")
    return send_on(f"{address_of(visit.draft_id)}/q/{page.id}" if page else f"{address_of(draft_id)}/check")


@get("/a/{draft_id:str}/q/{page_id:str}", operation_id="show_question")
async def show_question(
    request: Asked, draft_id: FromPath[str], page_id: FromPath[str], then: Then = ""
) -> Page:
    """A page of the form, with what this device answered before."""
    entered = await enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    visit, opened = entered
    page = opened.form.pages.get(page_id)
    if page is None:
        raise missing()
    if page not in path(opened.form, opened.answers) or _is_hidden(visit, opened, page):
        return send_on(address_of(draft_id))
    return show(request, _question_page(visit, opened, page, then), headers=_headers(page))


@post("/a/{draft_id:str}/q/{page_id:str}", operation_id="save_answer")
async def save_answer(
    request: Asked, draft_id: FromPath[str], page_id: FromPath[str], then: Then = ""
) -> Page:
    """Save the page's answers and go on. What cannot be taken comes back with the words still in it."""
    return await _save(request, draft_id, page_id, then)


@post(
    "/a/{draft_id:str}/q/{page_id:str}/spoken",
    operation_id="save_spoken_answer",
    request_max_body_size=SPOKEN_BYTES,
)
async def save_spoken_answer(
    request: Asked, draft_id: FromPath[str], page_id: FromPath[str], then: Then = ""
) -> Page:
    """As `save_answer`, for a page that records: a recording is larger than any words."""
    if not service_of(request).settings.voice_notes:
        raise missing()
    return await _save(request, draft_id, page_id, then)


async def _save(request: Asked, draft_id: str, page_id: str, then: str) -> Page:
    answered = await _saved(request, draft_id, page_id, then)
    # Whoever leaves quickly is away, whatever became of the page.
    return send_on(AWAY, end_every(service_of(request), request.cookies)) if then == "leave" else answered


async def _saved(request: Asked, draft_id: str, page_id: str, then: str) -> Page:
    entered = await enter(request, draft_id)
    service, (raw, sounds) = service_of(request), await posted_with_sounds(request)
    if isinstance(entered, Response):
        if read_visit(service, request.cookies, draft_id):
            await keep_late(service, draft_id, page_id, raw, sounds)
        return entered
    visit, opened = entered
    page = opened.form.pages.get(page_id)
    if page is None:
        raise missing()
    cookies, headers = [visit_cookie(service, visit)], _headers(page)
    raw = proven(page, raw, sounds, opened.answers)
    reading = read_page(opened.form, page, raw, opened.answers)
    if then in GONE:
        reading = PageReading({**_as_they_stand(opened, reading.errors, raw), **reading.answers}, ())
    sounds = {name: one for name, one in sounds.items() if name in reading.answers}
    try:
        keep_pace(service, PAGES, draft_id)
        saved = await drafting.save(service, draft_id, reading.answers, sounds) if reading.answers else opened
    except (StorageError, TooManyRequestsException) as error:
        errors = tuple(FieldError(one.id, NOT_SAVED_SOUND if sounds else NOT_SAVED) for one in page.questions)
        failed = _question_page(visit, opened, page, then, errors=errors, raw=raw)
        status = 503 if isinstance(error, StorageError) else error.status_code
        return show(request, failed, status=status, cookies=cookies, headers=headers)
    if reading.errors and not (then in LEAVING and _left_empty(raw, reading.errors)):
        failed = _question_page(visit, opened, page, then, errors=reading.errors, raw=raw)
        return show(request, failed, status=422, cookies=cookies, headers=headers)
    if saved is None:
        await keep_late(service, draft_id, page_id, raw, sounds)
        return send_on(address_of(draft_id))
    return await _onward(service, visit, saved, page, then)


async def _onward(service: Service, visit: Visit, saved: Open, page: model.Page, then: str) -> Page:
    address, cookies = address_of(saved.draft.id), [visit_cookie(service, visit)]
    if then in {"stop", "idle"}:
        return send_on(f"{address}/stop" if then == "stop" else "/tablet", cookies)
    if then in LEAVING:
        before = previous(saved.form, saved.answers, page) if then == "back" else None
        return send_on(f"{address}/q/{before.id}" if before else f"{address}/check", cookies)
    if then == "check":
        opened = first_open(saved.form, saved.answers)
        return send_on(f"{address}/q/{opened.id}?then=check" if opened else f"{address}/check", cookies)
    after = following(saved.form, saved.answers, page)
    if after is not None:
        return send_on(f"{address}/q/{after.id}", cookies)
    if saved.form.form.review:
        return send_on(f"{address}/check", cookies)
    await drafting.send(service, saved.draft.id)
    return send_on(f"{address}/done", cookies)


def _headers(page: model.Page) -> dict[str, str]:
    return SPOKEN_HEADERS if is_spoken(page) else HEADERS


def _as_they_stand(opened: Open, errors: Errors, raw: Raw) -> Answers:
    """The words that a check refused (too many of them, or a button pressed as well)."""
    texts = [
        one.question
        for one in errors
        if isinstance(opened.form.questions[one.question], ShortText | LongText)
    ]
    said = {name: clean("\n".join(raw.get(name, ()))) for name in texts}
    return {name: Answer("given", words) for name, words in said.items() if words.strip()}


def _left_empty(raw: Raw, errors: Errors) -> bool:
    """Whether what could not be taken was simply not answered: then Back and Stop lose nothing."""
    return not any(value.strip() for error in errors for value in raw.get(error.question, ()))


def _question_page(
    visit: Visit, opened: Open, page: model.Page, then: str, *, errors: Errors = (), raw: Raw | None = None
) -> QuestionPage:
    form, address = opened.form, address_of(opened.draft.id)
    shown = shown_answers(form, opened.answers, visit.floor)
    before = previous(form, opened.answers, page)
    pages = path(form, opened.answers)
    changing = then == "check"
    here = f"{address}/q/{page.id}{'/spoken' if is_spoken(page) else ''}"
    back = f"{here}?then=back-check" if changing else f"{here}?then=back" if before else ""
    return QuestionPage(
        look=look_of(form),
        language=form.form.language,
        form_title=form.form.title,
        leave="" if opened.draft.tablet_id else f"{here}?then=leave",
        page_title=page.title,
        layout=page.layout,
        easy=form.form.easy_read,
        step=pages.index(page) + 1 if page in pages else 1,
        steps=len(pages),
        questions=question_views(
            form, page, opened.answers, shown, errors=errors, raw=raw, draft_id=opened.draft.id
        ),
        action=f"{here}?then=check" if changing else here,
        back="" if page.id == visit.floor and not changing else back,
        stop=f"{here}?then=stop",
        has_errors=bool(errors),
        changing=changing,
    )


def _is_hidden(visit: Visit, opened: Open, page: model.Page) -> bool:
    order = list(opened.form.pages)
    return visit.floor in order and order.index(page.id) < order.index(visit.floor)
