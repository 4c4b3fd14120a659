"""What a worker writes about an action, checked before it is kept."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from feedback_service.report_places import start_of
from feedback_service.storage.actions import find_action
from feedback_service.storage.database import Transaction
from feedback_service.storage.sight import sees
from feedback_service.storage.workers import Worker, all_workers
from feedback_service.uk_time import moment_of

LONGEST: Final = 1_000  # characters
OWNERS: Final = ("practitioner", "manager")  # the roles that may see to an action
_LATEST: Final = 730  # days from now
_DAY: Final = timedelta(days=1)


class Wish(NamedTuple):
    """An action as it was typed; `due` is an ISO date."""

    said: str = ""
    planned: str = ""
    owner: str = ""
    due: str = ""


def due_of(day: date) -> int:
    """The end of the day by which something is due, in Unix milliseconds."""
    return start_of(day + _DAY)


def day_of(due_at: int) -> date:
    """The day that `due_of` was given."""
    return moment_of(due_at - 1).date()


def words_problem(words: str, what: str) -> str:
    """What is wrong with words of a worker; empty when nothing is."""
    if not words.strip():
        return f"Write {what}."
    if len(words) > LONGEST:
        return f"This has {len(words)} characters. Say it in {LONGEST} at most."
    return ""


def due_problem(due: str, now: int, known: int | None = None) -> str:
    """What is wrong with a date; a day that is over may stay as it stood (`known`)."""
    try:
        day = date.fromisoformat(due)
    except ValueError:
        return "Give a day, for example 2026-03-31."
    today = moment_of(now).date()
    if day > today + timedelta(days=_LATEST):
        return "That is more than two years from now."
    if day < today and not (known is not None and day == day_of(known)):
        return "This day is over. Choose today or a later day."
    return ""


async def owners(connection: Transaction, worker: Worker) -> list[Worker]:
    """Who can be given an action by this worker: those who see to actions in some team of theirs."""
    teams = set(worker.scope.reached)
    return [
        one
        for one in await all_workers(connection)
        if one.active
        and one.role in OWNERS
        and (worker.scope.all_teams or one.scope.all_teams or teams & set(one.scope.reached))
    ]


async def may_have(connection: Transaction, owner_id: str, action_id: str) -> bool:
    """Whether this worker sees the action, so that they can be given it; so for who is no worker at all."""
    found = [one for one in await all_workers(connection) if one.id == owner_id]
    return not found or await find_action(connection, found[0].scope, action_id) is not None


async def owner_problem(
    connection: Transaction, owner_id: str, team_id: str | None, submission_ids: tuple[str, ...]
) -> str:
    """Why this worker cannot be given an action of the team (None: the partnership); empty when they can."""
    found = [one for one in await all_workers(connection) if one.id == owner_id and one.active]
    if not found or found[0].role not in OWNERS:
        return "Choose who sees to it."
    if not found[0].scope.includes(team_id):
        return f"{found[0].name} does not work with this team. Choose somebody else."
    if not all([await sees(connection, found[0].scope, one) for one in submission_ids]):
        return f"{found[0].name} cannot be given this one. Choose somebody else."
    return ""
