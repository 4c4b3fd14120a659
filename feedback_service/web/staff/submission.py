"""One submission: read as it was given, and marked as read."""

from litestar import get, post
from litestar.params import FromPath

from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.desk import mark_read, next_unread
from feedback_service.storage.read_marks import unmark_read
from feedback_service.storage.sight import sees
from feedback_service.web.http import Asked, Page, missing, send_on, service_of
from feedback_service.web.staff.cases import case_here
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import READS
from feedback_service.web.staff.submission_shown import LIST, show_submission


@get("/submissions/{submission_id:str}", operation_id="staff_submission", guards=[allow(*READS)])
async def submission(request: Asked, submission_id: FromPath[str]) -> Page:
    """Every question with its answer. That it was opened is noted."""
    return await show_submission(request, await case_here(request, submission_id))


@post("/submissions/{submission_id:str}/read", operation_id="staff_mark_read", guards=[allow(*READS)])
async def read(request: Asked, submission_id: FromPath[str]) -> Page:
    """Mark as read and go to the one that has waited next longest. Pressed twice, it is noted once."""
    service, worker, now = service_of(request), worker_of(request), service_of(request).now()
    async with service.database.reading() as connection:
        if not await sees(connection, worker.scope, submission_id):
            raise missing()

    async def work(tx: Transaction) -> None:
        if await mark_read(tx, submission_id, worker.id, now):
            await note(tx, "submission-read", submission_id, worker.id, now)

    await service.database.transaction(work)
    async with service.database.reading() as connection:
        following = await next_unread(connection, worker.scope, submission_id)
    to = f"{LIST}/{following}?did=read" if following else f"{LIST}?did=all-read"
    return send_on(f"{to}&of={submission_id}")


@post("/submissions/{submission_id:str}/unread", operation_id="staff_mark_unread", guards=[allow(*READS)])
async def unread(request: Asked, submission_id: FromPath[str]) -> Page:
    """Take back that this worker has read it, and go back to it. Both stay in the audit trail.

    It waits to be read again unless somebody else has read it. Pressed twice, it is noted once.
    """
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        if not await sees(connection, worker.scope, submission_id):
            raise missing()

    async def work(tx: Transaction) -> None:
        if await unmark_read(tx, submission_id, worker.id):
            await note(tx, "submission-unread", submission_id, worker.id, service.now())

    await service.database.transaction(work)
    return send_on(f"{LIST}/{submission_id}?did=unread")
