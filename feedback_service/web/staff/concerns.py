"""The safeguarding list: concerns nobody looks at, urgent first, those somebody does, and those decided."""

from litestar import get, post
from litestar.params import FromPath

from feedback_service.service import Service
from feedback_service.storage import concerns as store
from feedback_service.storage.audit import note
from feedback_service.storage.concerns import Concern
from feedback_service.storage.database import Transaction
from feedback_service.web.http import Asked, Page, missing, posted, send_on, service_of, show
from feedback_service.web.staff.concern_list_pages import ConcernRow, ConcernsPage
from feedback_service.web.staff.concern_view import due, is_late
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.looking import beside
from feedback_service.web.staff.paging import PER_PAGE, pager
from feedback_service.web.staff.roles import TRIAGES
from feedback_service.web.staff.wording import LEVELS, OUTCOMES, age, category, form_title, when, why

UNDECIDED = 500  # more than anybody leaves lying; the desk counts all


@get("/concerns", operation_id="staff_concerns", guards=[allow(*TRIAGES)])
async def concern_list(request: Asked) -> Page:
    """What nobody looks at, all of it page by page; what waits for a decision; and the latest decisions."""
    service, scope = service_of(request), worker_of(request).scope
    async with service.database.reading() as connection:
        place = pager(request, await store.count_unseen(connection, scope))
        unseen = await store.unseen_concerns(connection, scope, limit=PER_PAGE, offset=place.offset)
        seen = await store.seen_concerns(connection, scope, limit=UNDECIDED)
        decided = await store.decided_concerns(connection, scope, limit=PER_PAGE)
    page = ConcernsPage(
        frame=frame_of(request, "Concerns"),
        unseen=tuple(_row(service, one, beside(one, unseen)) for one in unseen),
        unseen_pager=place,
        seen=tuple(_row(service, one) for one in seen),
        decided=tuple(_row(service, one) for one in decided),
    )
    return show(request, page)


@post("/concerns/{concern_id:str}/seen", operation_id="staff_concern_seen", guards=[allow(*TRIAGES)])
async def concern_seen(request: Asked, concern_id: FromPath[str]) -> Page:
    """Note that this worker looks at it, and at those `shown`. Pressed twice or by two, the first stays."""
    service, worker, now = service_of(request), worker_of(request), service_of(request).now()
    shown = (await posted(request)).get("shown", ())

    async def work(tx: Transaction) -> list[str] | None:
        changed = await store.see_concern(tx, worker.scope, concern_id, worker.id, now, shown=shown)
        for one in changed or ():
            await note(tx, "concern-seen", one, worker.id, now)
        return changed

    changed = await service.database.transaction(work)
    if changed is None:
        raise missing()
    return send_on(f"/staff/concerns?did={'seen' if changed else 'seen-before'}")


def _row(service: Service, one: Concern, shown: tuple[str, ...] = ()) -> ConcernRow:
    return ConcernRow(
        level=LEVELS[one.level],
        urgent=one.level == "urgent",
        category=category(one.category),
        why=why(service, one.rule),
        when=when(one.raised_at),
        age=age(one.raised_at, service.now()),
        form=form_title(service, one.form_id, one.form_version),
        team=one.team,
        subject=one.subject_id or "",
        due=due(one, service.now()),
        is_late=is_late(one, service.now()),
        href=f"/staff/concerns/{one.id}",
        see=f"/staff/concerns/{one.id}/seen",
        shown=shown,
        state=_state(one),
    )


def _state(one: Concern) -> str:
    if one.outcome and one.decided_at is not None:
        return f"{OUTCOMES[one.outcome]}: {one.decided_by}, {when(one.decided_at)}"
    if one.seen_at is not None:
        return f"{one.seen_by} is looking at it since {when(one.seen_at)}"
    return ""
