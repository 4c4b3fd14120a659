"""Pages for signed-in workers, all under /staff: what stands there, and what every request passes first."""

from litestar import Router
from litestar.exceptions import HTTPException, NotAuthorizedException

from feedback_service.web.staff import (
    candidates,
    concerns,
    desk,
    devices,
    family_links,
    form_preview,
    forms_list,
    invitations,
    machine,
    people,
    quotes,
    reading_list,
    receipt,
    recording_page,
    removals,
    replies,
    reports,
    sealed_import,
    sign_in,
    spoken,
    submission,
)
from feedback_service.web.staff.guards import KnownWorkers
from feedback_service.web.staff.problems import staff_refused, to_sign_in

OPEN_HANDLERS = (sign_in.sign_in_page, sign_in.sign_in)  # the only ones without a session
HANDLERS = (
    sign_in.sign_out,
    desk.desk,
    reading_list.reading_list,
    receipt.receipt,
    receipt.find_receipt,
    submission.submission,
    spoken.hear_recording,
    submission.read,
    submission.set_submission_theme,
    submission.remove_theme,
    replies.replies,
    replies.make_reply,
    removals.removals,
    removals.settle,
    concerns.concern_list,
    concerns.concern_seen,
    invitations.links,
    invitations.make,
    invitations.revoke,
    *family_links.HANDLERS,
    *devices.HANDLERS,
    *sealed_import.HANDLERS,
    machine.machine,
    machine.pause,
    machine.resume,
    machine.learn,
    people.workers,
    people.change_worker,
    *recording_page.HANDLERS,
    forms_list.forms_list,
    form_preview.form_preview,
    candidates.candidates,
    *reports.HANDLERS,
    *quotes.HANDLERS,
)


def staff_router() -> Router:
    """Everything under /staff that needs a session; each handler declares the roles it is for."""
    return Router(
        path="/staff",
        route_handlers=[*HANDLERS],
        middleware=[KnownWorkers],
        exception_handlers={NotAuthorizedException: to_sign_in, HTTPException: staff_refused},
    )
