"""The poster "you said, we did" under /staff/poster: on screen, and as a file for A4 and A3."""

from urllib.parse import urlencode

from litestar import Response, get

from feedback_service.opening import note_opened
from feedback_service.report_places import WHOLE
from feedback_service.storage.teams import teams_in
from feedback_service.web.http import HEADERS, UNCOMPRESSED, Asked, Page, missing, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, proved, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.papers.poster import MOST, Paper, PosterPage, poster_pdf, told
from feedback_service.web.staff.report_views import day
from feedback_service.web.staff.roles import READS
from feedback_service.you_said import shown_actions

_EVERY = "*"


@get("/poster", operation_id="staff_poster", guards=[allow(*READS)])
async def poster(request: Asked) -> Page:
    """The poster of a team (`?team=`; "*" is every team that the worker sees; else the first)."""
    service, worker = service_of(request), worker_of(request)
    names = await _names(request)
    chosen = _chosen(request, names)
    shown = told(await shown_actions(service, worker.scope, _team_id(chosen), MOST))
    page = PosterPage(
        frame=frame_of(request, "You said, we did"),
        teams=tuple(Option(value, label) for value, label in names.items()),
        team=chosen,
        name=names.get(chosen, ""),
        day=day(service.now()),
        actions=shown,
        pdf=f"/staff/poster.pdf?{urlencode({'team': chosen})}",
    )
    return show(request, page)


@get("/poster.pdf", operation_id="staff_poster_pdf", guards=[allow(*READS), proved()], opt=UNCOMPRESSED)
async def poster_file(request: Asked) -> Response[bytes]:
    """The same as PDF, `?paper=a3` or A4."""
    service, worker = service_of(request), worker_of(request)
    names = await _names(request)
    chosen = _chosen(request, names)
    paper: Paper = "a3" if request.query_params.get("paper") == "a3" else "a4"
    shown = told(await shown_actions(service, worker.scope, _team_id(chosen), MOST))
    now = service.now()
    data = await poster_pdf(names.get(chosen, WHOLE), day(now), shown, paper, now)
    await note_opened(service, [f"poster {chosen}"], worker.id, "report-exported")
    headers = {**HEADERS, "content-disposition": f'attachment; filename="you-said-we-did-{paper}.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)


HANDLERS = (poster, poster_file)


async def _names(request: Asked) -> dict[str, str]:
    """What may be chosen: the worker's teams, and all together for who sees every team."""
    scope = worker_of(request).scope
    async with service_of(request).database.reading() as connection:
        teams = await teams_in(connection, scope)
    names = {team.id: team.name for team in teams}
    return names | ({_EVERY: WHOLE} if scope.all_teams else {})


def _chosen(request: Asked, names: dict[str, str]) -> str:
    """NotFoundException for a team that is not the worker's."""
    wanted = request.query_params.get("team", "")
    if wanted and wanted not in names:
        raise missing()
    return wanted or next(iter(names), "")


def _team_id(chosen: str) -> str:
    return "" if chosen == _EVERY else chosen
