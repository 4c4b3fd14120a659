"""Leaving quickly: the visit ends on this browser, and something harmless takes the page's place."""

from litestar import Response, get, post
from litestar.enums import MediaType

from feedback_service.web.http import HEADERS, Asked, Page, send_on, service_of, show
from feedback_service.web.return_pages import AwayPage
from feedback_service.web.visits import end_every

AWAY = "/away"
KEPT = {**HEADERS, "cache-control": "public, max-age=2592000"}  # 30 days: it must come up with no network


@get("/leave", operation_id="leave")
async def leave(request: Asked) -> Page:
    """Without scripts: end every visit of this browser and go away. What was answered stays, as a draft."""
    return send_on(AWAY, end_every(service_of(request), request.cookies))


@post("/leave", operation_id="leave_behind", status_code=204)
async def leave_behind(request: Asked) -> Response[None]:
    """The same, sent by the script of a page that is gone already."""
    cookies = end_every(service_of(request), request.cookies)
    return Response(None, status_code=204, media_type=MediaType.TEXT, headers=HEADERS, cookies=cookies)


@get(AWAY, operation_id="away")
async def away(request: Asked) -> Page:
    """A recipe. It names no service, and browsers keep it."""
    return show(request, AwayPage(), headers=KEPT)


HANDLERS = (leave, leave_behind, away)
