"""The fire drill in the pages: whom it would reach, and a press that sends it."""

from litestar import get, post

from feedback_service import drill_plans, drilling
from feedback_service.drill_plans import Plan
from feedback_service.storage.rota import RUNGS
from feedback_service.web.http import Asked, Page, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.notice_pages import DrillPage, DrillRung, Reach
from feedback_service.web.staff.notice_view import CHANNEL_NAMES
from feedback_service.web.staff.notices import channel_names
from feedback_service.web.staff.roles import TRIAGES
from feedback_service.web.staff.wording import RUNG_NAMES


@get("/notices/drill", operation_id="staff_drill", guards=[allow(*TRIAGES)])
async def drill(request: Asked) -> Page:
    """Who a drill would reach, before anything is sent."""
    service = service_of(request)
    page = DrillPage(
        frame=frame_of(request, "Fire drill"),
        channels=channel_names(service),
        rungs=tuple(_rung(one) for one in await drill_plans.plan(service)),
    )
    return show(request, page)


@post("/notices/drill", operation_id="staff_begin_drill", guards=[allow(*TRIAGES)])
async def begin_drill(request: Asked) -> Page:
    """Make a drill notice for every rung; the service sends them within seconds."""
    await drilling.begin(service_of(request), RUNGS, worker_of(request).id)
    return send_on("/staff/notices?did=drill-begun")


HANDLERS = (drill, begin_drill)


def _rung(one: Plan) -> DrillRung:
    people = tuple(
        Reach(
            name=person.name,
            ways=", ".join(CHANNEL_NAMES[way] for way in person.ways),
            lacks=", ".join(person.lacks),
        )
        for person in one.people
    )
    return DrillRung(name=RUNG_NAMES[one.rung], by_role=not one.on_rota, people=people)
