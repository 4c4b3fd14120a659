"""The corner for staff on a shared tablet, behind a PIN: the next person, the menu, leaving."""

from collections.abc import Mapping

from litestar import Response, get, post

from feedback_service.service import Service
from feedback_service.storage.tablets import Tablet
from feedback_service.tablet_setup import drop_turn, leave, pin_refused, set_turn, turn_problems
from feedback_service.tablets import keep_to, tablet_of, waiting_turn
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.staff.wording import MOMENTS, when
from feedback_service.web.tablet import not_set_up
from feedback_service.web.tablet_cookies import corner_cookie, left_cookies, may_enter_corner
from feedback_service.web.tablet_menu import GROUPS, group_entries, groups_on
from feedback_service.web.tablet_pages import Choice, CornerPage, LeavePage, PinPage

CORNER = "/tablet/staff"
_WRONG = "That is not the PIN of this tablet."
_TOO_MANY = "The PIN was wrong five times. Wait five minutes, then try again."


@get(CORNER, operation_id="tablet_corner")
async def corner(request: Asked) -> Page:
    """The corner; without the PIN, the page that asks for it."""
    tablet = await _inside(request)
    return tablet if isinstance(tablet, Response) else await _corner_page(request, tablet)


@post(f"{CORNER}/pin", operation_id="tablet_pin")
async def give_pin(request: Asked) -> Page:
    """Open the corner for five minutes."""
    service = service_of(request)
    tablet = await tablet_of(service, request.cookies)
    if tablet is None:
        return not_set_up(request)
    refused = await pin_refused(service, tablet, first(await posted(request), "pin").strip())
    if refused is None:
        return send_on(CORNER, [corner_cookie(service, tablet)])
    error, status = (_TOO_MANY, 429) if refused.too_many else (_WRONG, 422)
    return show(request, _pin_page(tablet, error), status=status)


@post(f"{CORNER}/next", operation_id="tablet_next")
async def set_next(request: Asked) -> Page:
    """Set for whom the next answers are, or, with `clear`, for nobody in particular."""
    tablet = await _inside(request)
    if isinstance(tablet, Response):
        return tablet
    service, fields = service_of(request), await posted(request)
    if first(fields, "clear"):
        await drop_turn(service, tablet)
        return send_on(CORNER)
    subject, moment = first(fields, "subject").strip(), first(fields, "moment")
    if errors := turn_problems(subject, moment):
        return await _corner_page(request, tablet, subject=subject, moment=moment, errors=errors, status=422)
    await set_turn(service, tablet, subject, moment)
    return send_on(CORNER)


@post(f"{CORNER}/only", operation_id="tablet_only")
async def set_only(request: Asked) -> Page:
    """Keep the menu to one group of people, or show all."""
    tablet = await _inside(request)
    if isinstance(tablet, Response):
        return tablet
    group = first(await posted(request), "group")
    await keep_to(service_of(request), tablet, group if group in GROUPS else None)
    return send_on(CORNER)


@get(f"{CORNER}/leave", operation_id="tablet_leave_page")
async def leave_page(request: Asked) -> Page:
    """Asks before this device stops being a tablet."""
    tablet = await _inside(request)
    if isinstance(tablet, Response):
        return tablet
    return show(request, LeavePage(name=tablet.name, waiting=tablet.waiting or 0))


@post(f"{CORNER}/leave", operation_id="tablet_leave")
async def leave_now(request: Asked) -> Page:
    """This device is no tablet any more. Not while answers wait on it: its token is what brings them in."""
    tablet = await _inside(request)
    if isinstance(tablet, Response):
        return tablet
    if tablet.waiting:
        return send_on(f"{CORNER}/leave")
    await leave(service_of(request), tablet)
    return send_on("/", left_cookies(service_of(request)))


async def _inside(request: Asked) -> Tablet | Page:
    """The tablet, when its PIN was typed a moment ago; else the page that asks for it."""
    service = service_of(request)
    tablet = await tablet_of(service, request.cookies)
    if tablet is None:
        return not_set_up(request)
    if may_enter_corner(service, request.cookies, tablet):
        return tablet
    return show(request, _pin_page(tablet, ""), status=200 if request.method == "GET" else 403)


def _pin_page(tablet: Tablet, error: str) -> PinPage:
    return PinPage(has_pin=tablet.pin_hash is not None, error=error)


async def _corner_page(
    request: Asked,
    tablet: Tablet,
    *,
    subject: str = "",
    moment: str = "",
    errors: Mapping[str, str] | None = None,
    status: int = 200,
) -> Page:
    service = service_of(request)
    page = CornerPage(
        name=tablet.name,
        waiting=tablet.waiting or 0,
        subject=subject,
        moments=tuple(
            Choice(value=code, label=word, chosen=code == moment) for code, word in MOMENTS.items()
        ),
        errors=dict(errors or {}),
        next=await _next(service, tablet),
        groups=_groups(service, tablet),
        for_workers=group_entries(groups_on(service, tablet, by_workers=True)),
    )
    return show(request, page, status=status)


async def _next(service: Service, tablet: Tablet) -> str:
    turn = await waiting_turn(service, tablet)
    if turn is None:
        return ""
    return f"{turn.subject_id}, {MOMENTS[turn.moment or 'review'].lower()}, set {when(turn.set_at)}"


def _groups(service: Service, tablet: Tablet) -> tuple[Choice, ...]:
    every = Choice(value="", label="Everybody", chosen=tablet.only is None)
    names = groups_on(service, tablet)
    return (every, *(Choice(value=one, label=GROUPS[one].label, chosen=one == tablet.only) for one in names))


HANDLERS = (corner, give_pin, set_next, set_only, leave_page, leave_now)
