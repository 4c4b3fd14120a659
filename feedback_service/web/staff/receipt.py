"""Somebody comes back with their receipt words: a worker finds what they sent."""

import asyncio

from litestar import get, post

from feedback_service.receipts import read_receipt, whose
from feedback_service.storage.audit import note
from feedback_service.storage.submissions import ids_within
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import ReceiptPage
from feedback_service.web.staff.roles import READS

NO_RECEIPT = "A receipt has six words of our list. Look at the spelling, and give them in their order."
NOT_HERE = "Nothing of your teams has this receipt. It may belong to another team, or have been deleted."


@get("/receipt", operation_id="staff_receipt", guards=[allow(*READS)])
async def receipt(request: Asked) -> Page:
    """The box for the six words."""
    return show(request, ReceiptPage(frame=frame_of(request, "Find by receipt")))


@post("/receipt", operation_id="staff_find_receipt", guards=[allow(*READS)])
async def find_receipt(request: Asked) -> Page:
    """To the submission of these words; 422 with what is wrong, 404 when no team of the worker has it."""
    service, worker = service_of(request), worker_of(request)
    typed = first(await posted(request), "words")
    words = read_receipt(typed)
    if words is None:
        return _again(request, typed, NO_RECEIPT, 422)
    async with service.database.reading() as connection:
        ids = await ids_within(connection, worker.scope)
    found = await asyncio.to_thread(whose, service.keys, words, ids)
    if found is None:
        return _again(request, typed, NOT_HERE, 404)
    now = service.now()
    await service.database.transaction(lambda tx: note(tx, "receipt-found", found, worker.id, now))
    return send_on(f"/staff/submissions/{found}")


def _again(request: Asked, typed: str, error: str, status: int) -> Page:
    page = ReceiptPage(frame=frame_of(request, "Find by receipt"), words=typed[:200], error=error)
    return show(request, page, status=status)
