"""One theme by itself: who sees it how, month by month, and words of everybody or of one group."""

from typing import NamedTuple

import msgspec
from litestar import get
from litestar.params import FromPath

from feedback_service.codebook_use import current
from feedback_service.exploring import Table
from feedback_service.opening import note_opened
from feedback_service.storage import exploring as store
from feedback_service.storage.exploring import Look
from feedback_service.storage.teams import Team, teams_in
from feedback_service.web.http import Asked, Page, missing, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.one_theme_pages import ThemePage
from feedback_service.web.staff.roles import READS
from feedback_service.web.staff.theme_asked import (
    AUDIENCES,
    NEW,
    Choice,
    as_asked,
    choice_of,
    group_of,
    picked,
)
from feedback_service.web.staff.theme_counts import Asking, looked_at, small, table_of
from feedback_service.web.staff.theme_said import said_on
from feedback_service.web.staff.theme_view import side_rows, trend_view


class _Told(NamedTuple):
    """What was counted of a theme, with what is hidden left out; `named` are the groups of the way picked.

    `kept`: a team is picked of which it is not told how many speak of it.
    """

    choice: Choice
    look: Look
    teams: list[Team]
    of_all: Table
    sides: dict[tuple[str, bool, bool], int]
    table: Table
    named: dict[str, str]
    trend: Table
    kept: bool


class _Whose(NamedTuple):
    """Whose words were asked for: those of the group of this value, or of all who are looked at.

    `name` is empty where these are everybody. `hidden`: how many of them speak of the theme is not told.
    """

    value: str | None
    name: str
    hidden: bool


@get("/themes/{theme_id:str}", operation_id="staff_theme", guards=[allow(*READS)])
async def theme(request: Asked, theme_id: FromPath[str]) -> Page:
    """What is told of it, and words that this worker may read, which is noted. `value` picks a group."""
    service, known = service_of(request), current().themes.get(theme_id)
    if known is None:
        raise missing()
    told = await _told(request, theme_id)
    choice, way, whose = told.choice, told.choice.way, _whose(request, told)
    group = None if whose.value is None else (way.by, whose.value)
    said = await said_on(service, told.look, group, only_cleared=whose.hidden)
    await note_opened(service, (one.submission for one in said), worker_of(request).id)
    asked = as_asked(whose.value)
    page = ThemePage(
        frame=frame_of(request, known.name),
        theme=known.name,
        definition=known.definition,
        address=f"/staff/themes/{theme_id}",
        back=f"/staff/themes?{choice.query()}",
        leaning=known.group == "everyday",
        picked=picked(choice, told.teams),
        sides=side_rows(choice, known, told.sides, told.of_all, small(service)),
        trend=trend_view(choice, known, told.trend),
        table=None if way.by in {"audience", "month"} else table_of(choice, told.table, told.named),
        groups=tuple(Option(as_asked(value), label) for value, label in told.named.items()),
        group=asked,
        group_name=whose.name,
        cleared=whose.hidden,
        said=tuple(one.view for one in said),
        answers=f"/staff/themes/{theme_id}/answers?{choice.query(value=asked, all='' if asked else 'yes')}",
        few=small(service),
    )
    return show(request, page)


HANDLERS = (theme,)


async def _told(request: Asked, theme_id: str) -> _Told:
    service, scope = service_of(request), worker_of(request).scope
    async with service.database.reading() as db:
        teams = await teams_in(db, scope)
        choice = choice_of(request, teams)
        choice = choice if choice.by != NEW else choice._replace(by="audience")
        look = choice.look(scope, service.now(), theme_id)
        looked = await looked_at(db, choice, Asking(look, teams, small(service)), "audience", "month")
        sides = await store.sides(db, msgspec.structs.replace(look, audience=""))
    of_all, months = looked.others["audience"], looked.others["month"]
    trend = looked.table if choice.way.by == "month" else months
    return _Told(choice, look, teams, of_all, sides, looked.table, looked.named, trend, bool(looked.kept))


def _whose(request: Asked, told: _Told) -> _Whose:
    """A group of the way picked, else all of the one audience that is looked at, else everybody."""
    value, audience = group_of(request), told.look.audience
    among = AUDIENCES.get(audience, "")
    if value is None or value not in told.named:
        return _Whose(None, among, told.kept or (bool(audience) and _is_hidden(told.of_all, audience)))
    name = ", ".join(filter(None, (among, told.named[value])))
    return _Whose(value, name, _is_hidden(told.table, value))


def _is_hidden(table: Table, value: str) -> bool:
    """Whether the number of this group is kept back; of a group that nobody is in it is not."""
    (line,) = table.lines
    numbers = dict(zip((group.value for group in table.groups), line.cells, strict=True))
    return numbers.get(value, 0) is None
