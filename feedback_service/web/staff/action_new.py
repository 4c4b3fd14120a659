"""A new action under /staff: the form, and keeping what it brings."""

from typing import Final

import uuid_utils
from litestar import get, post

from feedback_service.action_making import make
from feedback_service.action_wishes import LONGEST, Wish
from feedback_service.report_places import WHOLE
from feedback_service.storage.teams import teams_in
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.posted_ids import posted_id
from feedback_service.web.staff.action_origins import Found, asked_origin, needs_team, theme_options
from feedback_service.web.staff.action_pages import NewActionPage
from feedback_service.web.staff.action_people import owner_options, wish_errors
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.reading_list import team_options
from feedback_service.web.staff.roles import MAKES_ACTIONS

EVERY_TEAM: Final = "*"


@get("/actions/new", operation_id="staff_new_action", guards=[allow(*MAKES_ACTIONS)])
async def new_action(request: Asked) -> Page:
    """The form for an action; `submission`, or `report` and `theme`, say what it comes of."""
    asked = request.query_params
    fields = {name: [asked.get(name, "")] for name in ("submission", "report", "theme", "team")}
    origin = await asked_origin(request, fields)
    return await _new_page(request, origin, fields, Wish(owner=worker_of(request).id))


@post("/actions", operation_id="staff_make_action", guards=[allow(*MAKES_ACTIONS)])
async def make_action(request: Asked) -> Page:
    """Keep an action: 303 to it; 422 with the form and what is wrong. Pressed twice, it is made once."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    origin = await asked_origin(request, fields)
    wish = Wish(*(first(fields, name) for name in Wish._fields))
    async with service.database.reading() as connection:
        errors = await wish_errors(connection, service, wish, origin.origin.team_id, origin.behind)
    if needs_team(worker, origin, fields):
        errors["team"] = "Choose a team."
    if errors:
        return await _new_page(request, origin, fields, wish, errors)
    action_id = posted_id(first(fields, "id"))
    await make(service, worker, action_id, wish, origin.origin)
    return send_on(f"/staff/actions/{action_id}?did=action-made")


HANDLERS = (new_action, make_action)


async def _new_page(
    request: Asked,
    found: Found,
    fields: dict[str, list[str]],
    wish: Wish,
    errors: dict[str, str] | None = None,
) -> Page:
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        people = await owner_options(connection, worker)
        teams = team_options(await teams_in(connection, worker.scope))
    whole = (Option(EVERY_TEAM, WHOLE),) if worker.scope.all_teams else ()
    page = NewActionPage(
        frame=frame_of(request, "Error: New action" if errors else "New action"),
        id=first(fields, "id") or str(uuid_utils.uuid7()),
        wish=wish,
        longest=LONGEST,
        about=found.about,
        about_href=found.href,
        submission=first(fields, "submission"),
        report=first(fields, "report"),
        theme=first(fields, "theme"),
        themes=theme_options(),
        team=first(fields, "team") or (teams[0].value if len(teams) == 1 and not whole else ""),
        teams=() if found.settled else (*whole, *teams),
        owners=people,
        errors=errors or {},
    )
    return show(request, page, status=422 if errors else 200)
