"""Signing in with a password and, where one is set up, a second step; signing out."""

from typing import Annotated

from litestar import get, post
from litestar.params import QueryParameter

from feedback_service import second_factor, single_sign_on
from feedback_service.service import Service
from feedback_service.signing_in import SECOND, Outcome, hash_of
from feedback_service.signing_in import sign_in as begin_session
from feedback_service.signing_in import sign_out as end_session
from feedback_service.storage.passkeys import passkeys_of
from feedback_service.storage.steps import find_step
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.staff.guards import BEFORE_SECOND_STEP, allow, signed_of
from feedback_service.web.staff.roles import EVERYONE
from feedback_service.web.staff.sign_in_pages import SecondStepPage, SignInPage
from feedback_service.web.staff.staff_cookies import (
    PASSKEY,
    STEP,
    brought,
    browser_of,
    mark_cookie,
    session_cookie,
    step_cookie,
)

LONGEST_ADDRESS = 500
_WRONG = "That username and password do not go together. Check both and try again."
_WRONG_CODE = "That code is not right, or it was used already. Wait for the next one and try again."
_NOTICES = {
    "welcome": "Your password is set. Sign in with it.",
    "late": "That took too long. Sign in once more.",
    "out": "You are signed out.",
}


@get("/staff/sign-in", operation_id="staff_sign_in_page")
async def sign_in_page(
    request: Asked,
    wanted: Annotated[str, QueryParameter(name="next")] = "/staff",
    did: Annotated[str, QueryParameter(name="did")] = "",
) -> Page:
    """The sign-in form."""
    service = service_of(request)
    away = await single_sign_on.way_out(service) if did == "out-sso" else ""
    page = _page(service, inside(wanted), notice=_NOTICES.get(did.removesuffix("-sso"), ""), away=away)
    return show(request, page)


@post("/staff/sign-in", operation_id="staff_sign_in")
async def sign_in(request: Asked) -> Page:
    """Begin a session or the second step: 303 with its cookie; or the form again, 401 or 429 (wait)."""
    service, fields = service_of(request), await posted(request)
    username, wanted = first(fields, "username"), inside(first(fields, "next"))
    outcome = await begin_session(service, username, first(fields, "password"), browser_of(request), wanted)
    if outcome.step:
        return send_on("/staff/sign-in/second", [step_cookie(service.settings, outcome.step)])
    if outcome.refusal:
        status, error = refused(outcome, _WRONG)
        return show(request, _page(service, wanted, username=username[:80], error=error), status=status)
    return entered(service, outcome, wanted)


@get("/staff/sign-in/second", operation_id="staff_second_step_page")
async def second_page(request: Asked) -> Page:
    """What is asked for after the password."""
    return await _second(request)


@post("/staff/sign-in/second", operation_id="staff_second_step")
async def second(request: Asked) -> Page:
    """Begin a session with a code: as `sign_in`, or 303 to the start when the step ran out."""
    service, code = service_of(request), first(await posted(request), "code")[:80]
    done = await second_factor.finish(service, brought(request, STEP), code, browser_of(request))
    if done is None:
        return send_on("/staff/sign-in?did=late")
    outcome, wanted = done
    if outcome.refusal:
        status, error = refused(outcome, _WRONG_CODE)
        return await _second(request, error, status)
    return entered(service, outcome, wanted)


@post("/sign-out", operation_id="staff_sign_out", guards=[allow(*EVERYONE)], opt=BEFORE_SECOND_STEP)
async def sign_out(request: Asked) -> Page:
    """End the session."""
    service, signed = service_of(request), signed_of(request)
    await end_session(service, signed)
    by_provider = signed.session.strength == "sso"
    address = f"/staff/sign-in?did={'out-sso' if by_provider else 'out'}"
    return send_on(address, [session_cookie(service.settings, "")])


async def _second(request: Asked, error: str = "", status: int = 200) -> Page:
    service = service_of(request)
    async with service.database.reading() as connection:
        step = await find_step(connection, hash_of(brought(request, STEP)), SECOND, service.now())
        keys = await passkeys_of(connection, step.worker_id or "") if step else []
    if step is None:
        return send_on("/staff/sign-in?did=late")
    page = SecondStepPage(error=error, has_passkey=bool(keys), next=step.wanted)
    return show(request, page, status=status)


def _page(
    service: Service, wanted: str, *, username: str = "", error: str = "", notice: str = "", away: str = ""
) -> SignInPage:
    offered = single_sign_on.is_offered(service.settings)
    return SignInPage(
        username=username,
        error=error,
        notice=notice,
        next=wanted,
        provider=service.settings.oidc_name if offered else "",
        away=away,
    )


def entered(service: Service, outcome: Outcome, wanted: str) -> Page:
    """303 into the pages with what the browser is to keep."""
    settings = service.settings
    steps = [step_cookie(settings, "", each) for each in (STEP, PASSKEY)]
    return send_on(
        wanted, [session_cookie(settings, outcome.token), *steps, mark_cookie(settings, outcome.mark)]
    )


def refused(outcome: Outcome, wrong: str) -> tuple[int, str]:
    """The status and the words for a refusal."""
    if outcome.refusal == "wrong":
        return 401, wrong
    wait = f"{outcome.wait} minute{'' if outcome.wait == 1 else 's'}"
    return (
        429,
        f"There were many tries. Wait {wait}, then try again, or use a browser you signed in with before.",
    )


def inside(address: str) -> str:
    """The address when it is one of ours under /staff, else the desk."""
    ours = address.startswith(("/staff/", "/staff?")) and address.isprintable() and "\\" not in address
    return address if ours and len(address) <= LONGEST_ADDRESS else "/staff"
