"""Requests to take away what was sent: listed until a person has decided each."""

import msgspec
from litestar import get, post
from litestar.params import FromPath

from feedback_service import removing
from feedback_service.service import Service
from feedback_service.storage.records import find_record
from feedback_service.storage.removals import RemovalRow, open_removals
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.reply_pages import RemovalsPage, RemovalView
from feedback_service.web.staff.roles import SETTLES
from feedback_service.web.staff.wording import age, form_title, when, who

UNREAD = (
    "Nobody has read all of it yet. Read it, and what was added to it, and mark each as read. Then decide."
)
UNDECIDED = (
    "It holds a possible sign of harm on which nobody has decided. Decide on it under Concerns, and keep "
    "what the case record needs. Then decide here."
)
UNSCREENED = (
    "Some of its words are not screened for signs of harm yet. Mostly that takes a minute. Come back to it "
    "then, and decide."
)
PAST = (
    "It is past feedback that is not screened for signs of harm yet. Where you have read it, and what the "
    "case record needs is kept there, tick the box and press again."
)
UNFILED = (
    "It held a sign of harm, and nobody has confirmed that the case record has what it needs. Keep it there, "
    "then tick the box and press again."
)
HELD = (
    "A legal hold stands, so it must be kept for now. Whoever asked is told so when they come back. "
    "Decide once the hold has ended."
)
STOPPED = {
    "held": HELD,
    "unread": UNREAD,
    "undecided": UNDECIDED,
    "unscreened": UNSCREENED,
    "past": PAST,
    "unfiled": UNFILED,
}
NO_REASON = "Write why it has to be kept. The person reads it when they come back."
CHOOSE = "Choose what to do, then press the button again."


@get("/removals", operation_id="staff_removals", guards=[allow(*SETTLES)])
async def removals(request: Asked) -> Page:
    """The requests that nobody has decided."""
    return await _page(request)


@post("/removals/{submission_id:str}", operation_id="staff_settle_removal", guards=[allow(*SETTLES)])
async def settle(request: Asked, submission_id: FromPath[str]) -> Page:
    """Take it away for good, or keep it with a reason; the list with 409 or 422 when that is not clear."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    async with service.database.reading() as connection:
        if await find_record(connection, worker.scope, submission_id) is None:
            raise missing()
    outcome, reason = first(fields, "outcome"), first(fields, "reason").strip()
    if outcome == "kept" and reason:
        done = await removing.keep(service, worker, submission_id, reason)
    elif outcome == "removed":
        done = await removing.remove(service, worker, submission_id, sure=first(fields, "sure") == "yes")
    else:
        error = NO_REASON if outcome == "kept" else CHOOSE
        return await _page(request, at=submission_id, error=error, status=422)
    if done in STOPPED:
        return await _page(request, at=submission_id, error=STOPPED[done], reason=reason, status=409)
    return send_on(f"/staff/removals?did={done}")


async def _page(
    request: Asked, *, at: str = "", error: str = "", reason: str = "", status: int = 200
) -> Page:
    service = service_of(request)
    async with service.database.reading() as connection:
        asked = await open_removals(connection, worker_of(request).scope)
    views = [_view(service, one) for one in asked]
    rows = (
        msgspec.structs.replace(one, error=error, reason=reason) if one.id == at else one for one in views
    )
    title = "Error: Removal requests" if error else "Removal requests"
    return show(request, RemovalsPage(frame=frame_of(request, title), rows=tuple(rows)), status=status)


def _view(service: Service, one: RemovalRow) -> RemovalView:
    return RemovalView(
        id=one.submission_id,
        form=form_title(service, one.form_id, one.form_version),
        who=who(one.audience, one.band),
        team=one.team,
        subject=one.subject_id or "",
        when=when(one.answered_at),
        age=age(one.asked_at, service.now()),
        href=f"/staff/submissions/{one.submission_id}",
        action=f"/staff/removals/{one.submission_id}",
        unread=one.unmet.unread,
        undecided=one.unmet.undecided,
        unscreened=one.unmet.unscreened,
        past=one.unmet.past,
        unfiled=one.unmet.unfiled,
    )
