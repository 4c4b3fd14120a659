"""Teams, and whose reach widens when one is added."""

from feedback_service.known_accounts import AccountError
from feedback_service.service import Service
from feedback_service.storage import workers
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.scope import Scope
from feedback_service.storage.sessions import end_sessions_of
from feedback_service.storage.steps import end_steps_of
from feedback_service.storage.teams import Team, add_team, teams_in


async def make_team(service: Service, team: Team) -> int:
    """Add a team; how many workers see it at once, as they see every team of its agency.

    For each of them that is noted and their sessions end, as with any change of reach. Raises AccountError
    when the id is taken.
    """
    now = service.now()

    async def work(tx: Transaction) -> int | None:
        if await teams_in(tx, Scope(all_teams=False, team_ids=(team.id,))):
            return None
        await add_team(tx, team)
        await note(tx, "team-added", team.id, None, now)
        seeing = await workers.workers_of_agency(tx, team.agency)
        for worker_id in seeing:
            await end_sessions_of(tx, worker_id)
            await end_steps_of(tx, worker_id)
            await note(tx, "reach-widened", f"{worker_id} {team.id}", None, now)
        return len(seeing)

    seeing = await service.database.transaction(work)
    if seeing is None:
        raise AccountError(f"There is a team '{team.id}' already.")
    return seeing
