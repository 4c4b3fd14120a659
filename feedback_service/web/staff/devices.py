"""Shared tablets of a worker's teams: added, set up by a code that is shown once, looked after, ended."""

import uuid_utils
from litestar import get, post
from litestar.params import FromPath

from feedback_service import tablet_setup
from feedback_service.service import Service
from feedback_service.storage.tablets import Tablet, tablet_by_id, tablets_in
from feedback_service.storage.teams import teams_in
from feedback_service.storage.workers import Worker
from feedback_service.tablet_setup import new_pin, pin_problem
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
from feedback_service.web.staff.device_pages import DevicePage, DevicesPage, RevokePage, Wished
from feedback_service.web.staff.device_rows import code_shown, device_row
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.reading_list import form_options, team_options
from feedback_service.web.staff.roles import SETS_UP

HERE = "/staff/tablets"
LONGEST_NAME = 80
_MADE_BEFORE = (
    "This tablet was added by an earlier press, and its code is not kept. Open it below for a new code."
)


@get("/tablets", operation_id="staff_tablets", guards=[allow(*SETS_UP)])
async def devices(request: Asked) -> Page:
    """Every tablet of the worker's teams, and the form to add one."""
    return await _list(request, _new_wish(service_of(request)))


@post("/tablets", operation_id="staff_add_tablet", guards=[allow(*SETS_UP)], opt=UNCOMPRESSED)
async def add(request: Asked) -> Page:
    """Add a tablet and show its first code (200, this once); 422 and the form when something is wrong."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    wish, pin = _wish_of(service, fields), first(fields, "pin").strip()
    if wrong := _wrong(worker, wish, pin):
        return await _list(request, wish, errors=wrong, status=422)
    made_pin = pin or new_pin()
    code = await tablet_setup.make_tablet(
        service,
        tablet_id=wish.id,
        name=wish.name,
        team_id=wish.team_id,
        forms=wish.forms,
        pin=made_pin,
        by=worker.id,
    )
    if code is None:
        return await _list(request, _new_wish(service), errors={"tablet": _MADE_BEFORE}, status=409)
    return await _list(request, _new_wish(service), made=(wish.name, code, "" if pin else made_pin))


@get("/tablets/{tablet_id:str}", operation_id="staff_tablet", guards=[allow(*SETS_UP)])
async def device(request: Asked, tablet_id: FromPath[str]) -> Page:
    """One tablet."""
    return await _one(request, await _mine(request, tablet_id))


@post("/tablets/{tablet_id:str}", operation_id="staff_change_tablet", guards=[allow(*SETS_UP)])
async def change(request: Asked, tablet_id: FromPath[str]) -> Page:
    """Change the forms on the menu, and the PIN unless it is left empty."""
    service, tablet, fields = service_of(request), await _mine(request, tablet_id), await posted(request)
    forms, pin = _known_forms(service, fields), first(fields, "pin").strip()
    if wrong := _problems(forms, pin):
        return await _one(request, tablet, errors=wrong, status=422)
    await tablet_setup.change(service, tablet, worker_of(request).id, forms=forms, pin=pin)
    return send_on(f"{HERE}/{tablet.id}?did=tablet-changed")


@post(
    "/tablets/{tablet_id:str}/code",
    operation_id="staff_tablet_code",
    guards=[allow(*SETS_UP)],
    opt=UNCOMPRESSED,
)
async def another_code(request: Asked, tablet_id: FromPath[str]) -> Page:
    """Show a new code for the tablet, this once."""
    tablet = await _mine(request, tablet_id)
    if tablet.revoked_at is not None:
        raise missing()
    code = await tablet_setup.new_code(service_of(request), tablet, worker_of(request).id)
    return await _one(request, tablet, code=code)


@get("/tablets/{tablet_id:str}/revoke", operation_id="staff_ask_revoke_tablet", guards=[allow(*SETS_UP)])
async def ask_revoke(request: Asked, tablet_id: FromPath[str]) -> Page:
    """Asks once more."""
    row = await device_row(service_of(request), await _mine(request, tablet_id), "")
    return show(request, RevokePage(frame=frame_of(request, f"End {row.name}"), row=row))


@post("/tablets/{tablet_id:str}/revoke", operation_id="staff_revoke_tablet", guards=[allow(*SETS_UP)])
async def revoke(request: Asked, tablet_id: FromPath[str]) -> Page:
    """End the tablet. Repeating it changes nothing."""
    tablet = await _mine(request, tablet_id)
    await tablet_setup.revoke(service_of(request), tablet, worker_of(request).id)
    return send_on(f"{HERE}?did=tablet-revoked")


HANDLERS = (devices, add, device, change, another_code, ask_revoke, revoke)


def _wish_of(service: Service, fields: dict[str, list[str]]) -> Wished:
    return Wished(
        id=posted_id(first(fields, "tablet")),
        name=first(fields, "name").strip(),
        team_id=first(fields, "team"),
        forms=_known_forms(service, fields),
    )


def _wrong(worker: Worker, wish: Wished, pin: str) -> dict[str, str]:
    """What is wrong with a wish, by field."""
    found = {} if 0 < len(wish.name) <= LONGEST_NAME else {"name": f"Use 1 to {LONGEST_NAME} letters."}
    if not wish.team_id or not worker.scope.includes(wish.team_id):
        found["team"] = "Choose one of your teams."
    return found | _problems(wish.forms, pin)


def _problems(forms: tuple[str, ...], pin: str) -> dict[str, str]:
    found = {} if forms else {"forms": "Choose at least one form."}
    if pin and (trouble := pin_problem(pin)):
        found["pin"] = trouble
    return found


def _known_forms(service: Service, fields: dict[str, list[str]]) -> tuple[str, ...]:
    wanted = set(fields.get("forms", ()))
    return tuple(form.form.id for form in service.catalogue.all_current() if form.form.id in wanted)


def _new_wish(service: Service) -> Wished:
    every = tuple(form.form.id for form in service.catalogue.all_current())
    return Wished(id=str(uuid_utils.uuid7()), forms=every)


async def _mine(request: Asked, tablet_id: str) -> Tablet:
    async with service_of(request).database.reading() as connection:
        tablet = await tablet_by_id(connection, tablet_id)
    if tablet is None or not worker_of(request).scope.includes(tablet.team_id):
        raise missing()
    return tablet


async def _list(
    request: Asked,
    wish: Wished,
    *,
    errors: dict[str, str] | None = None,
    made: tuple[str, str, str] | None = None,
    status: int = 200,
) -> Page:
    service, scope = service_of(request), worker_of(request).scope
    async with service.database.reading() as connection:
        found = await tablets_in(connection, scope)
        teams = await teams_in(connection, scope)
    page = DevicesPage(
        frame=frame_of(request, "Error: Tablets" if errors else "Tablets"),
        rows=tuple([await device_row(service, tablet, team) for tablet, team in found]),
        wish=wish,
        errors=errors or {},
        teams=team_options(teams),
        forms=form_options(service.catalogue.all_current()),
        made=code_shown(service, *made) if made else None,
    )
    return show(request, page, status=status)


async def _one(
    request: Asked, tablet: Tablet, *, errors: dict[str, str] | None = None, code: str = "", status: int = 200
) -> Page:
    service = service_of(request)
    async with service.database.reading() as connection:
        team = {team.id: team.name for team in await teams_in(connection, worker_of(request).scope)}
    page = DevicePage(
        frame=frame_of(request, f"Error: {tablet.name}" if errors else tablet.name),
        row=await device_row(service, tablet, team[tablet.team_id]),
        chosen=tablet.forms,
        errors=errors or {},
        forms=form_options(service.catalogue.all_current()),
        made=code_shown(service, tablet.name, code, "") if code else None,
        ended=tablet.revoked_at is not None,
    )
    return show(request, page, status=status)
