"""Notices: who was told when and by which channel, and what does not get through."""

import msgspec
from litestar import get, post
from litestar.params import FromPath

from feedback_service.sending.channels import set_up
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.deliveries import try_now
from feedback_service.storage.notice_lists import (
    count_notices,
    delivery_visible,
    latest_notices,
    not_getting_through,
)
from feedback_service.storage.scope import Scope
from feedback_service.storage.workers import Worker
from feedback_service.stuck import SHOWN_AFTER_GIVING_UP, found_stuck
from feedback_service.web.http import Asked, Page, missing, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.notice_pages import NoticesPage
from feedback_service.web.staff.notice_view import CHANNEL_NAMES, STUCK, notice_view
from feedback_service.web.staff.paging import PER_PAGE, pager
from feedback_service.web.staff.roles import HEARS_OF_NOTICES, TRIAGES

LIST = "/staff/notices"


@get("/notices", operation_id="staff_notices", guards=[allow(*HEARS_OF_NOTICES)])
async def notices(request: Asked) -> Page:
    """The newest first, page by page."""
    service, worker = service_of(request), worker_of(request)
    scope, now = notices_scope(worker), service.now()
    async with service.database.reading() as connection:
        place = pager(request, await count_notices(connection, scope))
        found = await latest_notices(connection, scope, limit=PER_PAGE, offset=place.offset)
        failing = await not_getting_through(connection, scope, now - SHOWN_AFTER_GIVING_UP)
        stuck = await found_stuck(service, connection)
    page = NoticesPage(
        frame=frame_of(request, "Notices"),
        channels=channel_names(service),
        failing=failing.count,
        stuck=tuple(STUCK[name] for name in stuck),
        may_drill=worker.role in TRIAGES,
        rows=tuple(notice_view(service, one) for one in found),
        pager=place,
    )
    return show(request, page)


@post(
    "/notices/{delivery_id:str}/retry", operation_id="staff_retry_notice", guards=[allow(*HEARS_OF_NOTICES)]
)
async def retry(request: Asked, delivery_id: FromPath[str]) -> Page:
    """Have one that was not sent tried now. What was sent, or is being tried, stays as it is."""
    service, worker, now = service_of(request), worker_of(request), service_of(request).now()
    async with service.database.reading() as connection:
        if not await delivery_visible(connection, notices_scope(worker), delivery_id):
            raise missing()

    async def work(tx: Transaction) -> bool:
        changed = await try_now(tx, delivery_id, now)
        if changed:
            await note(tx, "notice-retried", delivery_id, worker.id, now)
        return changed

    changed = await service.database.transaction(work)
    return send_on(f"{LIST}?did={'notice-retried' if changed else 'notice-not-retried'}")


HANDLERS = (notices, retry)


def notices_scope(worker: Worker) -> Scope:
    """Whose notices this worker sees: administrators those of all teams, to keep sending going."""
    if worker.role != "administrator":
        return worker.scope
    return msgspec.structs.replace(worker.scope, all_teams=True)


def channel_names(service: Service) -> tuple[str, ...]:
    """The channels that are set up."""
    return tuple(CHANNEL_NAMES[channel] for channel in set_up(service.settings))
