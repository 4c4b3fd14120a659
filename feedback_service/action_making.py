"""Making an action: what it comes of, and whose answers are linked to it."""

from datetime import date
from typing import NamedTuple

from feedback_service.action_steps import Step, keep_step, tell_owner
from feedback_service.action_wishes import Wish, due_of
from feedback_service.service import Service
from feedback_service.storage import action_events as events
from feedback_service.storage.actions import Action, add_action, find_action
from feedback_service.storage.database import Transaction
from feedback_service.storage.report_data import Extent
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.workers import Worker


class Origin(NamedTuple):
    """What an action comes of: a report and a theme of it, single submissions, or nothing in particular."""

    team_id: str | None
    report_id: str | None = None
    theme_id: str | None = None
    submission_ids: tuple[str, ...] = ()
    extent: Extent | None = None


async def make(service: Service, worker: Worker, action_id: str, wish: Wish, origin: Origin) -> None:
    """Keep a checked action under this id; made before (a double press), nothing happens."""
    now, key = service.now(), service.keys.new_data_key(action_id)
    action = Action(
        id=action_id,
        team_id=origin.team_id,
        report_id=origin.report_id,
        theme_id=origin.theme_id,
        master=key.stored.master,
        wrapped=key.stored.wrapped,
        said=key.seal(wish.said.strip(), f"{action_id}/said"),
        planned=key.seal(wish.planned.strip(), f"{action_id}/planned"),
        outcome=None,
        owner_id=wish.owner,
        due_at=due_of(date.fromisoformat(wish.due)),
        state="open",
        shown=False,
        single=origin.theme_id is None and bool(origin.submission_ids),
        version=1,
        made_by=worker.id,
        made_at=now,
    )

    async def work(tx: Transaction) -> None:
        if await find_action(tx, EVERYTHING, action_id) is not None:
            return
        await add_action(tx, action)
        behind = list(origin.submission_ids)
        if origin.extent is not None and origin.theme_id is not None:
            behind = await events.with_theme(tx, origin.extent, origin.theme_id)
        await events.link_submissions(tx, action_id, behind)
        await keep_step(tx, service, action, worker, Step("made", "action-made"))
        await tell_owner(tx, service, action, worker)

    await service.database.transaction(work)
