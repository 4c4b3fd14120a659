"""Making links and seeing what became of them. A link's address is shown once, when it is made."""

import uuid_utils
from litestar import get, post
from litestar.params import FromPath

from feedback_service.inviting import Made, Wish, make_link, problems
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.invitations import Invitation, count_invitations, invitations, revoke_link
from feedback_service.storage.teams import teams_in
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
from feedback_service.web.posted_ids import posted_id
from feedback_service.web.staff.about import about_fields, about_posted
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.link_pages import LinkRow, LinksPage
from feedback_service.web.staff.paging import PER_PAGE, pager
from feedback_service.web.staff.reading_list import form_options, moment_options, team_options
from feedback_service.web.staff.roles import INVITES
from feedback_service.web.staff.wording import MOMENTS, role_name, when

MADE_BEFORE = (
    "This link was made by an earlier press, and its address is not kept. "
    "Take it back in the list below, and make a new one."
)


@get("/links", operation_id="staff_links", guards=[allow(*INVITES)])
async def links(request: Asked) -> Page:
    """The form to make a link, and the links of the worker's teams."""
    return await _page(request, _new_wish(service_of(request)))


@post("/links", operation_id="staff_make_link", guards=[allow(*INVITES)], opt=UNCOMPRESSED)
async def make(request: Asked) -> Page:
    """Make a link and show its address (200, this once); the form again with 422 when something is wrong."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    wish = Wish(
        id=posted_id(first(fields, "link")),
        form_id=first(fields, "form"),
        team_id=first(fields, "team"),
        subject_id=first(fields, "subject").strip(),
        moment=first(fields, "moment"),
        reusable=first(fields, "uses") == "many",
        days=first(fields, "days").strip(),
        about=about_posted(fields),
    )
    if errors := problems(service, worker, wish):
        return await _page(request, wish, errors=errors, status=422)
    made = await make_link(service, wish, by=worker)
    if made is None:
        return await _page(request, _new_wish(service), errors={"link": MADE_BEFORE}, status=409)
    return await _page(request, _new_wish(service), made=made)


@post("/links/{link_id:str}/revoke", operation_id="staff_revoke_link", guards=[allow(*INVITES)])
async def revoke(request: Asked, link_id: FromPath[str]) -> Page:
    """Take a link back. Repeating it changes nothing."""
    service, worker, now = service_of(request), worker_of(request), service_of(request).now()

    async def work(tx: Transaction) -> bool | None:
        changed = await revoke_link(tx, worker.scope, link_id, now)
        if changed:
            await note(tx, "link-revoked", link_id, worker.id, now)
        return changed

    if await service.database.transaction(work) is None:
        raise missing()
    return send_on("/staff/links?did=revoked")


def _new_wish(service: Service) -> Wish:
    return Wish(
        id=str(uuid_utils.uuid7()),
        form_id="",
        team_id="",
        subject_id="",
        moment="",
        reusable=False,
        days=str(service.settings.link_days),
    )


async def _page(
    request: Asked,
    wish: Wish,
    *,
    errors: dict[str, str] | None = None,
    made: Made | None = None,
    status: int = 200,
) -> Page:
    service, scope = service_of(request), worker_of(request).scope
    async with service.database.reading() as connection:
        place = pager(request, await count_invitations(connection, scope))
        listed = await invitations(connection, scope, limit=PER_PAGE, offset=place.offset)
        teams = await teams_in(connection, scope)
    page = LinksPage(
        frame=frame_of(request, "Error: Links" if errors else "Links"),
        wish=wish,
        errors=errors or {},
        address=f"{service.settings.public_url.rstrip('/')}/l/{made.token}" if made else "",
        about_kept=made is None or made.about_kept,
        forms=form_options(service.catalogue.all_current()),
        teams=team_options(teams),
        moments=moment_options(),
        about=about_fields(service, wish.about),
        rows=tuple(_row(service, one) for one in listed),
        pager=place,
    )
    return show(request, page, status=status)


def _row(service: Service, one: Invitation) -> LinkRow:
    state = _state(one, service.now())
    return LinkRow(
        form=service.catalogue.current(one.form_id).form.title,
        role=role_name(one.role),
        team=one.team,
        subject=one.subject_id or "",
        moment=MOMENTS.get(one.moment, one.moment),
        uses="Many times" if one.reusable else "Once",
        state=state,
        answers=one.answers,
        made=f"{when(one.created_at)}{f' by {one.created_by}' if one.created_by else ''}",
        expires=when(one.expires_at),
        revoke=f"/staff/links/{one.id}/revoke" if state in {"Not opened yet", "Opened"} else "",
    )


def _state(one: Invitation, now: int) -> str:
    if one.revoked_at is not None:
        return "Taken back"
    if one.answers and not one.reusable:
        return "Used"
    if one.expires_at <= now:
        return "Run out"
    return "Opened" if one.opened_at is not None else "Not opened yet"
