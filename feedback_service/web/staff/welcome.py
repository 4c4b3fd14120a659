"""An invitation: a new worker sets their password."""

from litestar import get, post
from litestar.params import FromPath

from feedback_service import welcoming
from feedback_service.known_accounts import AccountError
from feedback_service.web.http import UNCOMPRESSED, Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.staff.sign_in_pages import SignInProblemPage, WelcomePage

_OVER = (
    "It works once and for three days, and a newer one ends it.",
    "Ask an administrator for another.",
)


@get("/staff/welcome/{token:str}", operation_id="staff_welcome_page", opt=UNCOMPRESSED)
async def welcome_page(request: Asked, token: FromPath[str]) -> Page:
    """The form for the password; 404 when the invitation is over."""
    worker = await welcoming.invited(service_of(request), token)
    if worker is None:
        return _over(request)
    return show(request, WelcomePage(username=worker.username, name=worker.name))


@post("/staff/welcome/{token:str}", operation_id="staff_welcome", opt=UNCOMPRESSED)
async def welcome(request: Asked, token: FromPath[str]) -> Page:
    """303 to the sign-in when the password is set; the form again with 422 otherwise."""
    service, fields = service_of(request), await posted(request)
    worker = await welcoming.invited(service, token)
    if worker is None:
        return _over(request)
    password = first(fields, "password")
    try:
        if not await welcoming.take_up(service, token, worker, password, first(fields, "again")):
            return _over(request)
    except AccountError as error:
        page = WelcomePage(username=worker.username, name=worker.name, error=str(error))
        return show(request, page, status=422)
    return send_on("/staff/sign-in?did=welcome")


def _over(request: Asked) -> Page:
    return show(request, SignInProblemPage(title="This invitation is over", lines=_OVER), status=404)
