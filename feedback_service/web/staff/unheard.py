"""A subject who was invited and of whom there is nothing to read: what is known of them, put right.

Named by a link of theirs, as no address holds a reference.
"""

from typing import Final

from litestar import get, post
from litestar.params import FromPath

from feedback_service.storage.database import Transaction
from feedback_service.storage.links import Link, link_by_id
from feedback_service.storage.scope import Scope
from feedback_service.storage.subject_list import said_about
from feedback_service.storage.subjects import About, about_subject
from feedback_service.web.http import Asked, Page, missing, send_on, service_of, show
from feedback_service.web.staff.about import Refused, about_form, about_words, keep_posted
from feedback_service.web.staff.about_pages import UnheardPage
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import INVITES, READS
from feedback_service.web.staff.wording import when

HERE: Final = "/staff/subjects/invited"


@get("/subjects/invited/{link_id:str}", operation_id="staff_unheard_subject", guards=[allow(*READS)])
async def unheard(request: Asked, link_id: FromPath[str]) -> Page:
    """What is known of whom the link was made for; their own page once there is something to read."""
    service, scope = service_of(request), worker_of(request).scope
    async with service.database.reading() as db:
        link, _ = await _known(db, scope, link_id)
        said = await said_about(db, scope, link.subject_id or "")
    return send_on(f"/staff/subjects/{said[0]}") if said else await _page(request, link_id)


@post(
    "/subjects/invited/{link_id:str}/about", operation_id="staff_describe_unheard", guards=[allow(*INVITES)]
)
async def describe_unheard(request: Asked, link_id: FromPath[str]) -> Page:
    """Keep the area and whether there are additional needs."""
    async with service_of(request).database.reading() as db:
        link, _ = await _known(db, worker_of(request).scope, link_id)
    if refused := await keep_posted(request, link.subject_id or "", thing=link_id):
        return await _page(request, link_id, refused)
    return send_on(f"{HERE}/{link_id}?did=described")


async def _known(db: Transaction, scope: Scope, link_id: str) -> tuple[Link, About | None]:
    """A link of a team in this scope (else 404), and what is known where its subject is theirs too."""
    link = await link_by_id(db, link_id)
    if link is None or link.subject_id is None or not scope.includes(link.team_id):
        raise missing()
    return link, await about_subject(db, scope, link.subject_id)


async def _page(request: Asked, link_id: str, refused: Refused | None = None) -> Page:
    service, worker, form = service_of(request), worker_of(request), None
    async with service.database.reading() as db:
        link, kept = await _known(db, worker.scope, link_id)
    if kept and worker.role in INVITES:
        form = about_form(service, f"{HERE}/{link.id}/about", kept, refused)
    title = f"Subject {link.subject_id}"
    page = UnheardPage(
        frame=frame_of(request, f"Error: {title}" if refused else title),
        subject=link.subject_id or "",
        invited=when(link.created_at),
        known=about_words(kept) if kept else "",
        about=form,
    )
    return show(request, page, status=refused.status if refused else 200)


HANDLERS = (unheard, describe_unheard)
