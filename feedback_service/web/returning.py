"""Coming back with four words: what happened because of it, say more, ask for it to be taken away."""

from litestar import get, post
from litestar.datastructures import Cookie

from feedback_service import removing
from feedback_service.adding import begin_adding
from feedback_service.drafting import find
from feedback_service.receipts import not_ours, read_receipt
from feedback_service.returning import got_it_right, may_try, owners
from feedback_service.service import Service
from feedback_service.storage.returned import find_returned
from feedback_service.web.entering import address_of, plain
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.languages import mark
from feedback_service.web.return_cookies import device_of, return_cookie, returned_owner
from feedback_service.web.return_pages import RemovalPage, ReturnPage
from feedback_service.web.return_views import returned_page, waiting_page
from feedback_service.web.views import look_of
from feedback_service.web.visits import Visit, can_leave, end_return, visit_cookie

HERE = "/return/here"
FOUR = mark("There are four words. Put a space between them.")
SPELLING = mark("Look at the spelling of these words:")
UNKNOWN = mark(
    "We do not know these four words together. Look at their order. "
    "If you sent your answers only now, try again in a few minutes."
)
WAIT = mark("That was a lot of tries. Wait for 15 minutes, then try again. Nothing is lost.")
TWICE = mark("We cannot open this with the words alone. A worker can help you.")


@get("/return", operation_id="come_back")
async def come_back(request: Asked) -> Page:
    """The box for the four words."""
    return show(request, ReturnPage(leave=can_leave(request.cookies)))


@post("/return", operation_id="give_words")
async def give_words(request: Asked) -> Page:
    """On to what the words belong to; the box again with 422, 404, 409 or 429 when they lead nowhere."""
    service, typed = service_of(request), first(await posted(request), "words")
    words = read_receipt(typed)
    if words is None:
        strange = not_ours(typed)[:4]
        return _again(request, typed, SPELLING if strange else FOUR, 422, strange=strange)
    device, cookies = await device_of(service, request.cookies)
    if not await may_try(service, device):
        return _again(request, typed, WAIT, 429, cookies=cookies)
    found = await owners(service, words)
    if len(found) != 1:
        error, status = (TWICE, 409) if found else (UNKNOWN, 404)
        return _again(request, typed, error, status, cookies=cookies)
    await got_it_right(service, device)
    return send_on(HERE, [*cookies, return_cookie(service, found[0])])


def _again(
    request: Asked,
    typed: str,
    error: str,
    status: int,
    *,
    strange: tuple[str, ...] = (),
    cookies: list[Cookie] | None = None,
) -> Page:
    page = ReturnPage(leave=can_leave(request.cookies), words=typed[:200], error=error, strange=strange)
    return show(request, page, status=status, cookies=cookies or [])


@get(HERE, operation_id="returned")
async def returned(request: Asked) -> Page:
    """What the words belong to: a submission by its facts, or a draft that waits."""
    service = service_of(request)
    owner = returned_owner(service, request.cookies)
    if not owner:
        return send_on("/return")
    sent = await returned_page(service, owner, request.cookies)
    page = sent or await waiting_page(service, owner, request.cookies)
    return show(request, page) if page else send_on("/return", end_return(service))


@post("/return/carry-on", operation_id="return_to_draft")
async def carry_on(request: Asked) -> Page:
    """Go on where the draft was left, with every answer in view: the words proved whose it is."""
    service = service_of(request)
    owner = returned_owner(service, request.cookies)
    if not owner or await find(service, owner) is None:
        return send_on(HERE)
    return send_on(address_of(owner), [visit_cookie(service, Visit(owner, "")), *end_return(service)])


@post("/return/add", operation_id="add_to_sent")
async def add(request: Asked) -> Page:
    """Begin to say more; it goes to the same team, for the same child, next to what was sent."""
    service = service_of(request)
    draft_id = await begin_adding(service, returned_owner(service, request.cookies), request.cookies)
    if draft_id is None:
        return send_on(HERE)
    return send_on(address_of(draft_id), [visit_cookie(service, Visit(draft_id, "")), *end_return(service)])


@get("/return/removal", operation_id="about_removal")
async def about_removal(request: Asked) -> Page:
    """What it means to ask for what was sent to be taken away."""
    service = service_of(request)
    sent = await _sent(service, request)
    if sent is None:
        return send_on(HERE)
    form = service.catalogue.get(*sent)
    page = RemovalPage(
        look=look_of(form),
        form_title=form.form.title,
        leave=can_leave(request.cookies),
    )
    return show(request, page)


@post("/return/removal", operation_id="ask_removal")
async def ask_removal(request: Asked) -> Page:
    """Ask for it; a person decides."""
    service = service_of(request)
    if await _sent(service, request) is not None:
        await removing.ask(service, returned_owner(service, request.cookies))
    return send_on(HERE)


async def _sent(service: Service, request: Asked) -> tuple[str, int] | None:
    """The form id and version of the submission whose words this browser gave."""
    async with service.database.reading() as connection:
        found = await find_returned(connection, returned_owner(service, request.cookies))
    return (found.form_id, found.form_version) if found else None


@post("/return/finish", operation_id="finish_return")
async def finish(request: Asked) -> Page:
    """Nothing of it stays on this screen."""
    service = service_of(request)
    address = "/tablet" if "tablet" in request.cookies else "/return/finished"
    return send_on(address, end_return(service))


@get("/return/finished", operation_id="return_finished")
async def finished(request: Asked) -> Page:
    """The page after it."""
    lines = (mark("Nothing of what you looked at is on this screen any more."), mark("Come back any time."))
    return plain(request, mark("You can close this page now"), *lines)


HANDLERS = (come_back, give_words, returned, carry_on, add, about_removal, ask_removal, finish, finished)
