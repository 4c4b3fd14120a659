"""Opening a link: the front door, the start page, and a kind page for every link that cannot be used."""

from typing import Annotated

import uuid_utils
from litestar import get, post
from litestar.params import FromPath, QueryParameter

from feedback_service.drafting import begin, find
from feedback_service.intake import Place
from feedback_service.service import Service
from feedback_service.storage.drafts import draft_of_link
from feedback_service.storage.links import Link, find_link, mark_opened
from feedback_service.tokens import MistypedTokenError, token_hash
from feedback_service.web.http import UNCOMPRESSED, Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.languages import mark
from feedback_service.web.pacing import BEGINNING, keep_pace
from feedback_service.web.pages import HomePage, ProblemPage, StartPage
from feedback_service.web.posted_ids import posted_id
from feedback_service.web.return_cookies import linked_cookies
from feedback_service.web.translating import in_language, wanted_language
from feedback_service.web.views import look_of
from feedback_service.web.visits import Visit, read_visit, visit_cookie
from forms.catalogue import PublishedForm
from forms.journey import first_open

_ASK = mark("Ask the person who gave it to you for a new one. They will be glad to help.")
MISTYPED = mark(
    "This code has a letter wrong or missing. Look at it again, letter by letter, and type it once more."
)
PROBLEMS = {
    "mistyped": (
        404,
        mark("This code has a letter wrong or missing"),
        (
            mark("Look at the code again, letter by letter, and type it once more."),
            mark("Dashes and small letters do not matter."),
        ),
    ),
    "unknown": (404, mark("We do not know this link"), (mark("It may have been copied only in part."), _ASK)),
    "expired": (410, mark("This link has run out"), (mark("Links only work for some weeks."), _ASK)),
    "revoked": (410, mark("This link was taken back"), (mark("The worker who made it has ended it."), _ASK)),
    "used": (
        410,
        mark("This link has been used"),
        (
            mark("The answers given with it have reached us safely."),
            mark("If you want to tell us more, ask for a new link."),
        ),
    ),
}


@get("/", operation_id="home", include_in_schema=False)
async def home(request: Asked) -> Page:
    """The front door."""
    return show(request, HomePage())


@get("/l", operation_id="typed_code")
async def typed_code(request: Asked, code: Annotated[str, QueryParameter(name="code")] = "") -> Page:
    """A code typed by hand: on to its link, or back with what is wrong."""
    try:
        token_hash(code)
    except MistypedTokenError:
        return show(request, HomePage(code=code[:60], error=MISTYPED), status=404)
    return send_on(f"/l/{code.strip().replace(' ', '-')}")


@get("/l/{token:str}", operation_id="open_link")
async def open_link(request: Asked, token: FromPath[str]) -> Page:
    """What the form is about and that the person may choose; nothing is begun yet.

    The page does not hold its token (its form goes to its own address), so that it can be compressed.
    """
    service = service_of(request)
    link = await usable_link(service, token)
    if isinstance(link, str):
        return problem(request, link)
    return await _start_page(request, link)


@post("/l/{token:str}", operation_id="begin_by_link", opt=UNCOMPRESSED)
async def begin_by_link(request: Asked, token: FromPath[str]) -> Page:
    """Begin, or carry on with a one-time link's draft; answers given on another device stay hidden here."""
    service = service_of(request)
    link = await usable_link(service, token)
    if isinstance(link, str):
        return problem(request, link)
    keep_pace(service, BEGINNING, link.id)
    wanted = posted_id(first(await posted(request), "submission"))
    place = place_of_link(link)
    draft_id = await begin(
        service, wanted, service.catalogue.current(link.form_id), place, language=wanted_language(request)
    )
    await service.database.transaction(lambda tx: mark_opened(tx, link.id, service.now()))
    visit = read_visit(service, request.cookies, draft_id) or await _first_visit(service, draft_id)
    known = linked_cookies(service, request.cookies, link.id)
    return send_on(f"/a/{draft_id}", [visit_cookie(service, visit), *known])


def place_of_link(link: Link) -> Place:
    """Where what is answered through the link belongs."""
    return Place(
        team_id=link.team_id,
        channel="link",
        subject_id=link.subject_id,
        moment=link.moment,
        link_id=link.id,
        spends_link=not link.reusable,
        role=link.role,
    )


async def usable_link(service: Service, token: str) -> Link | str:
    """The link of this token, or the key in PROBLEMS of why it cannot be used."""
    link = await known_link(service, token)
    return link if isinstance(link, str) else trouble_with(link, service.now()) or link


async def known_link(service: Service, token: str) -> Link | str:
    """The link of this token as stored, used or not; else "mistyped" or "unknown"."""
    try:
        hashed = token_hash(token)
    except MistypedTokenError:
        return "mistyped"
    async with service.database.reading() as connection:
        return await find_link(connection, hashed) or "unknown"


def trouble_with(link: Link, now: int) -> str:
    """The key in PROBLEMS of why the link cannot be used any more; empty when it can."""
    if link.revoked_at is not None:
        return "revoked"
    if link.spent_by is not None:
        return "used"
    return "expired" if link.expires_at <= now else ""


def problem(request: Asked, key: str) -> Page:
    """The kind page for a link that cannot be used."""
    status, title, lines = PROBLEMS[key]
    again = ("/", mark("Type a code")) if key == "mistyped" else ("", "")
    return show(
        request, ProblemPage(title=title, lines=lines, again=again[0], again_label=again[1]), status=status
    )


def start_page(
    form: PublishedForm, action: str, *, leave: bool = False, carry_on: bool = False, back: str = ""
) -> StartPage:
    """The page before the first question, with a fresh id for what will be answered."""
    return StartPage(
        look=look_of(form),
        language=form.form.language,
        form_title=form.form.title,
        leave=leave,
        title=form.form.start.title,
        lines=form.form.start.lines,
        action=action,
        submission=str(uuid_utils.uuid7()),
        carry_on=carry_on,
        back=back,
    )


async def _start_page(request: Asked, link: Link) -> Page:
    service, begun = service_of(request), False
    form = service.catalogue.current(link.form_id)
    if not link.reusable:
        async with service.database.reading() as connection:
            begun = await draft_of_link(connection, link.id) is not None
    return show(request, start_page(in_language(request, form), "", leave=True, carry_on=begun))


async def _first_visit(service: Service, draft_id: str) -> Visit:
    """A visit on a device new to the draft: what was answered elsewhere lies before its floor."""
    opened = await find(service, draft_id)
    if opened is None or not opened.answers:
        return Visit(draft_id, "")
    page = first_open(opened.form, opened.answers)
    return Visit(draft_id, page.id if page else list(opened.form.pages)[-1])
