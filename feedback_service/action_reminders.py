"""Reminding who sees to an action: a week before its day, on the day, then weekly; and carrying it over."""

from datetime import timedelta
from typing import Final

import uuid_utils

from feedback_service.action_wishes import day_of
from feedback_service.report_places import start_of
from feedback_service.service import Service
from feedback_service.storage.action_events import Event, What, add_event, last_at
from feedback_service.storage.actions import Action, open_until
from feedback_service.storage.database import Transaction
from feedback_service.storage.workers import Worker, all_workers
from feedback_service.telling import tell
from feedback_service.uk_time import moment_of
from feedback_service.working_days import is_open

WEEK: Final = 7
AHEAD: Final = WEEK * 86_400_000  # milliseconds
_STEERS: Final = "manager"


async def remind_of_actions(service: Service) -> int:
    """Carry over what is overdue, and remind of what is due; how many of both.

    An action is carried over once for each day by which it was due and not settled. Reminders go out from the
    hour at which work begins on working days, and each at most once.
    """
    now = service.now()
    async with service.database.reading() as connection:
        found = await open_until(connection, now + AHEAD + AHEAD)
    if not found:
        return 0

    async def work(tx: Transaction) -> int:
        mine = await open_until(tx, now + AHEAD + AHEAD)
        carried = await _carry(tx, mine, now)
        return carried + (await _remind(tx, service, mine, now) if is_open(now) else 0)

    return await service.database.transaction(work)


def latest_step(due_at: int, now: int) -> int | None:
    """When the latest reminder of something due then was to go out, in Unix milliseconds; None before any."""
    due = day_of(due_at)
    passed = (moment_of(now).date() - due).days
    if passed < -WEEK:
        return None
    weeks = -1 if passed < 0 else passed // WEEK
    return start_of(due + timedelta(weeks=weeks))


async def _carry(tx: Transaction, found: list[Action], now: int) -> int:
    before = await last_at(tx, "carried", [one.id for one in found])
    overdue = [one for one in found if one.due_at <= now and before.get(one.id, -1) < one.due_at]
    for one in overdue:
        await _note(tx, one, "carried", now)
    return len(overdue)


async def _remind(tx: Transaction, service: Service, found: list[Action], now: int) -> int:
    before = await last_at(tx, "told", [one.id for one in found])
    steps = {one.id: latest_step(one.due_at, now) for one in found}
    due = [
        one
        for one in found
        if (step := steps[one.id]) is not None and step > max(before.get(one.id, 0), one.made_at)
    ]
    workers = await all_workers(tx) if due else []
    told: set[str] = set()
    for one in due:
        await _note(tx, one, "told", now)
        told |= set(_owners(one, workers))
    if told:
        await tell(tx, service, "action", told, now)
    return len(due)


def _owners(action: Action, workers: list[Worker]) -> list[str]:
    """Who sees to it; once they are gone, the managers who see it."""
    active = [one for one in workers if one.active]
    owner = [one.id for one in active if one.id == action.owner_id]
    return owner or [one.id for one in active if one.role == _STEERS and one.scope.includes(action.team_id)]


async def _note(tx: Transaction, action: Action, what: What, now: int) -> None:
    event = Event(id=str(uuid_utils.uuid7()), action_id=action.id, what=what, worker_id=None, at=now)
    await add_event(tx, event)
