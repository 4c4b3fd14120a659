"""Signing in with a passkey: what the browser is to ask the device, and what the device said."""

from litestar import Response, post
from litestar.enums import MediaType

from feedback_service import passkey_entry
from feedback_service.passkeys import PasskeyError
from feedback_service.signing_in import SECOND, hash_of
from feedback_service.storage.steps import find_step
from feedback_service.web.http import HEADERS, Asked, Page, first, posted, service_of, show
from feedback_service.web.staff.sign_in import entered, inside
from feedback_service.web.staff.sign_in_pages import SignInProblemPage
from feedback_service.web.staff.staff_cookies import PASSKEY, STEP, brought, browser_of, step_cookie


@post("/staff/sign-in/passkey/options", operation_id="staff_passkey_options", status_code=200)
async def passkey_options(request: Asked) -> Page:
    """JSON for the browser's `navigator.credentials.get`, and the cookie of the step.

    After a password only that worker's passkeys are asked for.
    """
    service = service_of(request)
    async with service.database.reading() as connection:
        step = await find_step(connection, hash_of(brought(request, STEP)), SECOND, service.now())
    token, options = await passkey_entry.ask_for(service, step.worker_id if step else None)
    return options_page(options, request, token)


@post("/staff/sign-in/passkey", operation_id="staff_passkey_in")
async def passkey_in(request: Asked) -> Page:
    """Begin a session: 303 with its cookie; 401 when the device proved nothing."""
    service, fields = service_of(request), await posted(request)
    said, browser = first(fields, "credential"), browser_of(request)
    try:
        outcome = await passkey_entry.sign_in(service, brought(request, PASSKEY), said, browser)
    except PasskeyError as error:
        page = SignInProblemPage(title="The passkey did not work", lines=(str(error),))
        return show(request, page, status=401, cookies=[step_cookie(service.settings, "", PASSKEY)])
    return entered(service, outcome, inside(first(fields, "next")))


def options_page(options: str, request: Asked, token: str) -> Page:
    """The options as the script reads them."""
    cookies = [step_cookie(service_of(request).settings, token, PASSKEY)]
    return Response(options, media_type=MediaType.JSON, headers=HEADERS, cookies=cookies)
