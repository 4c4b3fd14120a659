"""One worker's account, for administrators: adding it, contact, role, teams, invitations, the second step."""

import msgspec
from litestar import get, post
from litestar.params import FromPath

from feedback_service.account_stops import reset_factors
from feedback_service.accounts import add_worker, change_worker
from feedback_service.contact import ContactError, email_of, phone_of
from feedback_service.known_accounts import AccountError
from feedback_service.service import Service
from feedback_service.signing_in import has_second_factor
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import Team, teams_in
from feedback_service.storage.workers import Worker, worker_by_id
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
from feedback_service.web.staff.frame import ROLE_NAMES, frame_of
from feedback_service.web.staff.guards import Guards, allow, proved, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.people import reach
from feedback_service.web.staff.roles import ADMINISTERS
from feedback_service.web.staff.worker_account_pages import AddWorkerPage, WorkerPage
from feedback_service.web.staff.worker_form import WorkerForm, form_of, posted_form, scope_of
from feedback_service.welcoming import invite

_ROLES = tuple(Option(role, name) for role, name in ROLE_NAMES.items())
_NOT_SURE = "Make sure first that it is really them, and tick the box."
_GUARDS: Guards = [allow(*ADMINISTERS), proved("/staff/workers")]


@get("/workers/add", operation_id="staff_add_worker_page", guards=_GUARDS)
async def add_page(request: Asked) -> Page:
    """The form for a new account."""
    return await _add(request, WorkerForm())


@post("/workers/add", operation_id="staff_add_worker", guards=_GUARDS, status_code=200, opt=UNCOMPRESSED)
async def add(request: Asked) -> Page:
    """The new account with its invitation, shown this once; the form again with 422 otherwise."""
    service, form = service_of(request), posted_form(await posted(request))
    try:
        worker_id = await add_worker(
            service,
            username=form.username,
            name=form.name,
            role=form.role,
            password=None,
            scope=scope_of(form),
            by=worker_of(request).id,
            email=email_of(form.email),
            phone=phone_of(form.phone),
            independent=form.independent,
        )
    except (AccountError, ContactError) as error:
        return await _add(request, form, str(error), 422)
    return await _invited(request, await _worker(service, worker_id))


@get("/workers/{worker_id:str}", operation_id="staff_worker", guards=_GUARDS)
async def worker_page(request: Asked, worker_id: FromPath[str]) -> Page:
    """The account with what can be changed."""
    return await _show(request, await _worker(service_of(request), worker_id))


@post("/workers/{worker_id:str}/account", operation_id="staff_set_worker", guards=_GUARDS)
async def change(request: Asked, worker_id: FromPath[str]) -> Page:
    """303 back to the account when it is changed; the form again with 422 otherwise."""
    service, form = service_of(request), posted_form(await posted(request))
    worker = await _worker(service, worker_id)
    try:
        wanted = msgspec.structs.replace(
            worker,
            name=form.name,
            role=form.role,
            scope=scope_of(form),
            email=email_of(form.email),
            phone=phone_of(form.phone),
            independent=form.independent,
        )
        did, *_ = await change_worker(service, wanted, by=worker_of(request).id)
    except (AccountError, ContactError) as error:
        return await _show(request, worker, form=form, error=str(error), status=422)
    return send_on(f"/staff/workers/{worker.id}?did={did}")


@post(
    "/workers/{worker_id:str}/invitation",
    operation_id="staff_invite_worker",
    guards=_GUARDS,
    status_code=200,
    opt=UNCOMPRESSED,
)
async def invitation(request: Asked, worker_id: FromPath[str]) -> Page:
    """A new invitation, shown this once; what the worker had before works until they take it up."""
    return await _invited(request, await _worker(service_of(request), worker_id))


@post("/workers/{worker_id:str}/second-step", operation_id="staff_reset_factors", guards=_GUARDS)
async def reset(request: Asked, worker_id: FromPath[str]) -> Page:
    """Take the second step off an account; 422 unless the administrator made sure that its worker lost it."""
    service, me = service_of(request), worker_of(request)
    worker = await _worker(service, worker_id)
    if worker.id == me.id:
        raise missing()
    if not first(await posted(request), "sure"):
        return await _show(request, worker, error=_NOT_SURE, status=422)
    await reset_factors(service, worker.id, by=me.id)
    return send_on(f"/staff/workers/{worker.id}?did=factors-reset")


async def _invited(request: Asked, worker: Worker) -> Page:
    if not worker.active or worker.id == worker_of(request).id:
        raise missing()
    address = await invite(service_of(request), worker.id, worker_of(request).id)
    return await _show(request, worker, invitation=address)


async def _worker(service: Service, worker_id: str) -> Worker:
    async with service.database.reading() as connection:
        found = await worker_by_id(connection, worker_id)
    if found is None:
        raise missing()
    return found


async def _teams(service: Service) -> list[Team]:
    async with service.database.reading() as connection:
        return await teams_in(connection, EVERYTHING)


def _options(teams: list[Team]) -> tuple[Option, ...]:
    return tuple(Option(team.id, team.name) for team in teams)


def _agencies(teams: list[Team]) -> tuple[str, ...]:
    return tuple(sorted({team.agency for team in teams}))


async def _add(request: Asked, form: WorkerForm, error: str = "", status: int = 200) -> Page:
    teams = await _teams(service_of(request))
    page = AddWorkerPage(
        frame=frame_of(request, "Add a worker"),
        form=form,
        error=error,
        roles=_ROLES,
        agencies=_agencies(teams),
        teams=_options(teams),
    )
    return show(request, page, status=status)


async def _show(
    request: Asked,
    worker: Worker,
    *,
    form: WorkerForm | None = None,
    error: str = "",
    invitation: str = "",
    status: int = 200,
) -> Page:
    service = service_of(request)
    teams = await _teams(service)
    page = WorkerPage(
        frame=frame_of(request, worker.name),
        here=f"/staff/workers/{worker.id}",
        sees=reach(worker, {team.id: team.name for team in teams}),
        form=form or form_of(worker),
        error=error,
        roles=_ROLES,
        agencies=_agencies(teams),
        teams=_options(teams),
        active=worker.active,
        own=worker.id == worker_of(request).id,
        second_step=await has_second_factor(service, worker.id),
        invitation=invitation,
    )
    return show(request, page, status=status)


HANDLERS = (add_page, add, worker_page, change, invitation, reset)
