"""The answers behind a number of the theme explorer, for those who may read them. No words of anybody."""

import re
from urllib.parse import urlencode

from litestar import get
from litestar.params import FromPath

from feedback_service.codebook_use import current
from feedback_service.service import Service
from feedback_service.storage.explored_answers import Behind, answers_behind
from feedback_service.storage.teams import Team, teams_in
from feedback_service.web.http import Asked, Page, missing, service_of, show
from feedback_service.web.staff.behind_pages import BehindPage, BehindRow
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.paging import PER_PAGE
from feedback_service.web.staff.roles import READS
from feedback_service.web.staff.theme_asked import PERIODS, Choice, as_asked, choice_of, group_of, labels
from feedback_service.web.staff.wording import MOMENTS, form_title, when, who

_LAST_PAGE = 400
_NUMBER = re.compile("[1-9][0-9]{0,8}")
_LEANS = {(True, False): "strength", (False, True): "worry", (True, True): "strength and worry"}


@get("/themes/{theme_id:str}/answers", operation_id="staff_theme_answers", guards=[allow(*READS)])
async def theme_answers(request: Asked, theme_id: FromPath[str]) -> Page:
    """Fifty at a time, the newest first. How many there are in all is not told: the number may be hidden."""
    service, worker, codebook = service_of(request), worker_of(request), current()
    if theme_id not in codebook.themes:
        raise missing()
    async with service.database.reading() as db:
        teams = await teams_in(db, worker.scope)
        choice, page = choice_of(request, teams), _page_of(request)
        look = choice.look(worker.scope, service.now(), theme_id)
        value = group_of(request)
        by = choice.way.by if value is not None else None
        found = await answers_behind(
            db, look, by, value or "", limit=PER_PAGE + 1, offset=(page - 1) * PER_PAGE
        )
    name = codebook.name_of(theme_id)
    return show(
        request,
        BehindPage(
            frame=frame_of(request, f"{name}: answers"),
            name=name,
            about=_about(choice, value, teams, service, request),
            back=f"/staff/themes/{theme_id}?{choice.query()}",
            words=f"/staff/themes/{theme_id}?{choice.query(value=as_asked(value))}#said",
            rows=tuple(_row(service, one) for one in found[:PER_PAGE]),
            before=_address(request, page - 1) if page > 1 else "",
            after=_address(request, page + 1) if len(found) > PER_PAGE else "",
        ),
    )


HANDLERS = (theme_answers,)


def _page_of(request: Asked) -> int:
    asked = request.query_params.get("page", "1")
    return min(int(asked), _LAST_PAGE) if _NUMBER.fullmatch(asked) else 1


def _about(choice: Choice, value: str | None, teams: list[Team], service: Service, request: Asked) -> str:
    """What the list is narrowed to, in words."""
    look = choice.look(worker_of(request).scope, service.now())
    parts = [PERIODS[choice.period].lower()]
    if choice.team:
        parts.append(next(team.name for team in teams if team.id == choice.team))
    if value is not None:
        way = choice.way
        named = labels(way, look, teams, {value: 1})
        parts.append(f"{way.label}: {named.get(value, value)}")
    return ", ".join(parts)


def _address(request: Asked, page: int) -> str:
    kept = [(name, value) for name, value in request.query_params.items() if name not in {"page", "did"}]
    return f"{request.url.path}?{urlencode([*kept, ('page', str(page))])}"


def _row(service: Service, one: Behind) -> BehindRow:
    return BehindRow(
        href=f"/staff/submissions/{one.id}",
        form=form_title(service, one.form_id, one.form_version),
        who=who(one.audience, one.band),
        team=one.team,
        subject=one.subject_id or "",
        moment=MOMENTS.get(one.moment or "", ""),
        when=when(one.answered_at),
        lean=_LEANS.get((one.strength, one.worry), ""),
    )
