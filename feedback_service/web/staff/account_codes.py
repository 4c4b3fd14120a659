"""The second step by an app: setting it up, taking it off, and recovery codes."""

import io

import segno
from litestar import Response, get, post

from feedback_service import app_setup, proving, recovery
from feedback_service.web.http import HEADERS, Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.account_pages import CodesPage, RecoveryPage
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import BEFORE_SECOND_STEP, Guards, allow, proved, signed_of, worker_of
from feedback_service.web.staff.roles import EVERYONE
from feedback_service.web.staff.staff_cookies import session_cookie

ACCOUNT = "/staff/account"
_WRONG = "That code is not right. Wait for the next one and type it. Is the time on your phone right?"
_OWN: Guards = [allow(*EVERYONE), proved(ACCOUNT)]


@post("/account/codes/begin", operation_id="staff_begin_codes", guards=_OWN, opt=BEFORE_SECOND_STEP)
async def begin(request: Asked) -> Page:
    """Make a secret for an app."""
    await app_setup.begin_codes(service_of(request), worker_of(request).id)
    return send_on("/staff/account/codes")


@get("/account/codes", operation_id="staff_codes_page", guards=_OWN, opt=BEFORE_SECOND_STEP)
async def codes_page(request: Asked) -> Page:
    """The secret, as a picture and in letters, until a code of it was typed."""
    return await _form(request)


@get("/account/codes/picture.svg", operation_id="staff_codes_picture", guards=_OWN, opt=BEFORE_SECOND_STEP)
async def picture(request: Asked) -> Response[bytes]:
    """The QR code that the app photographs; 404 when nothing is being set up."""
    service, worker = service_of(request), worker_of(request)
    secret = await app_setup.shown_secret(service, worker.id)
    if not secret:
        raise missing()
    drawn = io.BytesIO()
    code = segno.make(app_setup.app_address(service, worker, secret), error="m", micro=False)
    code.save(drawn, kind="svg", scale=6, border=4, light="#fff", xmldecl=False)
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers=HEADERS)


@post(
    "/account/codes", operation_id="staff_confirm_codes", guards=_OWN, opt=BEFORE_SECOND_STEP, status_code=200
)
async def confirm(request: Asked) -> Page:
    """Recovery codes, shown this once, when the code is right; the form again with 422 otherwise."""
    service, signed = service_of(request), signed_of(request)
    typed = first(await posted(request), "code")[:80]
    if not await app_setup.confirm_codes(service, signed.worker.id, typed):
        return await _form(request, _WRONG, 422)
    token = await proving.renew(service, signed, "code")
    return await new_recovery(request, "The app is set up. Its codes are asked for from now on.", token)


@post("/account/codes/remove", operation_id="staff_remove_codes", guards=_OWN)
async def remove(request: Asked) -> Page:
    """Ask for no codes any more."""
    await app_setup.remove_codes(service_of(request), worker_of(request).id)
    return send_on(f"{ACCOUNT}?did=codes-removed")


@post("/account/recovery", operation_id="staff_new_recovery", guards=_OWN, status_code=200)
async def recovery_codes(request: Asked) -> Page:
    """Ten new recovery codes, shown this once."""
    return await new_recovery(request, "The codes you had before do not work any more.")


async def new_recovery(request: Asked, done: str, token: str = "") -> Page:
    """The page with new recovery codes; with `token`, the session's new one."""
    service = service_of(request)
    codes = await recovery.make_recovery_codes(service, worker_of(request).id)
    page = RecoveryPage(frame=frame_of(request, "Recovery codes"), codes=tuple(codes), done=done)
    return show(request, page, cookies=[session_cookie(service.settings, token)] if token else [])


async def _form(request: Asked, error: str = "", status: int = 200) -> Page:
    secret = await app_setup.shown_secret(service_of(request), worker_of(request).id)
    if not secret:
        return send_on(ACCOUNT)
    grouped = " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
    page = CodesPage(frame=frame_of(request, "Set up an app"), secret=grouped, error=error)
    return show(request, page, status=status)


HANDLERS = (begin, codes_page, picture, confirm, remove, recovery_codes)
