"""Who is told of a concern at each rung of the ladder: by the rota, and by role where the rota is empty."""

from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.desk import waiting_to_be_read
from feedback_service.storage.rota import RUNGS, Rung, Turn, turns_at
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.sight import named_in, sees, team_of
from feedback_service.storage.teams import teams_in
from feedback_service.storage.workers import Worker, all_workers

EVERYBODY, ANYBODY = len(RUNGS), len(RUNGS) + 1  # steps after the ladder: who sees it, whoever is left
CALLABLE = ("safeguarding", "manager")  # the roles that may open a concern
# At night the out-of-hours team is the duty; an empty out-of-hours rung goes to whoever is on any shift.
_STANDS_IN: dict[Rung, tuple[Rung, ...]] = {
    "duty": ("out_of_hours",),
    "deputy": (),
    "manager": (),
    "out_of_hours": RUNGS,
}
# Who is told where nobody who may see it is on the rota.
_BY_ROLE: dict[Rung, tuple[str, ...]] = {
    "duty": ("safeguarding",),
    "deputy": ("safeguarding",),
    "manager": ("manager",),
    "out_of_hours": CALLABLE,
}


async def recipients(connection: AsyncConnection, submission_id: str | None, step: int, at: int) -> list[str]:
    """Ids of the active workers to be told at this step (0 duty, 1 deputy, 2 manager, 3 out of hours).

    Only those who may see the submission; without one (a drill), whoever the rota says for any team. While
    one active lead or manager is left whom the submission does not name, somebody is told, even one who
    cannot open it.
    """
    turns = await turns_at(connection, at)
    people = await _callable(connection)
    if submission_id is None:
        return _ids(await _for_each_team(connection, people, turns, step) or people)
    team = await team_of(connection, submission_id)
    named = await named_in(connection, submission_id)
    allowed = [one for one in people if one.id not in named]
    seeing = [one for one in allowed if await sees(connection, one.scope, submission_id)]
    here = [one for one in turns if one.team_id in {None, team}]
    if step == ANYBODY:
        return _ids(allowed)
    return _ids(_at_step(seeing, here, step) or _last_resort(seeing) or _last_resort(allowed))


async def late_readers(connection: AsyncConnection, step: int, before: int) -> list[str]:
    """Ids of those to be told at this step of what was received `before` a time and nobody has read.

    Only those who see any of it themselves, until nobody else is left.
    """
    people = await _callable(connection)
    if step == ANYBODY:
        return _ids(people)
    roles = CALLABLE if step == EVERYBODY else _BY_ROLE[RUNGS[step]]
    return [
        one.id
        for one in people
        if one.role in roles
        and (await waiting_to_be_read(connection, one.scope, late_before=before, most=1)).late
    ]


async def _callable(connection: AsyncConnection) -> list[Worker]:
    return [one for one in await all_workers(connection) if one.active and one.role in CALLABLE]


async def _for_each_team(
    connection: AsyncConnection, people: list[Worker], turns: list[Turn], step: int
) -> list[Worker]:
    """Whoever would be told at this step of something in one team or the other."""
    told = [] if await teams_in(connection, EVERYTHING) else _at_step(people, turns, step)
    for team in await teams_in(connection, EVERYTHING):
        told += told_in(team.id, people, turns, step)
    return [one for one in people if one in told]


def told_in(team_id: str, people: list[Worker], turns: list[Turn], step: int) -> list[Worker]:
    """Of these people, those at this step of something in the team that is kept from none of them."""
    seeing = [one for one in people if one.scope.includes(team_id)]
    return _at_step(seeing, [one for one in turns if one.team_id in {None, team_id}], step)


def _at_step(people: list[Worker], turns: list[Turn], step: int) -> list[Worker]:
    """Of these people, those on a shift of the rung, or of one that stands in for it; else by their role."""
    if step >= EVERYBODY:
        return people
    rung = RUNGS[step]
    for rungs in ((rung,), _STANDS_IN[rung]):
        on_shift = {one.worker_id for one in turns if one.rung in rungs}
        if found := [one for one in people if one.id in on_shift]:
            return found
    return [one for one in people if one.role in _BY_ROLE[rung]]


def _last_resort(people: list[Worker]) -> list[Worker]:
    """Leads of the whole partnership, else every lead, else whoever there is."""
    leads = [one for one in people if one.role == "safeguarding"]
    return [one for one in leads if one.scope.all_teams] or leads or people


def _ids(people: list[Worker]) -> list[str]:
    return [one.id for one in people]
