"""Workers and teams, for administrators: who may sign in. Nothing here leads to what anybody wrote."""

from litestar import get, post
from litestar.params import FromPath

from feedback_service.account_stops import set_active
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import teams_in
from feedback_service.storage.workers import Worker, all_workers, worker_by_id
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff import wording
from feedback_service.web.staff.frame import ROLE_NAMES, frame_of
from feedback_service.web.staff.guards import allow, proved, worker_of
from feedback_service.web.staff.roles import ADMINISTERS
from feedback_service.web.staff.worker_pages import TeamRow, WorkerRow, WorkersPage


@get("/workers", operation_id="staff_workers", guards=[allow(*ADMINISTERS)])
async def workers(request: Asked) -> Page:
    """Every worker and every team of the partnership."""
    async with service_of(request).database.reading() as connection:
        people = await all_workers(connection)
        teams = await teams_in(connection, EVERYTHING)
    names = {team.id: team.name for team in teams}
    page = WorkersPage(
        frame=frame_of(request, "Workers"),
        workers=tuple(_row(one, names, worker_of(request)) for one in people),
        teams=tuple(TeamRow(id=team.id, name=team.name, agency=team.agency) for team in teams),
    )
    return show(request, page)


@post(
    "/workers/{worker_id:str}",
    operation_id="staff_change_worker",
    guards=[allow(*ADMINISTERS), proved("/staff/workers")],
)
async def change_worker(request: Asked, worker_id: FromPath[str]) -> Page:
    """Stop a worker (`active` is "no") or let them in again ("yes"). Nobody can stop themselves."""
    service, me = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        known = await worker_by_id(connection, worker_id)
    choice = first(await posted(request), "active")
    if known is None or worker_id == me.id or choice not in {"yes", "no"}:
        raise missing()
    await set_active(service, worker_id, active=choice == "yes", by=me.id)
    return send_on(f"/staff/workers?did={'worker-active' if choice == 'yes' else 'worker-inactive'}")


def reach(one: Worker, names: dict[str, str]) -> str:
    """The teams whose rows a worker may see, in words; `names` by id."""
    if one.scope.all_teams:
        return "Whole partnership"
    words = wording.reach(one.scope.agencies, tuple(names[team_id] for team_id in one.scope.team_ids))
    return words[:1].upper() + words[1:] or "None"


def _row(one: Worker, names: dict[str, str], me: Worker) -> WorkerRow:
    return WorkerRow(
        name=one.name,
        username=one.username,
        role=ROLE_NAMES[one.role],
        teams=reach(one, names),
        active=one.active,
        href=f"/staff/workers/{one.id}",
        contact=", ".join(part for part in (one.email, one.phone) if part),
        independent=one.independent,
        change="" if one.id == me.id else f"/staff/workers/{one.id}",
    )
