"""The desk: what needs this worker now."""

from litestar import get

from feedback_service.quote_waiting import LENGTH
from feedback_service.service import Service
from feedback_service.storage.concerns import waiting_to_be_decided, waiting_to_be_seen
from feedback_service.storage.database import Transaction
from feedback_service.storage.desk import Waiting, waiting_to_be_approved, waiting_to_be_read
from feedback_service.storage.notice_lists import not_getting_through
from feedback_service.storage.quote_places import waiting_to_be_checked
from feedback_service.storage.removals import waiting_removals
from feedback_service.storage.routing_decisions import independent_lead
from feedback_service.storage.workers import Worker
from feedback_service.stuck import SHOWN_AFTER_GIVING_UP
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.notices import notices_scope
from feedback_service.web.staff.pages import DeskPage, Task
from feedback_service.web.staff.roles import (
    APPOINTS,
    AREAS,
    EVERYONE,
    HEARS_OF_NOTICES,
    MAKES_REPORTS,
    READS,
    READS_REPORTS,
    SETTLES,
    TRIAGES,
)
from feedback_service.web.staff.wording import age, plural
from feedback_service.working_days import overdue_before

DAY = 86_400_000


@get("/", operation_id="staff_desk", guards=[allow(*EVERYONE)])
async def desk(request: Asked) -> Page:
    """What is waiting, with its age."""
    worker = worker_of(request)
    page = DeskPage(
        frame=frame_of(request, "Desk"),
        no_independent=worker.role in APPOINTS and not await _independent(service_of(request)),
        tasks=await _tasks(service_of(request), worker),
        areas=tuple(area for area in AREAS[1:] if worker.role in area.roles),
    )
    return show(request, page)


async def _independent(service: Service) -> bool:
    async with service.database.reading() as connection:
        return await independent_lead(connection)


async def _tasks(service: Service, worker: Worker) -> tuple[Task, ...]:
    """What may wait for this role, whether anything does or not."""
    scope, found = worker.scope, []
    async with service.database.reading() as connection:
        if worker.role in TRIAGES:
            found += await _concerns(connection, service, worker)
        if worker.role in HEARS_OF_NOTICES:
            found.append(await _not_through(connection, service, worker))
        if worker.role in READS:
            found.append(await _unread(connection, service, worker))
        if worker.role in SETTLES:
            asked = await waiting_removals(connection, scope)
            found.append(_task(service, "Requests to take something away", "/staff/removals", asked))
        if worker.role in MAKES_REPORTS:
            pointing = await waiting_to_be_checked(connection, scope, LENGTH)
            found.append(_task(service, "Quotes to check", "/staff/quotes", pointing))
        if worker.role in READS_REPORTS:
            drafts = await waiting_to_be_approved(connection, scope)
            found.append(_task(service, "Reports waiting for approval", "/staff/reports", drafts))
    return tuple(found)


async def _concerns(connection: Transaction, service: Service, worker: Worker) -> list[Task]:
    scope, list_page = worker.scope, "/staff/concerns"
    urgent = await waiting_to_be_seen(connection, scope, "urgent")
    concern = await waiting_to_be_seen(connection, scope, "concern")
    undecided = await waiting_to_be_decided(connection, scope)
    overdue = await waiting_to_be_decided(connection, scope, before=overdue_before(service.now()))
    late = f"{overdue.count} overdue" if overdue.count else ""
    return [
        _task(service, "Urgent concerns nobody has seen", list_page, urgent, urgent=True),
        _task(service, "Other concerns nobody has seen", list_page, concern),
        _task(service, "Concerns without a decision", list_page, undecided, late=late),
    ]


async def _not_through(connection: Transaction, service: Service, worker: Worker) -> Task:
    since = service.now() - SHOWN_AFTER_GIVING_UP
    failing = await not_getting_through(connection, notices_scope(worker), since)
    return _task(service, "Notices that did not get through", "/staff/notices", failing, urgent=True)


async def _unread(connection: Transaction, service: Service, worker: Worker) -> Task:
    days = service.settings.read_within_days
    unread = await waiting_to_be_read(connection, worker.scope)
    late = await waiting_to_be_read(connection, worker.scope, before=service.now() - days * DAY)
    said = f"{late.count} for more than {plural(days, 'day')}" if late.count else ""
    return _task(service, "Submissions nobody has read", "/staff/submissions", unread, late=said)


def _task(
    service: Service, label: str, href: str, waiting: Waiting, *, urgent: bool = False, late: str = ""
) -> Task:
    return Task(
        label=label,
        count=waiting.count,
        age=age(waiting.oldest, service.now()) if waiting.oldest is not None else "",
        href=href,
        urgent=urgent and waiting.count > 0,
        late=late,
    )
