"""Signing in and out. The two sign-in handlers are the only ones under /staff that need no session."""

from typing import Annotated

from litestar import get, post
from litestar.datastructures import Cookie
from litestar.params import QueryParameter

from feedback_service import signing_in
from feedback_service.service import Service
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.staff.guards import COOKIE, allow, worker_of
from feedback_service.web.staff.pages import SignInPage
from feedback_service.web.staff.roles import EVERYONE

_REFUSED = {
    "wrong": (401, "That username and password do not go together. Check both and try again."),
    "locked": (429, "There were many tries for this username. Wait 15 minutes, then try again."),
}


@get("/staff/sign-in", operation_id="staff_sign_in_page")
async def sign_in_page(
    request: Asked, wanted: Annotated[str, QueryParameter(name="next")] = "/staff"
) -> Page:
    """The sign-in form."""
    return show(request, SignInPage(next=_inside(wanted)))


@post("/staff/sign-in", operation_id="staff_sign_in")
async def sign_in(request: Asked) -> Page:
    """Begin a session: 303 with its cookie, or the form again with 401 (wrong) or 429 (too many tries)."""
    service, fields = service_of(request), await posted(request)
    username, wanted = first(fields, "username"), _inside(first(fields, "next"))
    outcome = await signing_in.sign_in(
        service, username, first(fields, "password"), request.cookies.get(COOKIE, "")
    )
    if outcome.refusal:
        status, error = _REFUSED[outcome.refusal]
        return show(request, SignInPage(username=username[:80], error=error, next=wanted), status=status)
    return send_on(wanted, [_cookie(service, outcome.token)])


@post("/sign-out", operation_id="staff_sign_out", guards=[allow(*EVERYONE)])
async def sign_out(request: Asked) -> Page:
    """End the session."""
    service = service_of(request)
    await signing_in.sign_out(service, request.auth, worker_of(request))
    return send_on("/staff/sign-in", [_cookie(service, "", age=0)])


def _cookie(service: Service, token: str, age: int | None = None) -> Cookie:
    """A cookie for staff pages only; it goes when the browser closes."""
    return Cookie(
        key=COOKIE,
        value=token,
        path="/staff",
        max_age=age,
        httponly=True,
        samesite="lax",
        secure=service.settings.secure,
    )


def _inside(address: str) -> str:
    """The address when it is one of ours under /staff, else the desk."""
    ours = address.startswith(("/staff/", "/staff?")) and address.isprintable() and "\\" not in address
    return address if ours else "/staff"
