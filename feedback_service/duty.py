"""Who is told of a concern at each rung of the ladder: by the rota, and by role where the rota is empty."""

from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.rota import RUNGS, Rung, Turn, turns_at
from feedback_service.storage.sight import named_in, sees, team_of
from feedback_service.storage.workers import Worker, all_workers

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

    Only those who may see the submission; without one (a drill), whoever the rota says. While one active lead
    or manager is left whom the submission does not name, somebody is told, even one who cannot open it.
    """
    rung = RUNGS[min(step, len(RUNGS) - 1)]
    turns = await turns_at(connection, at)
    people = [one for one in await all_workers(connection) if one.active and one.role in CALLABLE]
    if submission_id is None:
        return _ids(_at_rung(people, turns, rung) or people)
    team = await team_of(connection, submission_id)
    named = await named_in(connection, submission_id)
    allowed = [one for one in people if one.id not in named]
    seeing = [one for one in allowed if await sees(connection, one.scope, submission_id)]
    here = [one for one in turns if one.team_id in {None, team}]
    return _ids(_at_rung(seeing, here, rung) or _last_resort(seeing) or _last_resort(allowed))


def _at_rung(people: list[Worker], turns: list[Turn], rung: Rung) -> list[Worker]:
    """Of these people, those on a shift of the rung, or of one that stands in for it; else by their role."""
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
