"""Inviting several people of one family: mother, father, grandparents, each by a link of their own."""

import uuid_utils
from litestar import get, post

from feedback_service.inviting_family import (
    MOST,
    PARENTS,
    WIDER,
    FamilyWish,
    Invited,
    InvitedFamily,
    family_problems,
    make_family_links,
)
from feedback_service.service import Service
from feedback_service.storage.teams import teams_in
from feedback_service.web.http import UNCOMPRESSED, Asked, Page, first, posted, service_of, show
from feedback_service.web.posted_ids import posted_id
from feedback_service.web.staff.about import about_fields, about_posted
from feedback_service.web.staff.family_pages import FamilyLinksPage, InvitedView
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.reading_list import moment_options, team_options
from feedback_service.web.staff.roles import INVITES
from feedback_service.web.staff.wording import role_name

MADE_BEFORE = (
    "These links were made by an earlier press, and their addresses are not kept. "
    "Take them back in the list of links, and make new ones."
)


@get("/links/family", operation_id="staff_family_links", guards=[allow(*INVITES)])
async def family_links(request: Asked) -> Page:
    """The form to invite several people of one family."""
    return await _page(request, _new_wish(service_of(request)))


@post("/links/family", operation_id="staff_make_family_links", guards=[allow(*INVITES)], opt=UNCOMPRESSED)
async def make(request: Asked) -> Page:
    """Make the links and show their addresses (200, this once); the form with 422 when something is wrong."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    names = ("team", "subject", "moment", "days", "parents_form", "wider_form")
    team, subject, moment, days, parents_form, wider_form = (first(fields, name).strip() for name in names)
    wish = FamilyWish(
        id=posted_id(first(fields, "family")),
        team_id=team,
        subject_id=subject,
        moment=moment,
        days=days,
        parents_form=parents_form,
        wider_form=wider_form,
        counts={role: first(fields, f"count-{role}") for role in (*PARENTS, *WIDER)},
        about=about_posted(fields),
    )
    if errors := family_problems(service, worker, wish):
        return await _page(request, wish, errors=errors, status=422)
    made = await make_family_links(service, wish, worker)
    if made is None:
        return await _page(request, _new_wish(service), errors={"family": MADE_BEFORE}, status=409)
    return await _page(request, _new_wish(service), made=made)


def _new_wish(service: Service) -> FamilyWish:
    forms = _forms(service)
    wider = next((one.value for one in forms if one.value.startswith("wider")), "")
    return FamilyWish(
        id=str(uuid_utils.uuid7()),
        team_id="",
        subject_id="",
        moment="",
        days=str(service.settings.link_days),
        parents_form="",
        wider_form=wider,
        counts={},
    )


def _forms(service: Service) -> tuple[Option, ...]:
    forms = (each.form for each in service.catalogue.all_current())
    return tuple(Option(form.id, form.title) for form in forms if form.audience == "family")


async def _page(
    request: Asked,
    wish: FamilyWish,
    *,
    errors: dict[str, str] | None = None,
    made: InvitedFamily | None = None,
    status: int = 200,
) -> Page:
    service = service_of(request)
    async with service.database.reading() as connection:
        teams = await teams_in(connection, worker_of(request).scope)
    title = "Invite a family"
    page = FamilyLinksPage(
        frame=frame_of(request, f"Error: {title}" if errors else title),
        wish=wish,
        errors=errors or {},
        made=tuple(_made(service, one) for one in made.links) if made else (),
        about_kept=made is None or made.about_kept,
        forms=_forms(service),
        teams=team_options(teams),
        moments=moment_options(),
        about=about_fields(service, wish.about),
        parents=tuple(Option(role, role_name(role)) for role in PARENTS),
        wider=tuple(Option(role, role_name(role)) for role in WIDER),
        most=MOST,
    )
    return show(request, page, status=status)


def _made(service: Service, one: Invited) -> InvitedView:
    return InvitedView(
        who=role_name(one.role),
        form=service.catalogue.current(one.form_id).form.title,
        address=f"{service.settings.public_url}/l/{one.token}",
    )


HANDLERS = (family_links, make)
