"""The rota: who is on call now and in the next two weeks, where nobody is, and shifts added or taken off."""

from litestar import get, post
from litestar.params import FromPath

from feedback_service.cover import Cover, Gap, cover, gaps, in_a_row
from feedback_service.rostering import add_plan, cancel
from feedback_service.rota_plans import Plan, RotaError
from feedback_service.service import Service
from feedback_service.storage.rota import RUNGS, Turn
from feedback_service.storage.scope import Scope
from feedback_service.uk_time import moment_of
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import ROLE_NAMES, frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.reading_list import team_options
from feedback_service.web.staff.roles import TRIAGES
from feedback_service.web.staff.rota_pages import RotaPage, RungView, ShiftRow
from feedback_service.web.staff.wording import RUNG_NAMES

DAY = 86_400_000
SHOWN, LOOKED_AHEAD = 14 * DAY, 7 * DAY
_INSTEAD = {
    "duty": "whoever is on call out of hours, else every safeguarding lead of the team",
    "deputy": "every safeguarding lead of the team",
    "manager": "every manager of the team",
    "out_of_hours": "whoever is on any shift, else every safeguarding lead and manager of the team",
}


@get("/rota", operation_id="staff_rota", guards=[allow(*TRIAGES)])
async def rota(request: Asked) -> Page:
    """The rota of the teams of this worker."""
    return await _page(request, _empty(service_of(request)))


@post("/rota", operation_id="staff_add_shift", guards=[allow(*TRIAGES)])
async def add_shift(request: Asked) -> Page:
    """Put a worker on the rota; 422 with the page when that cannot be."""
    fields, worker = await posted(request), worker_of(request)
    names = ("worker", "rung", "team", "since", "until", "weeks")
    plan = Plan(*(first(fields, name) for name in names))
    try:
        added = await add_plan(service_of(request), plan, worker.scope, worker.id)
    except RotaError as error:
        return await _page(request, plan, {error.field: str(error)})
    return send_on(f"/staff/rota?did={'shift-added' if added else 'shift-there'}")


@post("/rota/{shift_id:str}/cancel", operation_id="staff_cancel_shift", guards=[allow(*TRIAGES)])
async def cancel_shift(request: Asked, shift_id: FromPath[str]) -> Page:
    """Take a shift off; 404 for one of another team, or that is off already."""
    worker = worker_of(request)
    if not await cancel(service_of(request), shift_id, worker.scope, worker.id):
        raise missing()
    return send_on("/staff/rota?did=shift-cancelled")


HANDLERS = (rota, add_shift, cancel_shift)


def _empty(service: Service) -> Plan:
    today = moment_of(service.now()).date()
    return Plan("", "", "", f"{today}T09:00", f"{today}T17:00", "1")


async def _page(request: Asked, plan: Plan, errors: dict[str, str] | None = None) -> Page:
    service, scope = service_of(request), worker_of(request).scope
    now = service.now()
    found = await cover(service, scope, now, now + SHOWN)
    page = RotaPage(
        frame=frame_of(request, "Error: Rota" if errors else "Rota"),
        rungs=_rungs(service, found, now),
        gaps=tuple(_gap(one, found) for one in gaps(found, now, now + LOOKED_AHEAD)),
        rows=tuple(_row(one, now) for one in found.turns),
        plan=plan,
        workers=_workers(found, scope),
        rung_options=tuple(Option(rung, RUNG_NAMES[rung]) for rung in RUNGS),
        teams=team_options(list(found.teams)),
        errors=errors or {},
    )
    return show(request, page, status=422 if errors else 200)


def _workers(found: Cover, scope: Scope) -> tuple[Option, ...]:
    """Who can be put on: those who see at least one team of whoever asks."""
    return tuple(
        Option(one.id, f"{one.name} ({ROLE_NAMES[one.role].lower()})")
        for one in found.workers.values()
        if any(one.scope.includes(team.id) and scope.includes(team.id) for team in found.teams)
    )


def _rungs(service: Service, found: Cover, now: int) -> tuple[RungView, ...]:
    minutes = service.settings.ladder_minutes
    called = ("at once", *(f"after {one} minutes" for one in minutes))
    return tuple(
        RungView(
            name=RUNG_NAMES[rung],
            called=when_called,
            now=tuple(
                f"{one.worker} ({one.team or 'every team'})"
                for one in found.turns
                if one.rung == rung and one.starts_at <= now
            ),
            instead=_INSTEAD[rung],
        )
        for rung, when_called in zip(RUNGS, called, strict=True)
    )


def _row(one: Turn, now: int) -> ShiftRow:
    return ShiftRow(
        since=_time(one.starts_at),
        until=_time(one.ends_at),
        rung=RUNG_NAMES[one.rung],
        worker=one.worker,
        team=one.team or "Every team",
        running=one.starts_at <= now,
        cancel=f"/staff/rota/{one.id}/cancel",
    )


def _gap(one: Gap, found: Cover) -> str:
    teams = "any team" if len(one.teams) == len(found.teams) else in_a_row(one.teams)
    return f"{_time(one.since)} to {_time(one.until)}: nobody for {teams}"


def _time(time: int) -> str:
    moment = moment_of(time)
    return f"{moment:%a} {moment.day} {moment:%b, %H:%M}"
