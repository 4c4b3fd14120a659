"""Search over everything a worker may read. What is looked for stands in no address and no log."""

from typing import Any, Final

import msgspec
import uuid_utils
from litestar import get, post

from analysis.finding import needle
from feedback_service.opening import note_opened
from feedback_service.searching import LONGEST, Results, Sought, day_of, search
from feedback_service.service import Service
from feedback_service.storage.searching import Place
from feedback_service.storage.teams import teams_in
from feedback_service.storage.workers import Worker
from feedback_service.view_keeping import Kept, kept_by
from feedback_service.web.http import Asked, Page, first, posted, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.reading_list import moment_options, team_options
from feedback_service.web.staff.roles import READS
from feedback_service.web.staff.search_pages import FoundView, Offered, SearchPage, ViewRow
from feedback_service.web.staff.search_view import found_view
from feedback_service.web.staff.submission_view import theme_groups
from feedback_service.web.staff.theme_asked import AUDIENCES, BANDS

HERE: Final = "/staff/search"
_NO_DAY: Final = "This is no day. Write it as 2026-03-31, or leave it empty."
_TURNED: Final = "The last day is before the first."
_NO_WORDS: Final = "There are no letters in this. Type a word, or leave it empty."
_MOST_LOOKED: Final = 9  # digits
_IDS: Final = 40  # characters


@get("/search", operation_id="staff_search", guards=[allow(*READS)])
async def search_page(request: Asked) -> Page:
    """What can be looked for, and the searches that the worker keeps."""
    return await search_shown(request, Sought())


@post("/search", operation_id="staff_run_search", guards=[allow(*READS)])
async def run_search(request: Asked) -> Page:
    """Twenty of what fits, the newest first; 422 with the page for what cannot be looked for."""
    fields = await posted(request)
    sought = sought_in(fields)
    if errors := problems(sought):
        return await search_shown(request, sought, errors=errors)
    looked = first(fields, "looked")
    before = int(looked) if looked.isascii() and looked.isdigit() and len(looked) <= _MOST_LOOKED else 0
    return await search_shown(request, sought, found=await run(request, sought, _place(fields), before))


def sought_in(fields: dict[str, list[str]]) -> Sought:
    """The search that a form holds."""
    typed = {name: first(fields, name).strip()[:LONGEST] for name in Sought.__struct_fields__}
    return Sought(**typed)


def problems(sought: Sought) -> dict[str, str]:
    """What is wrong with it, by field."""
    found: dict[str, str] = {}
    if sought.words and not needle(sought.words).terms:
        found["words"] = _NO_WORDS
    for name in ("since", "until"):
        try:
            day_of(getattr(sought, name))
        except ValueError:
            found[name] = _NO_DAY
    if not found and sought.since and sought.until and sought.until < sought.since:
        found["until"] = _TURNED
    return found


def _place(fields: dict[str, list[str]]) -> Place | None:
    """Where the page before ended; None for the first page."""
    at, last = first(fields, "at"), first(fields, "id")
    fits = at.isascii() and at.isdigit() and len(at) < 16 and 0 < len(last) <= _IDS  # noqa: PLR2004
    return (int(at), last) if fits else None


async def run(request: Asked, sought: Sought, after: Place | None = None, looked: int = 0) -> FoundView:
    """Look; that words of a submission were shown is noted for each."""
    service, worker = service_of(request), worker_of(request)
    results: Results = await search(service, worker.scope, sought, after)
    shown = [hit.found.id for hit in results.hits if hit.passages]
    await note_opened(service, shown, worker.id, "words-found")
    return found_view(service, results, looked)


async def search_shown(request: Asked, sought: Sought, **more: Any) -> Page:  # noqa: ANN401 (fields of the page)
    """The page; `found`, `view`, `name` and `errors` are as the page has them."""
    service, worker = service_of(request), worker_of(request)
    offered, errors = await _offered(service, worker), more.get("errors", {})
    given = {"found": None, "view": str(uuid_utils.uuid7()), "name": "", "errors": errors} | more
    page = SearchPage(
        frame=frame_of(request, "Error: Search" if errors else "Search"),
        sought=sought,
        offered=offered,
        views=tuple(_row(one) for one in await kept_by(service, worker.id)),
        fields=tuple((name, value) for name, value in msgspec.structs.asdict(sought).items() if value),
        **given,
    )
    return show(request, page, status=422 if errors else 200)


def _row(one: Kept) -> ViewRow:
    return ViewRow(href=f"{HERE}/views/{one.id}", name=one.name, change=f"{HERE}/views/{one.id}/change")


async def _offered(service: Service, worker: Worker) -> Offered:
    async with service.database.reading() as db:
        teams = await teams_in(db, worker.scope)
    return Offered(
        themes=theme_groups(),
        teams=team_options(teams),
        audiences=tuple(Option(code, label) for code, label in AUDIENCES.items()),
        bands=tuple(Option(code, label) for code, label in BANDS.items()),
        moments=moment_options(),
    )


HANDLERS = (search_page, run_search)
