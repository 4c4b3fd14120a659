"""The way into a draft: whose visit it is, or the kind page when there is nothing to go on with."""

import msgspec

from feedback_service import drafting
from feedback_service.drafting import Open
from feedback_service.storage.submissions import is_stored
from feedback_service.web.ending_pages import GonePage
from feedback_service.web.http import Asked, Page, send_on, service_of, show
from feedback_service.web.languages import SOURCE, mark
from feedback_service.web.translating import translating_of, wanted_language
from feedback_service.web.visits import Visit, read_visit
from forms import model
from forms.journey import path


def address_of(draft_id: str) -> str:
    return f"/a/{draft_id}"


async def enter(request: Asked, draft_id: str) -> tuple[Visit, Open] | Page:
    """The visit and its draft; or where to go when it is not proven, or the answers are sent or gone."""
    service = service_of(request)
    visit = read_visit(service, request.cookies, draft_id)
    if visit is None:
        return gone(request)
    opened = await drafting.find(service, draft_id)
    if opened is not None:
        form = translating_of(request).form(opened.form, opened.draft.language or "")
        return visit, msgspec.structs.replace(opened, form=form)
    async with service.database.reading() as connection:
        sent = await is_stored(connection, draft_id)
    return send_on(f"{address_of(draft_id)}/done") if sent else gone(request)


def last_page(opened: Open) -> model.Page:
    return path(opened.form, opened.answers)[-1]


def gone(request: Asked) -> Page:
    lines = (
        mark("They were sent or deleted, or they were begun on another device."),
        mark("Open your link again to go on."),
    )
    return plain(request, mark("These answers are not on this screen any more"), *lines, status=410)


def plain(request: Asked, title: str, *lines: str, status: int = 200) -> Page:
    menu = (
        f"/tablet?language={SOURCE}" if wanted_language(request) else "/tablet"
    )  # the next person chooses anew
    again = (menu, mark("Next person")) if "tablet" in request.cookies else ("", "")
    page = GonePage(look="adult", title=title, lines=lines, again=again[0], again_label=again[1])
    return show(request, page, status=status)
