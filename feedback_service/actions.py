"""Actions: changed, settled or explained, and shown to those whose answers led to them."""

from datetime import date
from typing import Literal, NamedTuple

import msgspec

from feedback_service.action_steps import Step, keep_step, tell_owner
from feedback_service.action_wishes import Wish, due_of
from feedback_service.action_words import key_of, words_of
from feedback_service.service import Service
from feedback_service.storage.actions import Action, replace_action
from feedback_service.storage.database import Transaction
from feedback_service.storage.workers import Worker

SHOWERS = ("manager",)  # the roles whose words children and families may see without another look
Outcome = Literal["done", "stale"]


class Ending(NamedTuple):
    """How an action is closed: done (what was done) or explained (why it could not be)."""

    how: Literal["done", "explained"]
    words: str


async def change(service: Service, worker: Worker, action: Action, version: int, wish: Wish) -> Outcome:
    """Keep other words, another owner or day in place of what stood at `version`; "stale" when that is gone.

    Words by somebody who may not show them are shown to nobody outside until somebody who may does so.
    """
    key, was = key_of(service, action), words_of(service, action)
    same = (was.said, was.planned) == (wish.said.strip(), wish.planned.strip())
    changed = msgspec.structs.replace(
        action,
        version=version,
        said=key.seal(wish.said.strip(), f"{action.id}/said"),
        planned=key.seal(wish.planned.strip(), f"{action.id}/planned"),
        owner_id=wish.owner,
        due_at=due_of(date.fromisoformat(wish.due)),
        shown=action.shown and (same or worker.role in SHOWERS),
    )
    before = "" if same else f"{was.said}\n{was.planned}"
    step = Step("changed", "action-changed", before)
    return await _replaced(service, worker, changed, step, owner_before=action.owner_id)


async def settle(service: Service, worker: Worker, action: Action, version: int, ending: Ending) -> Outcome:
    """Close an action; "stale" as in `change`, and words are shown to people as there."""
    words = ending.words.strip()
    changed = msgspec.structs.replace(
        action,
        version=version,
        state=ending.how,
        outcome=key_of(service, action).seal(words, f"{action.id}/outcome"),
        settled_by=worker.id,
        settled_at=service.now(),
        shown=action.shown and worker.role in SHOWERS,
    )
    return await _replaced(service, worker, changed, Step(ending.how, "action-settled", words))


async def reopen(service: Service, worker: Worker, action: Action, version: int, due: str) -> Outcome:
    """Open a closed action again until another day; what was said at its end stays in its history."""
    changed = msgspec.structs.replace(
        action,
        version=version,
        state="open",
        outcome=None,
        settled_by=None,
        settled_at=None,
        due_at=due_of(date.fromisoformat(due)),
    )
    return await _replaced(service, worker, changed, Step("reopened", "action-reopened"))


async def set_shown(
    service: Service, worker: Worker, action: Action, version: int, *, shown: bool
) -> Outcome:
    """Show an action to the people whose answers led to it, and in reports and posters; or not any more."""
    changed = msgspec.structs.replace(action, version=version, shown=shown)
    step = Step("shown", "action-shown") if shown else Step("hidden", "action-hidden")
    return await _replaced(service, worker, changed, step)


async def _replaced(
    service: Service, worker: Worker, changed: Action, step: Step, *, owner_before: str | None = None
) -> Outcome:
    async def work(tx: Transaction) -> Outcome:
        if not await replace_action(tx, changed):
            return "stale"
        await keep_step(tx, service, changed, worker, step)
        if owner_before is not None and changed.owner_id != owner_before:
            await tell_owner(tx, service, changed, worker)
        return "done"

    return await service.database.transaction(work)
