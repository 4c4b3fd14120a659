"""The desk: what needs this worker now, then how their teams are doing."""

import asyncio

from litestar import get

from feedback_service.service import Service
from feedback_service.storage.routing_decisions import independent_lead
from feedback_service.storage.workers import Worker
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.desk_figures import figures
from feedback_service.web.staff.desk_tasks import tasks
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.navigation import grouped
from feedback_service.web.staff.pages import DeskPage, Figure, Task
from feedback_service.web.staff.roles import APPOINTS, EVERYONE, READS


@get("/", operation_id="staff_desk", guards=[allow(*EVERYONE)])
async def desk(request: Asked) -> Page:
    """What is waiting, with its age; what waits for nobody is named in one line."""
    service, worker = service_of(request), worker_of(request)
    (found, appointed), told = await asyncio.gather(_waiting(service, worker), _doing(service, worker))
    page = DeskPage(
        frame=frame_of(request, "Desk"),
        no_independent=not appointed,
        tasks=tuple(one for one in found if one.count != "0"),
        nothing=tuple(one.label for one in found if one.count == "0"),
        figures=told,
        groups=grouped(worker.role),
    )
    return show(request, page)


async def _waiting(service: Service, worker: Worker) -> tuple[list[Task], bool]:
    async with service.database.reading() as connection:
        found = await tasks(connection, service, worker)
        return found, worker.role not in APPOINTS or await independent_lead(connection)


async def _doing(service: Service, worker: Worker) -> tuple[Figure, ...]:
    """On a connection of its own, at the same time: each takes about as long as the other."""
    if worker.role not in READS:
        return ()
    async with service.database.reading() as connection:
        return await figures(connection, service, worker)
