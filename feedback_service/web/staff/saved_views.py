"""Searches that a worker keeps under a name: kept, opened, renamed, deleted. Nobody sees another's."""

from litestar import get, post
from litestar.params import FromPath

from feedback_service.view_keeping import MOST, Kept, forget, keep, kept_view, name_problem, rename
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import READS
from feedback_service.web.staff.search import HERE, problems, run, search_shown, sought_in
from feedback_service.web.staff.search_pages import SavedViewPage

_FULL = f"You keep {MOST} searches already. Delete one first."
_SURE = "Tick the box first, then press the button again."
_LONGEST_ID = 36


@post("/search/views", operation_id="staff_save_view", guards=[allow(*READS)])
async def save_view(request: Asked) -> Page:
    """Keep the search that is open; 422 with the page when it has no name. Pressed twice, it is kept once."""
    fields, worker = await posted(request), worker_of(request)
    sought, name, view = sought_in(fields), first(fields, "name"), first(fields, "view")
    errors = problems(sought)
    if problem := name_problem(name):
        errors["name"] = problem
    elif not errors and not (
        0 < len(view) <= _LONGEST_ID and await keep(service_of(request), worker.id, view, name, sought)
    ):
        errors["name"] = _FULL
    if errors:
        return await search_shown(request, sought, errors=errors, name=name)
    return send_on(f"{HERE}/views/{view}?did=view-saved")


@get("/search/views/{view_id:str}", operation_id="staff_open_view", guards=[allow(*READS)])
async def open_view(request: Asked, view_id: FromPath[str]) -> Page:
    """What a kept search finds now."""
    kept = await _mine(request, view_id)
    found = await run(request, kept.sought)
    return await search_shown(request, kept.sought, found=found, name=kept.name)


@get("/search/views/{view_id:str}/change", operation_id="staff_change_view", guards=[allow(*READS)])
async def change_view(request: Asked, view_id: FromPath[str]) -> Page:
    """Another name for it, or an end."""
    kept = await _mine(request, view_id)
    return _change(request, kept, kept.name, {})


@post("/search/views/{view_id:str}/rename", operation_id="staff_rename_view", guards=[allow(*READS)])
async def rename_view(request: Asked, view_id: FromPath[str]) -> Page:
    """Give it the posted name."""
    kept, name = await _mine(request, view_id), first(await posted(request), "name")
    if problem := name_problem(name):
        return _change(request, kept, name, {"name": problem})
    if not await rename(service_of(request), worker_of(request).id, view_id, name):
        raise missing()
    return send_on(f"{HERE}?did=view-renamed")


@post("/search/views/{view_id:str}/delete", operation_id="staff_delete_view", guards=[allow(*READS)])
async def delete_view(request: Asked, view_id: FromPath[str]) -> Page:
    """Delete it, once it was said that one is sure. What it finds stays where it is."""
    kept = await _mine(request, view_id)
    if first(await posted(request), "sure") != "yes":
        return _change(request, kept, kept.name, {"sure": _SURE})
    await forget(service_of(request), worker_of(request).id, view_id)
    return send_on(f"{HERE}?did=view-deleted")


async def _mine(request: Asked, view_id: str) -> Kept:
    kept = await kept_view(service_of(request), worker_of(request).id, view_id)
    if kept is None:
        raise missing()
    return kept


def _change(request: Asked, kept: Kept, typed: str, errors: dict[str, str]) -> Page:
    title = "Change a kept search"
    page = SavedViewPage(
        frame=frame_of(request, f"Error: {title}" if errors else title),
        name=kept.name,
        typed=typed,
        address=f"{HERE}/views/{kept.id}",
        errors=errors,
    )
    return show(request, page, status=422 if errors else 200)


HANDLERS = (save_view, open_view, change_view, rename_view, delete_view)
