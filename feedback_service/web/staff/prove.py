"""Proving again who one is, before an export or a change of who may do what."""

from typing import Annotated

from litestar import get, post
from litestar.params import QueryParameter

from feedback_service import proving, single_sign_on
from feedback_service.web.http import Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import BEFORE_SECOND_STEP, allow, signed_of
from feedback_service.web.staff.roles import EVERYONE
from feedback_service.web.staff.sign_in import inside, refused
from feedback_service.web.staff.sign_in_pages import ProvePage
from feedback_service.web.staff.staff_cookies import session_cookie

_WRONG = "That is not right. Check it and try again."


@get("/prove", operation_id="staff_prove_page", guards=[allow(*EVERYONE)], opt=BEFORE_SECOND_STEP)
async def prove_page(request: Asked, wanted: Annotated[str, QueryParameter(name="next")] = "/staff") -> Page:
    """The ways in which this worker can prove it."""
    return await _page(request, inside(wanted))


@post("/prove", operation_id="staff_prove", guards=[allow(*EVERYONE)], opt=BEFORE_SECOND_STEP)
async def prove(request: Asked) -> Page:
    """303 to where one was going, under a new token; or the form again, 401 (wrong) or 429 (wait)."""
    service, fields = service_of(request), await posted(request)
    wanted = inside(first(fields, "next"))
    outcome = await proving.prove(
        service, signed_of(request), first(fields, "password"), first(fields, "code")[:80]
    )
    if outcome.refusal:
        status, error = refused(outcome, _WRONG)
        return await _page(request, wanted, error, status)
    return send_on(wanted, [session_cookie(service.settings, outcome.token)])


async def _page(request: Asked, wanted: str, error: str = "", status: int = 200) -> Page:
    service, signed = service_of(request), signed_of(request)
    ways = await proving.ways_of(service, signed)
    offered = single_sign_on.is_offered(service.settings) and signed.session.strength == "sso"
    page = ProvePage(
        frame=frame_of(request, "Is it you?"),
        next=wanted,
        username=signed.worker.username,
        error=error,
        password=ways.password,
        code=ways.code,
        passkey=ways.passkey,
        provider=service.settings.oidc_name if offered else "",
    )
    return show(request, page, status=status)
