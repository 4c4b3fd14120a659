"""Workers' accounts and teams: made, stopped, given passwords, by the command line and the workers page."""

from typing import Any

import uuid_utils

from feedback_service.account_passwords import check_password
from feedback_service.known_accounts import AccountError, folded
from feedback_service.passwords import hashed
from feedback_service.service import Service
from feedback_service.storage import workers
from feedback_service.storage.audit import Action, note
from feedback_service.storage.database import Transaction
from feedback_service.storage.moving import tell_who_sees_now
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.sessions import end_sessions_of
from feedback_service.storage.steps import end_steps_of
from feedback_service.storage.teams import Team, teams_in
from feedback_service.storage.unrouted import NOBODY, mark_all_unrouted
from feedback_service.storage.workers import Worker

ROLES = ("practitioner", "reviewer", "safeguarding", "manager", "designer", "administrator", "auditor")
LONGEST_USERNAME = 80
LONGEST_NAME = 200


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
    `storage.workers.Worker` holds: email, phone, independent. With the account it stands that words with a
    sign of harm may name this worker: until that is worked out, they do not see them.
    """
    if password is not None:
        check_password(password, username)
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
        await mark_all_unrouted(tx, worker.id)
        await note(tx, "worker-added", worker.id, by, now)

    await service.database.transaction(work)
    return worker.id


async def change_worker(service: Service, worker: Worker, *, by: str) -> list[Action]:
    """Keep what an administrator changed, and give what is noted of it, the weightiest first.

    Another reach, or another address (single sign-on goes by it), signs the worker out everywhere; concerns
    that come to others by another reach are told anew. Another name may be in words with a sign of harm, as
    a new worker's, but hides nothing until that is worked out: they saw it before. Raises AccountError.
    Nobody changes their own role or reach.
    """
    await _check(service, worker)
    now = service.now()

    async def work(tx: Transaction) -> list[Action]:
        before = await workers.worker_by_id(tx, worker.id)
        if before is None:
            raise AccountError("There is no such worker.")
        changed = _weighty(before, worker)
        if "reach-changed" in changed and worker.id == by:
            raise AccountError("Nobody changes their own role, agencies or teams. Ask another administrator.")
        await workers.change_worker(tx, worker)
        if before.name != worker.name:
            await workers.note_renamed(tx, worker.id, now)
            await mark_all_unrouted(tx, NOBODY)
        if "reach-changed" in changed:
            await tell_who_sees_now(tx, now)
        if changed:
            await end_sessions_of(tx, worker.id)
            await end_steps_of(tx, worker.id)
        noted: list[Action] = changed or ["worker-changed"]
        for action in noted:
            await note(tx, action, worker.id, by, now)
        return noted

    return await service.database.transaction(work)


def _weighty(before: Worker, after: Worker) -> list[Action]:
    found: list[Action] = ["reach-changed"] if _reach(before) != _reach(after) else []
    if (before.email or "").lower() != (after.email or "").lower():
        found.append("email-changed")
    return found


def _reach(worker: Worker) -> tuple[object, ...]:
    scope = worker.scope
    return worker.role, scope.all_teams, set(scope.team_ids), set(scope.agencies), worker.independent


async def _check(service: Service, worker: Worker) -> None:
    if worker.role not in ROLES:
        raise AccountError(f"There is no role '{worker.role}'. Roles: {', '.join(ROLES)}.")
    if not 0 < len(worker.name) <= LONGEST_NAME:
        raise AccountError("Write the worker's name. It stands beside what they decide.")
    async with service.database.reading() as connection:
        known = await teams_in(connection, EVERYTHING)
        same = await workers.workers_by_email(connection, worker.email) if worker.email else []
    _check_reach(worker.scope, known)
    if any(other.id != worker.id for other in same):
        raise AccountError(f"Somebody else has the address {worker.email}.")


def _check_reach(scope: Scope, known: list[Team]) -> None:
    if unknown := set(scope.team_ids) - {team.id for team in known}:
        raise AccountError(f"There is no team '{min(unknown)}'. Add it first.")
    agencies = sorted({team.agency for team in known})
    if unknown := set(scope.agencies) - set(agencies):
        there_are = f"Agencies: {', '.join(agencies)}." if agencies else "Add a team of it first."
        raise AccountError(f"There is no agency '{min(unknown)}'. {there_are}")
