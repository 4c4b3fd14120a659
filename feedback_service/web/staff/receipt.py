"""Somebody comes back with their receipt words: a worker finds what they sent."""

from litestar import get, post

from feedback_service.receipts import not_ours, read_receipt
from feedback_service.returning import owners
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.records import find_record
from feedback_service.storage.scope import Scope
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import ReceiptPage
from feedback_service.web.staff.roles import READS

NO_RECEIPT = "A receipt has four words of our list. Look at the spelling, and give them in their order."
NOT_HERE = (
    "Nothing that you may read has this receipt. It may belong to another team, have come in the last few "
    "minutes, not be sent yet, or be kept from the team at the person's wish. Your manager can look as well."
)


@get("/receipt", operation_id="staff_receipt", guards=[allow(*READS)])
async def receipt(request: Asked) -> Page:
    """The box for the four words."""
    return show(request, ReceiptPage(frame=frame_of(request, "Find by receipt")))


@post("/receipt", operation_id="staff_find_receipt", guards=[allow(*READS)])
async def find_receipt(request: Asked) -> Page:
    """To the submission of these words; 422 with what is wrong, 404 when no team of the worker has it."""
    service, worker = service_of(request), worker_of(request)
    typed = first(await posted(request), "words")
    words = read_receipt(typed)
    if words is None:
        strange = f" We do not have: {', '.join(not_ours(typed))[:80]}." if not_ours(typed) else ""
        return _again(request, typed, NO_RECEIPT + strange, 422)
    found = await _found(service, worker.scope, words)
    if found is None:
        return _again(request, typed, NOT_HERE, 404)
    now = service.now()
    await service.database.transaction(lambda tx: note(tx, "receipt-found", found, worker.id, now))
    return send_on(f"/staff/submissions/{found}")


async def _found(service: Service, scope: Scope, words: tuple[str, ...]) -> str | None:
    """The one submission of this scope that the words lead to; when words meet, nobody can say whose."""
    named = await owners(service, words)
    async with service.database.reading() as connection:
        mine = [one for one in named if await find_record(connection, scope, one)]
    return mine[0] if len(mine) == len(named) == 1 else None


def _again(request: Asked, typed: str, error: str, status: int) -> Page:
    page = ReceiptPage(frame=frame_of(request, "Find by receipt"), words=typed[:200], error=error)
    return show(request, page, status=status)
