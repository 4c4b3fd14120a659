"""A shared tablet: a menu of forms, safe for the next child."""

from functools import partial

import msgspec
from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.exceptions import ClientException, NotAuthorizedException
from litestar.params import FromPath

from feedback_service.drafting import begin, send_left
from feedback_service.service import Service
from feedback_service.storage.tablets import Tablet
from feedback_service.tablets import known_tablet, next_place, note_state, tablet_of, waiting_turn
from feedback_service.web.entering import plain
from feedback_service.web.http import NO_STORE, Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.languages import mark
from feedback_service.web.links import start_page
from feedback_service.web.pages import ProblemPage
from feedback_service.web.posted_ids import posted_id
from feedback_service.web.tablet_cookies import idle_cookie
from feedback_service.web.tablet_menu import form_on, forms_menu, menu
from feedback_service.web.tablet_pages import TabletPage
from feedback_service.web.translating import in_language, wanted_language
from feedback_service.web.visits import Visit, end_every, visit_cookie


@get("/tablet", operation_id="tablet_menu")
async def tablet_menu(request: Asked) -> Page:
    """The menu. Whoever answered before is gone: what they left unfinished is sent."""
    service = service_of(request)
    tablet = await tablet_of(service, request.cookies)
    if tablet is None:
        return not_set_up(request)
    put = partial(in_language, request)
    return await _for_next(request, tablet, menu(service, tablet, await _turn(service, tablet), put))


@get("/tablet/for/{group:str}", operation_id="tablet_group")
async def tablet_group(request: Asked, group: FromPath[str]) -> Page:
    """The forms of one group of people."""
    service = service_of(request)
    tablet = await tablet_of(service, request.cookies)
    if tablet is None:
        return not_set_up(request)
    turn, put = await _turn(service, tablet), partial(in_language, request)
    return await _for_next(request, tablet, forms_menu(service, tablet, group, turn, put, back="/tablet"))


@get("/tablet/finished", operation_id="finished_on_tablet")
async def finished_on_tablet(request: Asked) -> Page:
    """A calm end, with nothing of the person on the screen, until the next one comes."""
    lines = (mark("Your answers are with us."), mark("You can give the tablet back."))
    return plain(request, mark("Thank you. You have finished."), *lines)


@get("/tablet/{form_id:str}", operation_id="open_on_tablet")
async def open_on_tablet(request: Asked, form_id: FromPath[str]) -> Page:
    """What the form is about; nothing is begun yet."""
    service = service_of(request)
    tablet = await tablet_of(service, request.cookies)
    if tablet is None:
        return not_set_up(request)
    form = in_language(request, form_on(service, tablet, form_id))
    page = start_page(form, f"/tablet/{form_id}", back="/tablet")
    return show(request, page, cookies=await _end_last(request, tablet))


@post("/tablet/{form_id:str}", operation_id="begin_on_tablet")
async def begin_on_tablet(request: Asked, form_id: FromPath[str]) -> Page:
    """Begin answering on the tablet, for the subject and moment a worker set, if any."""
    service = service_of(request)
    tablet = await tablet_of(service, request.cookies)
    if tablet is None:
        return not_set_up(request)
    form = form_on(service, tablet, form_id)
    wanted = posted_id(first(await posted(request), "submission"))
    place = await next_place(service, tablet, wanted)
    draft_id = await begin(service, wanted, form, place, language=wanted_language(request))
    return send_on(f"/a/{draft_id}", [visit_cookie(service, Visit(draft_id, ""))])


class State(msgspec.Struct, frozen=True):
    """What a tablet tells: how many sealed answers wait on it, since when (Unix ms), its pack of forms."""

    waiting: int
    oldest_at: int | None = None
    pack: str = ""

    def __post_init__(self) -> None:
        if not 0 <= self.waiting <= 100_000:  # noqa: PLR2004 (far more than a device holds)
            raise ValueError("waiting must be from 0 to 100000")


@post("/api/tablet/state", operation_id="tablet_state")
async def tablet_state(request: Asked) -> Response[bytes]:
    """Keep what the tablet tells; 204, or 401 when this browser is no tablet. A revoked one may tell too."""
    service = service_of(request)
    tablet = await known_tablet(service, request.cookies)
    if tablet is None:
        raise NotAuthorizedException
    try:
        told = msgspec.json.decode(await request.body(), type=State)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ClientException("This is not the state of a tablet.") from error
    await note_state(service, tablet, told.waiting, told.oldest_at)
    return Response(b"", status_code=204, headers=NO_STORE)


async def _turn(service: Service, tablet: Tablet) -> str:
    turn = await waiting_turn(service, tablet)
    return turn.id if turn else ""


async def _for_next(request: Asked, tablet: Tablet, page: TabletPage) -> Page:
    ended = await _end_last(request, tablet)
    if ended:  # once more, without their language
        return send_on(str(request.url.path), ended)
    return show(request, page, cookies=idle_cookie(service_of(request), request.cookies))


async def _end_last(request: Asked, tablet: Tablet) -> list[Cookie]:
    """Send what somebody left unfinished on this tablet, and take every visit off the browser."""
    service = service_of(request)
    await send_left(service, tablet.id)
    return end_every(service, request.cookies)


def not_set_up(request: Asked) -> Page:
    """This browser is no tablet, or is not any more."""
    lines = (mark("A worker can set it up with a code from the page Tablets."),)
    page = ProblemPage(
        title=mark("This tablet is not set up"),
        lines=lines,
        again="/tablet/enrol",
        again_label=mark("Set it up"),
    )
    return show(request, page, status=403)
