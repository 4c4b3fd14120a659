"""Single sign-on: the way to the identity provider, and back."""

import logging
from typing import Annotated, Final

from litestar import get
from litestar.params import QueryParameter

from feedback_service import single_sign_on
from feedback_service.id_tokens import OidcError, Reason
from feedback_service.web.http import Asked, Page, missing, send_on, service_of, show
from feedback_service.web.staff.sign_in import entered, inside
from feedback_service.web.staff.sign_in_pages import SignInProblemPage
from feedback_service.web.staff.staff_cookies import STEP, brought, browser_of, step_cookie

log = logging.getLogger(__name__)
_WORDS: Final[dict[Reason, tuple[int, str]]] = {
    "late": (400, "That took too long, was done already, or began in another window."),
    "refused": (401, "The sign-in was broken off there."),
    "away": (503, "The other service does not answer as it should. Wait a moment, or use your password."),
    "proof": (401, "What the other service sent is no proof of who you are."),
    "weak": (
        403,
        "The other service did not ask you for enough. Use your second step there, or your password here.",
    ),
    "unknown": (
        403,
        "You are signed in there, but no active account here has your e-mail address. Ask an administrator.",
    ),
}


@get("/staff/sign-in/sso", operation_id="staff_sso")
async def sso(
    request: Asked,
    wanted: Annotated[str, QueryParameter(name="next")] = "/staff",
    anew: Annotated[str, QueryParameter(name="anew")] = "",
) -> Page:
    """303 to the identity provider."""
    service = service_of(request)
    if not single_sign_on.is_offered(service.settings):
        raise missing()
    try:
        token, address = await single_sign_on.set_out(service, inside(wanted), anew=bool(anew))
    except OidcError as error:
        return _problem(request, error)
    return send_on(address, [step_cookie(service.settings, token)])


@get("/staff/sign-in/sso/back", operation_id="staff_sso_back")
async def sso_back(request: Asked) -> Page:
    """Begin a session: 303 with its cookie; or a page that says why not."""
    service = service_of(request)
    if not single_sign_on.is_offered(service.settings):
        raise missing()
    said = {name: str(request.query_params.get(name, "")) for name in request.query_params}
    try:
        outcome, wanted = await single_sign_on.come_back(
            service, brought(request, STEP), said, browser_of(request)
        )
    except OidcError as error:
        return _problem(request, error)
    return entered(service, outcome, wanted)


def _problem(request: Asked, error: OidcError) -> Page:
    cause = error.__cause__
    log.warning(
        "Single sign-on: %s (%s)", error.reason, type(cause).__name__ if cause else "no further cause"
    )
    status, words = _WORDS[error.reason]
    name = service_of(request).settings.oidc_name
    page = SignInProblemPage(title=f"{name} did not work", lines=(words,))
    cookies = [step_cookie(service_of(request).settings, "")]
    return show(request, page, status=status, cookies=cookies)
