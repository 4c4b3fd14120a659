"""Actions under /staff: what is open, overdue and closed."""

from typing import Final
from urllib.parse import urlencode

from litestar import get

from feedback_service.action_words import words_of
from feedback_service.report_places import WHOLE
from feedback_service.service import Service
from feedback_service.storage.actions import KnownAction, Narrowed, Standing, actions_in, count_actions
from feedback_service.storage.teams import teams_in
from feedback_service.web.http import Asked, Page, service_of, show
from feedback_service.web.staff.action_pages import ActionRow, ActionsPage, Standings
from feedback_service.web.staff.action_wording import STATES, carried_words, day_words
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.paging import PER_PAGE, pager
from feedback_service.web.staff.reading_list import team_options
from feedback_service.web.staff.roles import MAKES_ACTIONS, READS

_LISTS: Final[dict[Standing, str]] = {"open": "Open", "overdue": "Overdue", "closed": "Closed"}
_EMPTY: Final = {
    "open": "Nothing is open. An action begins with what children or families said: make one from a "
    "submission, from a theme of a report, or here.",
    "overdue": "Nothing is overdue.",
    "closed": "Nothing has been closed yet.",
}
_SHOWN_LETTERS: Final = 160


@get("/actions", operation_id="staff_actions", guards=[allow(*READS)])
async def actions(request: Asked) -> Page:
    """The actions of the worker's teams: open, overdue or closed ones, of every team or of one."""
    service, worker, now = service_of(request), worker_of(request), service_of(request).now()
    team = request.query_params.get("team", "")
    standing = _standing(request)
    async with service.database.reading() as connection:
        counts = {
            one: await count_actions(connection, worker.scope, Narrowed(standing=one, now=now, team_id=team))
            for one in _LISTS
        }
        place = pager(request, counts[standing])
        found = await actions_in(
            connection,
            worker.scope,
            Narrowed(standing=standing, now=now, team_id=team),
            limit=PER_PAGE,
            offset=place.offset,
        )
        teams = await teams_in(connection, worker.scope)
    page = ActionsPage(
        frame=frame_of(request, "Actions"),
        lists=tuple(_list(one, team, count, current=one == standing) for one, count in counts.items()),
        standing=standing,
        rows=tuple(_row(service, one, now) for one in found),
        teams=team_options(teams),
        team=team,
        may_make=worker.role in MAKES_ACTIONS,
        empty=_EMPTY[standing],
        pager=place,
    )
    return show(request, page)


def _standing(request: Asked) -> Standing:
    asked = request.query_params.get("state")
    return "overdue" if asked == "overdue" else "closed" if asked == "closed" else "open"


def _list(standing: Standing, team: str, count: int, *, current: bool) -> Standings:
    fields = {"state": standing} | ({"team": team} if team else {})
    return Standings(
        href=f"/staff/actions?{urlencode(fields)}", label=_LISTS[standing], count=count, current=current
    )


def _row(service: Service, known: KnownAction, now: int) -> ActionRow:
    one, said = known.action, words_of(service, known.action).said
    return ActionRow(
        href=f"/staff/actions/{one.id}",
        said=said if len(said) <= _SHOWN_LETTERS else f"{said[:_SHOWN_LETTERS].rstrip()} …",
        team=known.team or WHOLE,
        owner=known.owner or "Nobody",
        due=day_words(one.due_at),
        state=STATES[one.state],
        overdue=one.state == "open" and one.due_at <= now,
        carried=carried_words(known.carried),
        shown=one.shown,
    )


HANDLERS = (actions,)
