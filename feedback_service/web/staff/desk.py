"""The desk: what needs this worker now."""

from litestar import get

from feedback_service.web.http import Asked, Page, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow
from feedback_service.web.staff.pages import DeskPage
from feedback_service.web.staff.roles import EVERYONE


@get("/", operation_id="staff_desk", guards=[allow(*EVERYONE)])
async def desk(request: Asked) -> Page:
    """What is waiting, with its age."""
    return show(request, DeskPage(frame=frame_of(request, "Desk")))
