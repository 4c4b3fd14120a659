"""The end of a form: check, send, stop, thank you, finish."""

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath

from feedback_service import drafting
from feedback_service.returning import receipt_to_show
from feedback_service.storage.submissions import form_of
from feedback_service.tablets import COOKIE as TABLET
from feedback_service.web.ending_pages import CheckPage, DonePage, StopPage
from feedback_service.web.entering import address_of, enter, gone, last_page, plain
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.languages import mark
from feedback_service.web.return_pages import SavedPage
from feedback_service.web.translating import in_language, translating_of
from feedback_service.web.views import check_rows, look_of, shown_answers
from feedback_service.web.visits import can_leave, end_cookies, end_every, read_visit, visit_cookie


@get("/a/{draft_id:str}/check", operation_id="check_answers")
async def check_answers(request: Asked, draft_id: FromPath[str]) -> Page:
    """Check your answers before they are sent."""
    entered = await enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    visit, opened = entered
    address, form = address_of(draft_id), opened.form
    shown = shown_answers(form, opened.answers, visit.floor)
    page = CheckPage(
        look=look_of(form),
        language=form.form.language,
        form_title=form.form.title,
        leave=opened.draft.tablet_id is None,
        rows=check_rows(form, opened.answers, shown, address, translating_of(request).words(form)),
        action=f"{address}/send",
        back=f"{address}/q/{last_page(opened).id}",
        stop=f"{address}/stop",
    )
    return show(request, page)


@post("/a/{draft_id:str}/send", operation_id="send_answers")
async def send_answers(request: Asked, draft_id: FromPath[str]) -> Page:
    """Send what was answered. Pressed twice, it is sent once."""
    entered = await enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    service = service_of(request)
    await drafting.send(service, draft_id)
    return send_on(f"{address_of(draft_id)}/done", [visit_cookie(service, entered[0])])


@get("/a/{draft_id:str}/stop", operation_id="stop")
async def stop(request: Asked, draft_id: FromPath[str]) -> Page:
    """The person wants to stop: go on, send what was said, or delete it."""
    entered = await enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    opened = entered[1]
    page = StopPage(
        look=look_of(opened.form),
        language=opened.form.form.language,
        form_title=opened.form.form.title,
        leave=opened.draft.tablet_id is None,
        action=f"{address_of(draft_id)}/stop",
        back=address_of(draft_id),
        answered=len(opened.answers),
    )
    return show(request, page)


@post("/a/{draft_id:str}/stop", operation_id="stop_now")
async def stop_now(request: Asked, draft_id: FromPath[str]) -> Page:
    """Send what was said so far, or delete it, as chosen."""
    entered = await enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    service, opened = service_of(request), entered[1]
    choice = first(await posted(request), "choice")
    if choice == "send" and opened.answers:
        await drafting.send(service, draft_id, finished=False)
        return send_on(f"{address_of(draft_id)}/done", [visit_cookie(service, entered[0])])
    if choice in {"delete", "send"}:
        await drafting.discard(service, draft_id)
        return send_on("/deleted", _ended(request, draft_id))
    if choice == "save":
        return send_on(f"{address_of(draft_id)}/saved", [visit_cookie(service, entered[0])])
    return send_on(f"{address_of(draft_id)}/stop")


@get("/a/{draft_id:str}/saved", operation_id="saved")
async def saved(request: Asked, draft_id: FromPath[str]) -> Page:
    """Save and come back later: the four words, until when the draft waits, and what happens then."""
    entered = await enter(request, draft_id)
    if isinstance(entered, Response):
        return entered
    service, opened = service_of(request), entered[1]
    page = SavedPage(
        look=look_of(opened.form),
        form_title=opened.form.form.title,
        leave=opened.draft.tablet_id is None,
        receipt=await receipt_to_show(service, draft_id),
        until=drafting.sent_at(service, opened),
        back=address_of(draft_id),
        finish=f"{address_of(draft_id)}/put-by",
    )
    return show(request, page)


@post("/a/{draft_id:str}/put-by", operation_id="put_by")
async def put_by(request: Asked, draft_id: FromPath[str]) -> Page:
    """Take the visit off this device; the draft waits."""
    return send_on("/put-by", end_cookies(service_of(request), request.cookies, draft_id))


@get("/put-by", operation_id="saved_for_later")
async def saved_for_later(request: Asked) -> Page:
    """Nothing of the person is left on the screen."""
    lines = (mark("Your four words bring you back to it."), mark("You can close this page now."))
    return plain(request, mark("It is saved"), *lines)


@get("/a/{draft_id:str}/done", operation_id="done")
async def done(request: Asked, draft_id: FromPath[str]) -> Page:
    """Thank you, what happens next, and the receipt."""
    service = service_of(request)
    async with service.database.reading() as connection:
        form_key = (
            await form_of(connection, draft_id) if read_visit(service, request.cookies, draft_id) else None
        )
    if form_key is None:
        return gone(request)
    form = in_language(request, service.catalogue.get(*form_key))
    page = DonePage(
        look=look_of(form),
        language=form.form.language,
        form_title=form.form.title,
        leave=can_leave(request.cookies),
        lines=form.form.closing,
        receipt=await receipt_to_show(service, draft_id),
        finish=f"{address_of(draft_id)}/finish",
    )
    return show(request, page)


@post("/a/{draft_id:str}/finish", operation_id="finish")
async def finish(request: Asked, draft_id: FromPath[str]) -> Page:
    """Take the visit off this device, and give the tablet to the next person."""
    address = "/tablet/finished" if TABLET in request.cookies else "/finished"
    return send_on(address, _ended(request, draft_id))


def _ended(request: Asked, draft_id: str) -> list[Cookie]:
    """What takes the visit off; on a tablet, everything of the person, their language too."""
    service, cookies = service_of(request), request.cookies
    return end_every(service, cookies) if TABLET in cookies else end_cookies(service, cookies, draft_id)


@get("/finished", operation_id="finished")
async def finished(request: Asked) -> Page:
    """Nothing of the person is left on the screen."""
    return plain(
        request, mark("Thank you"), mark("Your answers are with us."), mark("You can close this page now.")
    )


@get("/deleted", operation_id="deleted")
async def deleted(request: Asked) -> Page:
    """What was answered is deleted."""
    lines = (mark("We have not kept your answers."), mark("You can start again another time."))
    return plain(request, mark("It is deleted"), *lines)
