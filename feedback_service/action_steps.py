"""What happens to an action, as its history and the audit trail have it, and telling who sees to it."""

from typing import NamedTuple

import uuid_utils

from feedback_service.action_words import key_of
from feedback_service.service import Service
from feedback_service.storage import action_events as events
from feedback_service.storage.actions import Action
from feedback_service.storage.audit import Action as Noted
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.workers import Worker
from feedback_service.telling import tell


class Step(NamedTuple):
    """What happens to an action, as its history and the audit trail have it, and words for the history."""

    what: events.What
    noted: Noted
    words: str = ""


async def keep_step(tx: Transaction, service: Service, action: Action, worker: Worker, step: Step) -> None:
    """Add something that happened to an action to its history and to the audit trail."""
    now, event_id = service.now(), str(uuid_utils.uuid7())
    key = key_of(service, action)
    event = events.Event(
        id=event_id,
        action_id=action.id,
        what=step.what,
        worker_id=worker.id,
        at=now,
        words=key.seal(step.words, f"{action.id}/{event_id}") if step.words else None,
    )
    await events.add_event(tx, event)
    await note(tx, step.noted, action.id, worker.id, now)


async def tell_owner(tx: Transaction, service: Service, action: Action, worker: Worker) -> None:
    """Tell who sees to an action that it is theirs, unless they did it themselves."""
    if action.owner_id is not None and action.owner_id != worker.id:
        await tell(tx, service, "action", [action.owner_id], service.now())
