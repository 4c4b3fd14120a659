"""The theme explorer: what is spoken of, by whom, where and when."""

from litestar import get

from feedback_service.codebook_use import current
from feedback_service.emerging import SHOWN_FROM
from feedback_service.exploring import SMALLEST_GROUP, Moved, moved
from feedback_service.exploring_sums import each_team
from feedback_service.service import Service
from feedback_service.storage.candidates import candidates
from feedback_service.storage.database import Transaction
from feedback_service.storage.exploring import Explored, Look, kept_marks
from feedback_service.storage.teams import teams_in
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import CORRECTS, READS
from feedback_service.web.staff.theme_asked import NEW, Choice, choice_of, picked
from feedback_service.web.staff.theme_counts import (
    Asking,
    counted,
    kept_back,
    looked_at,
    small,
    table_of,
    team_table,
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
        asking = Asking(_look(service, choice, request), teams, small(service))
        new = choice.by == NEW
        table = None if new else await _table(db, choice, asking)
        late = await _moved(db, asking) if new else []
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


async def _moved(db: Transaction, asking: Asking) -> list[Moved]:
    """What of everybody, or of the team that is picked, may be told by team in both of the times."""
    look = asking.look
    kept = await kept_marks(db, look)
    (found,) = await counted(db, look, kept, "month")
    months = [str(month) for month in range(look.first, look.last + 1)]
    before, late = months[:-_LATE], months[-_LATE:]
    if not look.team_id:
        return list(moved(current(), found.everybody, before, late, asking.few))
    tables = (team_table(asking, each_team(found.teams, part)) for part in (before, late))
    hidden = frozenset[str]().union(*(kept_back(one, look.team_id) for one in tables))
    mine = found.teams.get(look.team_id, Explored({}, {}))
    return [one for one in moved(current(), mine, before, late, asking.few) if one.theme_id not in hidden]


async def _table(db: Transaction, choice: Choice, asking: Asking) -> ThemeTable:
    looked = await looked_at(db, choice, asking)
    return table_of(choice, looked.table, looked.named)
