"""What the made-up partnership did because of what it was told, and numbers from elsewhere; all made up."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

from feedback_service.action_making import Origin, make
from feedback_service.action_wishes import Wish
from feedback_service.actions import Ending, set_shown, settle
from feedback_service.indicating import bring
from feedback_service.report_places import ReportPlace, start_of
from feedback_service.service import Service
from feedback_service.storage.actions import find_action
from feedback_service.storage.report_data import Extent
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import Team
from feedback_service.storage.workers import Worker


class Done(NamedTuple):
    """An action made and due so many days from today (before it: less than 0); `ending` closes it."""

    theme: str
    said: str
    planned: str
    made: int
    due: int
    ending: Ending | None = None
    shown: bool = True


DONE = (
    Done(
        "school",
        "that you worry about school.",
        "ask each school for a quiet room.",
        -60,
        -20,
        Ending("done", "Three schools now have a quiet room. You can ask a teacher for it."),
    ),
    Done(
        "home",
        "that some homes are cold.",
        "ask for money for heaters.",
        -50,
        -10,
        Ending("explained", "There is no money for heaters this year. We told those who decide about it."),
    ),
    Done("listened", "that you want more time to talk.", "come ten minutes early each time.", -40, -3),
    Done("friends_fun", "that you miss your friends.", "plan a club after school.", -12, 5, shown=False),
)
_NUMBERS = (
    ("Attendance at school", "%", 91.2, 92.4),
    ("Re-referrals within a year", "% of referrals", 23.0, 21.5),
    ("Children looked after", "children", 118, 121),
    ("Repeat child protection plans", "% of plans", 19.4, 20.1),
    ("Police protection", "children", 9, 7),
)
_OF_EACH_TEAM = 2  # of these numbers


async def act(service: Service, manager: Worker, team: Team, ids: list[str], today: date) -> None:
    """Actions of one team, under these ids; there already, they stay as they are."""
    for action_id, one in zip(ids, DONE, strict=True):
        async with service.database.reading() as connection:
            if await find_action(connection, EVERYTHING, action_id):
                return
        made_at = start_of(today + timedelta(days=one.made))
        then = service._replace(now=lambda at=made_at: at)
        due = today + timedelta(days=one.due)
        wish = Wish(one.said, one.planned, manager.id, due.isoformat())
        extent = Extent(scope=ReportPlace(team.id).scope([team]), period_from=0, period_to=made_at)
        await make(then, manager, action_id, wish, Origin(team.id, None, one.theme, extent=extent))
        await _on(service, manager, action_id, one, start_of(due))


async def _on(service: Service, manager: Worker, action_id: str, one: Done, at: int) -> None:
    then = service._replace(now=lambda: at)
    for step in ("shown", "settled"):
        async with service.database.reading() as connection:
            known = await find_action(connection, EVERYTHING, action_id)
        if known and step == "shown" and one.shown:
            await set_shown(then, manager, known.action, known.action.version, shown=True)
        if known and step == "settled" and one.ending:
            await settle(then, manager, known.action, known.action.version, one.ending)


async def count(service: Service, teams: Sequence[str], today: date) -> None:
    """Numbers of the two quarters before today, of all and, for some, of each team by its id."""
    end = today.replace(day=1)
    end = end.replace(month=end.month - (end.month - 1) % 3)
    lines = ["place,name,unit,from,to,value,source"]
    for number, months in enumerate((6, 3)):
        first, last = _months_before(end, months), _months_before(end, months - 3) - timedelta(days=1)
        lines += [
            f"*,{name},{unit},{first},{last},{values[number]},Made up" for name, unit, *values in _NUMBERS
        ]
        lines += [
            f"{team},{name},{unit},{first},{last},{round(values[number] + place - 1, 1)},Made up"
            for place, team in enumerate(teams)
            for name, unit, *values in _NUMBERS[:_OF_EACH_TEAM]
        ]
    await bring(service, "\n".join(lines).encode(), EVERYTHING, None)


def _months_before(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)
