"""The theme explorer: what is spoken of, by whom, where and when."""

import msgspec
from litestar import get

from feedback_service.codebook_use import current
from feedback_service.emerging import SHOWN_FROM
from feedback_service.exploring import SMALLEST_GROUP, Moved, moved
from feedback_service.service import Service
from feedback_service.storage import exploring as store
from feedback_service.storage.candidates import candidates
from feedback_service.storage.database import Transaction
from feedback_service.storage.exploring import Look
from feedback_service.storage.teams import Team, teams_in
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import CORRECTS, READS
from feedback_service.web.staff.theme_asked import NEW, Choice, choice_of, picked
from feedback_service.web.staff.theme_counts import (
    by_audience,
    counted,
    kept_back,
    kept_of_team,
    of_team,
    of_teams,
    small,
    table_of,
)
from feedback_service.web.staff.theme_pages import ThemesPage, ThemeTable
from feedback_service.web.staff.theme_view import moved_views

_LATE, _BEFORE = 3, 12


@get("/themes", operation_id="staff_themes", guards=[allow(*READS)])
async def themes(request: Asked) -> Page:
    """Every theme by one thing that the reader picked, or what is new. No words of anybody."""
    service, worker, codebook = service_of(request), worker_of(request), current()
    async with service.database.reading() as db:
        teams = await teams_in(db, worker.scope)
        choice = choice_of(request, teams)
        look = _look(service, choice, request)
        new = choice.by == NEW
        table = None if new else await _table(service, db, choice, look, teams)
        late = await _moved(service, db, look, teams) if new else []
        waiting = sum(one.mentions >= SHOWN_FROM for one in await candidates(db))
    page = ThemesPage(
        frame=frame_of(request, "Themes"),
        picked=picked(choice, teams, new=True),
        table=table,
        moved=moved_views(choice, codebook, late) if new else None,
        candidates=waiting if worker.role in CORRECTS else 0,
        may_decide=worker.role in CORRECTS,
        smallest=SMALLEST_GROUP,
        few=small(service),
    )
    return show(request, page)


HANDLERS = (themes,)


def _look(service: Service, choice: Choice, request: Asked) -> Look:
    scope = worker_of(request).scope
    if choice.by == NEW:
        choice = choice._replace(period=str(_LATE + _BEFORE))
    return choice.look(scope, service.now())


async def _moved(service: Service, db: Transaction, look: Look, teams: list[Team]) -> list[Moved]:
    """What of everybody, or of the team that is picked, may be told by team in both of the times."""
    (found,) = await store.explored(db, look, "month")
    before = msgspec.structs.replace(look, last=look.last - _LATE)
    late = msgspec.structs.replace(look, first=before.last + 1)
    hidden = set[str]()
    for part in (before, late):
        hidden |= kept_back(await of_teams(service, db, part, teams), part)
    months = [str(month) for month in range(look.first, look.last + 1)]
    told = moved(current(), found, months[:-_LATE], months[-_LATE:], small(service))
    return [one for one in told if one.theme_id not in hidden]


async def _table(
    service: Service, db: Transaction, choice: Choice, look: Look, teams: list[Team]
) -> ThemeTable:
    (found,) = await store.explored(db, look, choice.way.by)
    everybody = msgspec.structs.replace(look, audience="")
    each = await of_teams(service, db, everybody, teams)
    beside = None
    if choice.way.audience or (look.team_id and choice.way.by == "audience"):
        (audiences,) = await store.explored(db, everybody, "audience")
        kept = await kept_of_team(service, db, everybody, teams, audiences)
        beside = of_team(by_audience(service, everybody, audiences, kept), everybody, each)
    told = counted(service, choice, look, found, teams, beside=beside, each=each)
    return table_of(choice, *told)
