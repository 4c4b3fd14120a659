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
from feedback_service.storage.exploring import Explored, Look
from feedback_service.storage.teams import teams_in
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import CORRECTS, READS
from feedback_service.web.staff.theme_asked import NEW, Choice, choice_of, picked
from feedback_service.web.staff.theme_counts import by_audience, counted, small, table_of
from feedback_service.web.staff.theme_pages import ThemesPage
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
        (found,) = await store.explored(db, look, choice.way.by if choice.by != NEW else "month")
        of_all = await _of_all(db, look) if look.audience else None
        waiting = sum(one.mentions >= SHOWN_FROM for one in await candidates(db))
    new = choice.by == NEW
    beside = by_audience(service, look, of_all) if of_all else None
    page = ThemesPage(
        frame=frame_of(request, "Themes"),
        picked=picked(choice, teams, new=True),
        table=None if new else table_of(choice, *counted(service, choice, look, found, teams, beside=beside)),
        moved=moved_views(choice, codebook, _moved(service, look, found)) if new else None,
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


def _moved(service: Service, look: Look, found: Explored) -> list[Moved]:
    months = [str(month) for month in range(look.first, look.last + 1)]
    return list(moved(current(), found, months[:-_LATE], months[-_LATE:], small(service)))


async def _of_all(db: Transaction, look: Look) -> Explored:
    """The same look at all audiences, by audience."""
    (found,) = await store.explored(db, msgspec.structs.replace(look, audience=""), "audience")
    return found
