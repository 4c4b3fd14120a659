"""Indicators under /staff: numbers from other systems, brought in as a file, listed, taken away."""

from typing import Final

from litestar import get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from feedback_service.indicating import MOST_BYTES, Brought, bring
from feedback_service.indicator_rows import COLUMNS
from feedback_service.report_planning import covers
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.indicators import (
    Indicator,
    count_indicators,
    find_indicator,
    indicators_in,
    remove_indicator,
)
from feedback_service.storage.places import place_of
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import teams_in
from feedback_service.web.http import Asked, Page, form_of, missing, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.indicator_pages import IndicatorRow, IndicatorsPage
from feedback_service.web.staff.paging import PER_PAGE, pager
from feedback_service.web.staff.place_words import period_words, place_words
from feedback_service.web.staff.roles import IMPORTS

_LARGEST: Final = 50  # faults shown


@get("/indicators", operation_id="staff_indicators", guards=[allow(*IMPORTS)])
async def indicators(request: Asked) -> Page:
    """What was brought in for the worker's teams, the latest period first."""
    return await _page(request, None)


@post(
    "/indicators",
    operation_id="staff_import_indicators",
    guards=[allow(*IMPORTS)],
    request_max_body_size=MOST_BYTES,
)
async def import_indicators(request: Asked) -> Page:
    """Keep the rows of a file: all of them, or, with what is wrong (422), none."""
    worker = worker_of(request)
    file = (await form_of(request)).get("file")
    content = await file.read() if isinstance(file, UploadFile) else b""
    return await _page(request, await bring(service_of(request), content, worker.scope, worker.id))


@post(
    "/indicators/{indicator_id:str}/remove", operation_id="staff_remove_indicator", guards=[allow(*IMPORTS)]
)
async def take_indicator_away(request: Asked, indicator_id: FromPath[str]) -> Page:
    """Take a number away; 404 for one of a place that the worker does not see."""
    service, worker = service_of(request), worker_of(request)
    async with service.database.reading() as connection:
        found = await find_indicator(connection, indicator_id)
    if found is None or not covers(worker.scope, found.place):
        raise missing()
    now = service.now()

    async def work(tx: Transaction) -> None:
        if await remove_indicator(tx, indicator_id):
            await note(tx, "indicator-removed", indicator_id, worker.id, now)

    await service.database.transaction(work)
    return send_on("/staff/indicators?did=indicator-removed")


HANDLERS = (indicators, import_indicators, take_indicator_away)


def _places(scope: Scope) -> list[str] | None:
    """The places whose numbers this worker sees; None for all."""
    if scope.all_teams:
        return None
    return [
        *(place_of(team_id=one) for one in scope.reached),
        *(place_of(agency=one) for one in scope.agencies),
    ]


async def _page(request: Asked, brought: Brought | None) -> Page:
    scope = worker_of(request).scope
    async with service_of(request).database.reading() as connection:
        place = pager(request, await count_indicators(connection, _places(scope)))
        found = await indicators_in(connection, _places(scope), limit=PER_PAGE, offset=place.offset)
        teams = await teams_in(connection, EVERYTHING)
    names, problems = {one.id: one.name for one in teams}, brought.problems if brought else ()
    page = IndicatorsPage(
        frame=frame_of(request, "Error: Indicators" if problems else "Indicators"),
        rows=tuple(_row(one, names) for one in found),
        columns=COLUMNS,
        teams=tuple((one.id, one.name) for one in teams if scope.includes(one.id)),
        may_whole=scope.all_teams,
        done=_done(brought) if brought and not problems else "",
        problems=problems[:_LARGEST],
        more=max(0, len(problems) - _LARGEST),
        pager=place,
    )
    return show(request, page, status=422 if problems else 200)


def _done(brought: Brought) -> str:
    took = f" {brought.replaced} of them took the place of an older number." if brought.replaced else ""
    return f"Kept: {brought.kept}.{took}"


def _row(one: Indicator, names: dict[str, str]) -> IndicatorRow:
    return IndicatorRow(
        name=one.name,
        place=place_words(one.place, names),
        period=period_words(one.period_from, one.period_to),
        value=f"{one.value:,.10g} {one.unit}".strip(),
        source=one.source,
        remove=f"/staff/indicators/{one.id}/remove",
    )
