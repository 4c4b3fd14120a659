"""A worker's passkeys: adding one, removing one."""

from litestar import post
from litestar.params import FromPath

from feedback_service import passkeys, proving
from feedback_service.passkeys import PasskeyError
from feedback_service.storage.recovery_codes import recovery_codes_left
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.account_codes import ACCOUNT, new_recovery
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import BEFORE_SECOND_STEP, Guards, allow, proved, signed_of, worker_of
from feedback_service.web.staff.pages import StaffProblemPage
from feedback_service.web.staff.roles import EVERYONE
from feedback_service.web.staff.sign_in_passkey import options_page
from feedback_service.web.staff.staff_cookies import PASSKEY, brought, session_cookie

_OWN: Guards = [allow(*EVERYONE), proved(ACCOUNT)]


@post(
    "/account/passkeys/options",
    operation_id="staff_add_passkey_options",
    guards=_OWN,
    opt=BEFORE_SECOND_STEP,
    status_code=200,
)
async def options(request: Asked) -> Page:
    """JSON for the browser's `navigator.credentials.create`, and the cookie of the step."""
    token, wanted = await passkeys.ask_to_add(service_of(request), worker_of(request))
    return options_page(wanted, request, token)


@post("/account/passkeys", operation_id="staff_add_passkey", guards=_OWN, opt=BEFORE_SECOND_STEP)
async def add(request: Asked) -> Page:
    """303 to the account, or recovery codes where there are none yet; 422 when the device made nothing."""
    service, fields, signed = service_of(request), await posted(request), signed_of(request)
    said, name = first(fields, "credential"), first(fields, "name")
    try:
        await passkeys.add(service, signed.worker, brought(request, PASSKEY), said, name)
    except PasskeyError as error:
        page = StaffProblemPage(frame=frame_of(request, "The passkey is not added"), lines=(str(error),))
        return show(request, page, status=422)
    token = await proving.renew(service, signed, "passkey")
    async with service.database.reading() as connection:
        left = await recovery_codes_left(connection, signed.worker.id)
    if not left:
        answer = await new_recovery(request, "The passkey is added.", token)
        answer.status_code = 200
        return answer
    return send_on(f"{ACCOUNT}?did=passkey-added", [session_cookie(service.settings, token)])


@post("/account/passkeys/{passkey_id:str}/remove", operation_id="staff_remove_passkey", guards=_OWN)
async def remove(request: Asked, passkey_id: FromPath[str]) -> Page:
    """Remove one; 404 when it is not this worker's."""
    if not await passkeys.remove(service_of(request), worker_of(request), passkey_id):
        raise missing()
    return send_on(f"{ACCOUNT}?did=passkey-removed")


HANDLERS = (options, add, remove)
