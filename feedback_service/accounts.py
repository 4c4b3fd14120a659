"""Workers' accounts and teams: made, stopped, given passwords, by the command line and the workers page."""

import uuid_utils

from feedback_service.passwords import hashed, too_short
from feedback_service.service import Service
from feedback_service.storage import workers
from feedback_service.storage.audit import Action, note
from feedback_service.storage.database import Transaction
from feedback_service.storage.scope import Scope
from feedback_service.storage.sessions import end_sessions_of
from feedback_service.storage.teams import Team, add_team, teams_in
from feedback_service.storage.workers import Worker

ROLES = ("practitioner", "reviewer", "safeguarding", "manager", "designer", "administrator", "auditor")
LONGEST_USERNAME = 80


class AccountError(Exception):
    """An account cannot be made or changed like this; the message says what to do."""


async def add_worker(
    service: Service, *, username: str, name: str, role: str, password: str, scope: Scope
) -> str:
    """Make an account and return the worker's id. Raises AccountError for what cannot be."""
    _check_password(password)
    if role not in ROLES:
        raise AccountError(f"There is no role '{role}'. Roles: {', '.join(ROLES)}.")
    await _check_free(service, folded(username), scope)
    worker = Worker(
        id=str(uuid_utils.uuid7()), username=folded(username), name=name, role=role, active=True, scope=scope
    )
    password_hash, now = await hashed(password), service.now()

    async def work(tx: Transaction) -> None:
        await workers.add_worker(tx, worker, password_hash, now)
        await note(tx, "worker-added", worker.id, None, now)

    await service.database.transaction(work)
    return worker.id


async def _check_free(service: Service, username: str, scope: Scope) -> None:
    async with service.database.reading() as connection:
        taken = await workers.worker_by_username(connection, username)
        known = {team.id for team in await teams_in(connection, scope)}
    if taken or not 0 < len(username) <= LONGEST_USERNAME:
        raise AccountError(f"The username '{username}' is taken, empty or too long. Choose another.")
    if unknown := set(scope.team_ids) - known:
        raise AccountError(f"There is no team '{min(unknown)}'. Add it first.")


async def set_password(service: Service, username: str, password: str) -> None:
    """Give a worker a new password and end their sessions. Raises AccountError."""
    _check_password(password)
    async with service.database.reading() as connection:
        found = await workers.worker_by_username(connection, folded(username))
    if found is None:
        raise AccountError(f"There is no worker '{username}'.")
    worker_id, password_hash, now = found[0].id, await hashed(password), service.now()

    async def work(tx: Transaction) -> None:
        await workers.set_password_hash(tx, worker_id, password_hash)
        await end_sessions_of(tx, worker_id)
        await note(tx, "password-set", worker_id, None, now)

    await service.database.transaction(work)


async def make_team(service: Service, team: Team) -> None:
    """Add a team. Raises AccountError when its id is taken."""
    now = service.now()

    async def work(tx: Transaction) -> bool:
        if await teams_in(tx, Scope(all_teams=False, team_ids=(team.id,))):
            return False
        await add_team(tx, team)
        await note(tx, "team-added", team.id, None, now)
        return True

    if not await service.database.transaction(work):
        raise AccountError(f"There is a team '{team.id}' already.")


async def set_active(service: Service, worker_id: str, *, active: bool, by: str) -> None:
    """Let a worker sign in, or stop them: their sessions end at once. Repeating it changes nothing."""
    now = service.now()
    action: Action = "worker-active" if active else "worker-inactive"

    async def work(tx: Transaction) -> None:
        if await workers.set_active(tx, worker_id, active=active):
            await end_sessions_of(tx, worker_id)
            await note(tx, action, worker_id, by, now)

    await service.database.transaction(work)


def folded(username: str) -> str:
    """A username as it is stored: capitals and spaces around it do not matter."""
    return username.strip().casefold()


def _check_password(password: str) -> None:
    if problem := too_short(password):
        raise AccountError(problem)
