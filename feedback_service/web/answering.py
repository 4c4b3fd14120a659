"""One question a page: show it, save what is answered, go on, go back, check, stop, send, finish."""

from typing import Annotated

from litestar import Response, get, post
from litestar.params import FromPath, QueryParameter

from feedback_service import drafting
from feedback_service.drafting import Open
from feedback_service.late import keep_late
from feedback_service.receipts import receipt_for
from feedback_service.service import Service
from feedback_service.storage.database import StorageError
from feedback_service.storage.submissions import form_of, is_stored
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.pages import CheckPage, DonePage, GonePage, QuestionPage, StopPage
from feedback_service.web.views import Raw, check_rows, look_of, question_views, shown_answers
from feedback_service.web.visits import Visit, end_cookies, read_visit, visit_cookie
from forms import model
from forms.journey import first_open, following, path, previous
from forms.model import FieldError
from forms.validate import read_page

NOT_SAVED = "We could not save this just now. Nothing you wrote is lost. Press Continue again."
# Where the Back and Stop buttons send a page: what is on it is saved first.
LEAVING = {"back", "back-check", "stop"}
Errors = tuple[FieldError, ...]
Then = Annotated[str, QueryParameter(name="then")]


def _address(draft_id: str) -> str:
    return f"/a/{draft_id}"


async def _enter(request: Asked, draft_id: str) -> tuple[Visit, Open] | Page:
    """The visit and its draft; or where to go when it is not proven, or the answers are sent or gone."""
    service = service_of(request)
    visit = read_visit(service, request.cookies, draft_id)
    if visit is None:
        return _gone(request)
    opened = await drafting.find(service, draft_id)
    if opened is not None:
        return visit, opened
    async with service.database.reading() as connection:
        sent = await is_stored(connection, draft_id)
    return send_on(f"{_address(draft_id)}/done") if sent else _gone(request)


@get("/a/{draft_id:str}", operation_id="carry_on")
async def carry_on(request: Asked, draft_id: FromPath[str]) -> Page:
    """To the first page still open, or to the end."""
    entered = await _enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    visit, opened = entered
    page = first_open(opened.form, opened.answers)
    if page is None and not opened.form.form.review:
        return send_on(f"{_address(draft_id)}/q/{_last(opened).id}")
    return send_on(f"{_address(visit.draft_id)}/q/{page.id}" if page else f"{_address(draft_id)}/check")


@get("/a/{draft_id:str}/q/{page_id:str}", operation_id="show_question")
async def show_question(
    request: Asked, draft_id: FromPath[str], page_id: FromPath[str], then: Then = ""
) -> Page:
    """A page of the form, with what this device answered before."""
    entered = await _enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    visit, opened = entered
    page = opened.form.pages.get(page_id)
    if page is None:
        raise missing()
    if page not in path(opened.form, opened.answers) or _is_hidden(visit, opened, page):
        return send_on(_address(draft_id))
    return show(request, _question_page(visit, opened, page, then))


@post("/a/{draft_id:str}/q/{page_id:str}", operation_id="save_answer")
async def save_answer(
    request: Asked, draft_id: FromPath[str], page_id: FromPath[str], then: Then = ""
) -> Page:
    """Save the page's answers and go on. What cannot be taken comes back with the words still in it."""
    entered = await _enter(request, draft_id)
    service, raw = service_of(request), await posted(request)
    if isinstance(entered, Response):
        if read_visit(service, request.cookies, draft_id):
            await keep_late(service, draft_id, page_id, raw)
        return entered
    visit, opened = entered
    page = opened.form.pages.get(page_id)
    if page is None:
        raise missing()
    cookies = [visit_cookie(service, visit)]
    reading = read_page(opened.form, page, raw, opened.answers)
    try:
        saved = await drafting.save(service, draft_id, reading.answers) if reading.answers else opened
    except StorageError:
        errors = tuple(FieldError(one.id, NOT_SAVED) for one in page.questions)
        return show(
            request,
            _question_page(visit, opened, page, then, errors=errors, raw=raw),
            status=503,
            cookies=cookies,
        )
    if reading.errors and not (then in LEAVING and _left_empty(raw, reading.errors)):
        failed = _question_page(visit, opened, page, then, errors=reading.errors, raw=raw)
        return show(request, failed, status=422, cookies=cookies)
    if saved is None:
        await keep_late(service, draft_id, page_id, raw)
        return send_on(_address(draft_id))
    return await _onward(service, visit, saved, page, then)


async def _onward(service: Service, visit: Visit, saved: Open, page: model.Page, then: str) -> Page:
    address, cookies = _address(saved.draft.id), [visit_cookie(service, visit)]
    if then == "stop":
        return send_on(f"{address}/stop", cookies)
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


def _left_empty(raw: Raw, errors: Errors) -> bool:
    """Whether what could not be taken was simply not answered: then Back and Stop lose nothing."""
    return not any(value.strip() for error in errors for value in raw.get(error.question, ()))


@get("/a/{draft_id:str}/check", operation_id="check_answers")
async def check_answers(request: Asked, draft_id: FromPath[str]) -> Page:
    """Check your answers before they are sent."""
    entered = await _enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    visit, opened = entered
    address, form = _address(draft_id), opened.form
    shown = shown_answers(form, opened.answers, visit.floor)
    page = CheckPage(
        look=look_of(form),
        language=form.form.language,
        form_title=form.form.title,
        rows=check_rows(form, opened.answers, shown, address),
        action=f"{address}/send",
        back=f"{address}/q/{_last(opened).id}",
        stop=f"{address}/stop",
    )
    return show(request, page)


@post("/a/{draft_id:str}/send", operation_id="send_answers")
async def send_answers(request: Asked, draft_id: FromPath[str]) -> Page:
    """Send what was answered. Pressed twice, it is sent once."""
    entered = await _enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    service = service_of(request)
    await drafting.send(service, draft_id)
    return send_on(f"{_address(draft_id)}/done", [visit_cookie(service, entered[0])])


@get("/a/{draft_id:str}/stop", operation_id="stop")
async def stop(request: Asked, draft_id: FromPath[str]) -> Page:
    """The person wants to stop: go on, send what was said, or delete it."""
    entered = await _enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    opened = entered[1]
    page = StopPage(
        look=look_of(opened.form),
        language=opened.form.form.language,
        form_title=opened.form.form.title,
        action=f"{_address(draft_id)}/stop",
        back=_address(draft_id),
        answered=len(opened.answers),
    )
    return show(request, page)


@post("/a/{draft_id:str}/stop", operation_id="stop_now")
async def stop_now(request: Asked, draft_id: FromPath[str]) -> Page:
    """Send what was said so far, or delete it, as chosen."""
    entered = await _enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    service, opened = service_of(request), entered[1]
    choice = first(await posted(request), "choice")
    if choice == "send" and opened.answers:
        await drafting.send(service, draft_id, finished=False)
        return send_on(f"{_address(draft_id)}/done", [visit_cookie(service, entered[0])])
    if choice in {"delete", "send"}:
        await drafting.discard(service, draft_id)
        return send_on("/deleted", end_cookies(service, draft_id))
    return send_on(f"{_address(draft_id)}/stop")


@get("/a/{draft_id:str}/done", operation_id="done")
async def done(request: Asked, draft_id: FromPath[str]) -> Page:
    """Thank you, what happens next, and the receipt."""
    service = service_of(request)
    async with service.database.reading() as connection:
        form_key = (
            await form_of(connection, draft_id) if read_visit(service, request.cookies, draft_id) else None
        )
    if form_key is None:
        return _gone(request)
    form = service.catalogue.get(*form_key)
    page = DonePage(
        look=look_of(form),
        language=form.form.language,
        form_title=form.form.title,
        lines=form.form.closing,
        receipt=receipt_for(service.keys, draft_id),
        finish=f"{_address(draft_id)}/finish",
    )
    return show(request, page)


@post("/a/{draft_id:str}/finish", operation_id="finish")
async def finish(request: Asked, draft_id: FromPath[str]) -> Page:
    """Take the visit off this device, and give the tablet to the next person."""
    service = service_of(request)
    address = "/tablet" if "tablet" in request.cookies else "/finished"
    return send_on(address, end_cookies(service, draft_id))


@get("/finished", operation_id="finished")
async def finished(request: Asked) -> Page:
    """Nothing of the person is left on the screen."""
    return _plain(request, "Thank you", "Your answers are with us.", "You can close this page now.")


@get("/deleted", operation_id="deleted")
async def deleted(request: Asked) -> Page:
    """What was answered is deleted."""
    return _plain(
        request, "It is deleted", "We have not kept your answers.", "You can start again another time."
    )


def _gone(request: Asked) -> Page:
    lines = (
        "They were sent or deleted, or they were begun on another device.",
        "Open your link again to go on.",
    )
    return _plain(request, "These answers are not on this screen any more", *lines, status=410)


def _plain(request: Asked, title: str, *lines: str, status: int = 200) -> Page:
    again = ("/tablet", "Next person") if "tablet" in request.cookies else ("", "")
    page = GonePage(
        look="adult", language="en", title=title, lines=lines, again=again[0], again_label=again[1]
    )
    return show(request, page, status=status)


def _question_page(
    visit: Visit, opened: Open, page: model.Page, then: str, *, errors: Errors = (), raw: Raw | None = None
) -> QuestionPage:
    form, address = opened.form, _address(opened.draft.id)
    shown = shown_answers(form, opened.answers, visit.floor)
    before = previous(form, opened.answers, page)
    pages = path(form, opened.answers)
    changing = then == "check"
    here = f"{address}/q/{page.id}"
    back = f"{here}?then=back-check" if changing else f"{here}?then=back" if before else ""
    return QuestionPage(
        look=look_of(form),
        language=form.form.language,
        form_title=form.form.title,
        page_title=page.title,
        step=pages.index(page) + 1 if page in pages else 1,
        steps=len(pages),
        questions=question_views(form, page, opened.answers, shown, errors=errors, raw=raw),
        action=f"{here}?then=check" if changing else here,
        back="" if page.id == visit.floor and not changing else back,
        stop=f"{here}?then=stop",
        has_errors=bool(errors),
        changing=changing,
    )


def _is_hidden(visit: Visit, opened: Open, page: model.Page) -> bool:
    order = list(opened.form.pages)
    return visit.floor in order and order.index(page.id) < order.index(visit.floor)


def _last(opened: Open) -> model.Page:
    return path(opened.form, opened.answers)[-1]
