"""An enrolled shared tablet: a menu of forms, safe for the next child."""

from litestar import get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath

from feedback_service.drafting import begin
from feedback_service.intake import Place
from feedback_service.service import Service
from feedback_service.storage.tablets import Tablet, find_tablet
from feedback_service.tokens import MistypedTokenError, token_hash
from feedback_service.web.http import (
    UNCOMPRESSED,
    Asked,
    Page,
    first,
    missing,
    posted,
    send_on,
    service_of,
    show,
)
from feedback_service.web.links import draft_id_of, problem, start_page
from feedback_service.web.pages import MenuForm, ProblemPage, TabletPage
from feedback_service.web.visits import Visit, visit_cookie
from forms.catalogue import PublishedForm

COOKIE = "tablet"
_YEAR = 365 * 24 * 3600
_WHO = {
    "4-7": ("For children of 4 to 7", "star"),
    "8-11": ("For children of 8 to 11", "play"),
    "12-17": ("For young people of 12 to 17", "pencil"),
    "family": ("For families", "family"),
    "practitioner": ("For people who work with families", "worker-at-door"),
    "observation": ("For workers: what you saw of a child", "worker-at-door"),
}


@get("/t/{token:str}", operation_id="enrol_tablet", opt=UNCOMPRESSED)
async def enrol_tablet(request: Asked, token: FromPath[str]) -> Page:
    """Make this browser the tablet of that token; from then on the address shows no token."""
    service = service_of(request)
    if await _tablet(service, token) is None:
        return problem(request, "unknown")
    cookie = Cookie(
        key=COOKIE, value=token, max_age=_YEAR, httponly=True, samesite="lax", secure=service.settings.secure
    )
    return send_on("/tablet", [cookie])


@get("/tablet", operation_id="tablet_menu")
async def tablet_menu(request: Asked) -> Page:
    """The menu of forms."""
    tablet = await _tablet(service_of(request), request.cookies.get(COOKIE, ""))
    if tablet is None:
        return _not_enrolled(request)
    forms = tuple(_entry(form) for form in _forms(service_of(request), tablet))
    return show(request, TabletPage(tablet=tablet.name, forms=forms))


@get("/tablet/{form_id:str}", operation_id="open_on_tablet")
async def open_on_tablet(request: Asked, form_id: FromPath[str]) -> Page:
    """What the form is about; nothing is begun yet."""
    service = service_of(request)
    tablet = await _tablet(service, request.cookies.get(COOKIE, ""))
    if tablet is None:
        return _not_enrolled(request)
    return show(request, start_page(_form(service, tablet, form_id), f"/tablet/{form_id}", back="/tablet"))


@post("/tablet/{form_id:str}", operation_id="begin_on_tablet")
async def begin_on_tablet(request: Asked, form_id: FromPath[str]) -> Page:
    """Begin answering on the tablet."""
    service = service_of(request)
    tablet = await _tablet(service, request.cookies.get(COOKIE, ""))
    if tablet is None:
        return _not_enrolled(request)
    wanted = draft_id_of(first(await posted(request), "submission"))
    place = Place(team_id=tablet.team_id, channel="tablet", tablet_id=tablet.id)
    draft_id = await begin(service, wanted, _form(service, tablet, form_id), place)
    return send_on(f"/a/{draft_id}", [visit_cookie(service, Visit(draft_id, ""))])


async def _tablet(service: Service, token: str) -> Tablet | None:
    try:
        hashed = token_hash(token)
    except MistypedTokenError:
        return None
    async with service.database.reading() as connection:
        tablet = await find_tablet(connection, hashed)
    return None if tablet is None or tablet.revoked_at is not None else tablet


def _forms(service: Service, tablet: Tablet) -> list[PublishedForm]:
    return [form for form in service.catalogue.all_current() if form.form.id in tablet.forms]


def _form(service: Service, tablet: Tablet, form_id: str) -> PublishedForm:
    found = next((form for form in _forms(service, tablet) if form.form.id == form_id), None)
    if found is None:
        raise missing()
    return found


def _entry(form: PublishedForm) -> MenuForm:
    who, picture = _WHO[form.form.band or form.form.audience]
    return MenuForm(href=f"/tablet/{form.form.id}", title=form.form.title, who=who, picture=picture)


def _not_enrolled(request: Asked) -> Page:
    lines = ("A worker can set it up with the tablet's own link.", "If you have a code, you can type it in.")
    page = ProblemPage(
        title="This tablet is not set up yet", lines=lines, again="/", again_label="Type a code"
    )
    return show(request, page, status=403)
