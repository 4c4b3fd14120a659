"""Making a browser a shared tablet, by a code that works once."""

from typing import Annotated

from litestar import get, post
from litestar.params import QueryParameter

from feedback_service.tablet_setup import Refused, enrol
from feedback_service.tablets import tablet_of
from feedback_service.web.http import UNCOMPRESSED, Asked, Page, first, posted, send_on, service_of, show
from feedback_service.web.tablet_cookies import enrolled_cookies
from feedback_service.web.tablet_pages import EnrolPage
from feedback_service.web.visits import end_every

_WRONG = "This code is not good. It works once, and for an hour. Look at it again, or ask for a new one."
_TOO_MANY = "There were very many tries. Wait an hour, then try again."


@get("/tablet/enrol", operation_id="enrol_page", opt=UNCOMPRESSED)
async def enrol_page(request: Asked, code: Annotated[str, QueryParameter(name="code")] = "") -> Page:
    """A box for the code, filled when a picture code brought it. Looking sets nothing up."""
    tablet = await tablet_of(service_of(request), request.cookies)
    return show(request, EnrolPage(code=code[:20], name=tablet.name if tablet else ""))


@post("/tablet/enrol", operation_id="enrol_tablet", opt=UNCOMPRESSED)
async def enrol_tablet(request: Asked) -> Page:
    """Use the code up; from then on this browser shows the tablet's menu, for a year."""
    service, code = service_of(request), first(await posted(request), "code")
    token = await enrol(service, code)
    if isinstance(token, Refused):
        error, status = (_TOO_MANY, 429) if token.too_many else (_WRONG, 422)
        return show(request, EnrolPage(code=code[:20], error=error), status=status)
    return send_on("/tablet", [*end_every(service, request.cookies), *enrolled_cookies(service, token)])
