"""Workers' accounts and teams: made, stopped, given passwords, by the command line and the workers page."""

from typing import Any

import uuid_utils

from feedback_service.passwords import hashed, unfit
from feedback_service.service import Service
from feedback_service.storage import workers
from feedback_service.storage.audit import Action, note
from feedback_service.storage.database import Transaction
from feedback_service.storage.factors import forget_factors
from feedback_service.storage.rota import cancel_shifts_of
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.sessions import end_sessions_of
from feedback_service.storage.steps import end_steps_of
from feedback_service.storage.teams import Team, add_team, teams_in
from feedback_service.storage.workers import Worker

ROLES = ("practitioner", "reviewer", "safeguarding", "manager", "designer", "administrator", "auditor")
LONGEST_USERNAME = 80
LONGEST_NAME = 200


class AccountError(Exception):
    """An account cannot be made or changed like this; the message says what to do."""


async def add_worker(
    service: Service,
    *,
    username: str,
    name: str,
    role: str,
    password: str | None,
    scope: Scope,
    by: str | None = None,
    **contact: Any,  # noqa: ANN401 (an address, a number, a yes or no)
) -> str:
    """Make an account and return the worker's id. Raises AccountError for what cannot be.

    Without a password nobody gets in until the worker took up an invitation. `contact` is what else
    `storage.workers.Worker` holds: email, phone, independent.
    """
    if password is not None:
        _check_password(password, username)
    worker = Worker(
        id=str(uuid_utils.uuid7()),
        username=folded(username),
        name=name.strip(),
        role=role,
        active=True,
        scope=scope,
        **contact,
    )
    await _check(service, worker)
    async with service.database.reading() as connection:
        taken = await workers.worker_by_username(connection, worker.username)
    if taken or not 0 < len(worker.username) <= LONGEST_USERNAME:
        raise AccountError(f"The username '{worker.username}' is taken, empty or too long. Choose another.")
    password_hash, now = await hashed(password) if password is not None else "", service.now()

    async def work(tx: Transaction) -> None:
        await workers.add_worker(tx, worker, password_hash, now)
        await note(tx, "worker-added", worker.id, by, now)

    await service.database.transaction(work)
    return worker.id


async def change_worker(service: Service, worker: Worker, *, by: str) -> bool:
    """Keep what an administrator changed; true when that was what the worker may see.

    Then they are signed out everywhere. Raises AccountError. Nobody changes their own role or teams.
    """
    await _check(service, worker)
    async with service.database.reading() as connection:
        before = await workers.worker_by_id(connection, worker.id)
    if before is None:
        raise AccountError("There is no such worker.")
    changed = _reach(before) != _reach(worker)
    if changed and worker.id == by:
        raise AccountError("Nobody changes their own role or teams. Ask another administrator.")
    now = service.now()

    async def work(tx: Transaction) -> None:
        await workers.change_worker(tx, worker)
        if changed:
            await end_sessions_of(tx, worker.id)
            await end_steps_of(tx, worker.id)
        await note(tx, "reach-changed" if changed else "worker-changed", worker.id, by, now)

    await service.database.transaction(work)
    return changed


def _reach(worker: Worker) -> tuple[object, ...]:
    return worker.role, worker.scope.all_teams, sorted(worker.scope.team_ids), worker.independent


async def _check(service: Service, worker: Worker) -> None:
    if worker.role not in ROLES:
        raise AccountError(f"There is no role '{worker.role}'. Roles: {', '.join(ROLES)}.")
    if not 0 < len(worker.name) <= LONGEST_NAME:
        raise AccountError("Write the worker's name. It stands beside what they decide.")
    async with service.database.reading() as connection:
        known = {team.id for team in await teams_in(connection, EVERYTHING)}
        same = await workers.workers_by_email(connection, worker.email) if worker.email else []
    if unknown := set(worker.scope.team_ids) - known:
        raise AccountError(f"There is no team '{min(unknown)}'. Add it first.")
    if any(other.id != worker.id for other in same):
        raise AccountError(f"Somebody else has the address {worker.email}.")


async def set_password(service: Service, username: str, password: str) -> None:
    """Give a worker a new password and end their sessions. Raises AccountError."""
    _check_password(password, username)
    worker = await known_worker(service, username)
    password_hash, now = await hashed(password), service.now()

    async def work(tx: Transaction) -> None:
        await workers.set_password_hash(tx, worker.id, password_hash)
        await end_sessions_of(tx, worker.id)
        await end_steps_of(tx, worker.id)
        await note(tx, "password-set", worker.id, None, now)

    await service.database.transaction(work)


async def change_password(
    service: Service, worker: Worker, password: str, again: str, session: bytes
) -> None:
    """A worker's own new password; every session but the one with the hash `session` ends. AccountError."""
    check_same(password, again)
    _check_password(password, worker.username, worker.name, service.settings.service_name)
    password_hash, now = await hashed(password), service.now()

    async def work(tx: Transaction) -> None:
        await workers.set_password_hash(tx, worker.id, password_hash)
        await end_sessions_of(tx, worker.id, keep=session)
        await end_steps_of(tx, worker.id)
        await note(tx, "password-set", worker.id, worker.id, now)

    await service.database.transaction(work)


async def known_worker(service: Service, username: str) -> Worker:
    """The worker with this username. Raises AccountError."""
    async with service.database.reading() as connection:
        found = await workers.worker_by_username(connection, folded(username))
    if found is None:
        raise AccountError(f"There is no worker '{username}'.")
    return found[0]


async def reset_factors(service: Service, worker_id: str, *, by: str | None) -> None:
    """A worker who lost app, passkeys and recovery codes begins anew with the password; sessions end."""
    now = service.now()

    async def work(tx: Transaction) -> None:
        await forget_factors(tx, worker_id)
        await workers.unlink_subject(tx, worker_id)
        await end_sessions_of(tx, worker_id)
        await end_steps_of(tx, worker_id)
        await note(tx, "factors-reset", worker_id, by, now)

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


async def set_active(service: Service, worker_id: str, *, active: bool, by: str | None) -> None:
    """Let a worker sign in, or stop them: sessions and invitations end at once, and so do coming shifts.

    Repeating it changes nothing.
    """
    now = service.now()
    action: Action = "worker-active" if active else "worker-inactive"

    async def work(tx: Transaction) -> None:
        if await workers.set_active(tx, worker_id, active=active):
            await end_sessions_of(tx, worker_id)
            await end_steps_of(tx, worker_id)
            if not active:
                await cancel_shifts_of(tx, worker_id, by, now)
            await note(tx, action, worker_id, by, now)

    await service.database.transaction(work)


def folded(username: str) -> str:
    """A username as it is stored: capitals and spaces around it do not matter."""
    return username.strip().casefold()


def check_same(password: str, again: str) -> None:
    """Raises AccountError when the two differ."""
    if password != again:
        raise AccountError("The two do not match. Type the same password twice.")


def _check_password(password: str, *own: str) -> None:
    if problem := unfit(password, *own):
        raise AccountError(problem)
