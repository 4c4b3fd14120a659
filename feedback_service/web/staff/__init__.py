"""Pages for signed-in workers, all under /staff: what stands there, and what every request passes first."""

from litestar import Router
from litestar.exceptions import HTTPException, NotAuthorizedException

from feedback_service.web.staff import (
    access,
    account,
    account_codes,
    account_passkeys,
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
    prove,
    quotes,
    reading_list,
    receipt,
    recording_page,
    removals,
    replies,
    reports,
    sealed_import,
    sign_in,
    sign_in_passkey,
    sign_in_sso,
    spoken,
    submission,
    welcome,
    worker_page,
)
from feedback_service.web.staff.guards import KnownWorkers, ProofNeededError, SecondStepMissingError
from feedback_service.web.staff.problems import staff_refused, to_proof, to_second_step, to_sign_in

# The only ones without a session.
OPEN_HANDLERS = (
    sign_in.sign_in_page,
    sign_in.sign_in,
    sign_in.second_page,
    sign_in.second,
    sign_in_passkey.passkey_options,
    sign_in_passkey.passkey_in,
    sign_in_sso.sso,
    sign_in_sso.sso_back,
    welcome.welcome_page,
    welcome.welcome,
)
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
    *account.HANDLERS,
    *account_codes.HANDLERS,
    *account_passkeys.HANDLERS,
    prove.prove_page,
    prove.prove,
    access.access_changes,
    people.workers,
    people.change_worker,
    *worker_page.HANDLERS,
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
        exception_handlers={
            NotAuthorizedException: to_sign_in,
            SecondStepMissingError: to_second_step,
            ProofNeededError: to_proof,
            HTTPException: staff_refused,
        },
    )
