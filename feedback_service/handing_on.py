"""Who may see a submission, changed by a lead: handed on, shown to the team, or kept from more people.

To widen it is for whom it came to first, once they have opened all that belongs to it as it is by now. To
narrow it is for every lead who sees it: nicknames, and "he", only people understand.
"""

from collections.abc import Awaitable, Callable
from typing import Literal

from feedback_service.service import Service
from feedback_service.storage import routing_decisions, routings
from feedback_service.storage.audit import Action, note
from feedback_service.storage.database import Transaction
from feedback_service.storage.kept_away import FOR_INDEPENDENT, FOR_LEADS
from feedback_service.storage.moving import tell_who_sees_now
from feedback_service.storage.opened import unopened
from feedback_service.storage.raising_anew import tell_anew
from feedback_service.storage.sight import sees, team_of
from feedback_service.storage.workers import Worker, all_workers

Done = Literal["handed", "shown", "kept-away", "barred", "unbarred", "changed", "newer"]
_Work = Callable[[Transaction, str, int], Awaitable[bool]]


async def hand_on(service: Service, worker: Worker, submission_id: str, *, saw: str) -> Done | None:
    """To the leads of the team, whom the words do not name. None where it is not this worker's to do.

    They are told of what nobody has decided on, and called for what is urgent, as if it was raised now.
    "newer", and nothing is done, where `said_so_far` is no longer what they `saw`, or they have not opened
    all that belongs to it; so for all that widens.
    """

    async def work(tx: Transaction, root: str, now: int) -> bool:
        if not await routing_decisions.lift(tx, root, FOR_INDEPENDENT, worker.id, now):
            return False
        await routing_decisions.keep(tx, root, "handed", worker.id, now)
        await tell_anew(tx, root, now)
        return True

    return await _changed(
        service, worker, submission_id, work, action="submission-handed", done="handed", first=True, saw=saw
    )


async def show_to_team(service: Service, worker: Worker, submission_id: str, *, saw: str) -> Done | None:
    """To everybody who reads for the team. "changed", and nothing is, while it is for independent leads."""

    async def work(tx: Transaction, root: str, now: int) -> bool:
        kept = {one.about for one in await routings.routings_of(tx, root) if one.released_at is None}
        if kept & {*FOR_INDEPENDENT}:
            return False
        return await routing_decisions.lift(tx, root, FOR_LEADS, worker.id, now)

    return await _changed(
        service, worker, submission_id, work, action="submission-shown", done="shown", saw=saw
    )


async def keep_away(service: Service, worker: Worker, submission_id: str) -> Done | None:
    """For an independent lead only, from now on."""

    async def work(tx: Transaction, root: str, now: int) -> bool:
        return await routing_decisions.keep(tx, root, "worker", worker.id, now)

    return await _changed(
        service, worker, submission_id, work, action="submission-kept-away", done="kept-away"
    )


async def bar(service: Service, worker: Worker, submission_id: str, barred: str) -> Done | None:
    """From one more worker, of those that `barrable` lists; "changed" for any other."""

    async def work(tx: Transaction, root: str, now: int) -> bool:
        people = {one.id for one in barrable(worker, await all_workers(tx), await team_of(tx, root))}
        return barred in people and await routing_decisions.bar(tx, root, barred, worker.id, now)

    return await _changed(service, worker, submission_id, work, action="worker-barred", done="barred")


async def lift_bar(
    service: Service, worker: Worker, submission_id: str, routing_id: str, *, saw: str
) -> Done | None:
    """Who was named is not meant: they see it as far as their role and teams go.

    An independent lead is told of it, as it is theirs again.
    """

    async def work(tx: Transaction, root: str, now: int) -> bool:
        if not await routing_decisions.lift_bar(tx, root, routing_id, worker.id, now):
            return False
        await tell_who_sees_now(tx, now, [root])
        return True

    return await _changed(
        service, worker, submission_id, work, action="bar-lifted", done="unbarred", first=True, saw=saw
    )


def barrable(worker: Worker, people: list[Worker], team_id: str | None) -> list[Worker]:
    """Of those who read for a team, whom this worker may keep a submission from.

    Not themselves; and an independent lead only by one.
    """
    others = [one for one in people if one.active and one.id != worker.id and one.scope.includes(team_id)]
    return [one for one in others if worker.independent or not one.independent]


async def _changed(
    service: Service,
    worker: Worker,
    submission_id: str,
    work: _Work,
    *,
    action: Action,
    done: Done,
    first: bool = False,
    saw: str | None = None,
) -> Done | None:
    """`first`: only by whom such words come to before all others. `saw`: only if they read it all."""
    now = service.now()

    async def whole(tx: Transaction) -> Done | None:
        root = await routings.root_of(tx, submission_id)
        if root is None or not await sees(tx, worker.scope, submission_id):
            return None
        if first and not await routing_decisions.may_decide(tx, worker.scope, submission_id):
            return None
        if saw is not None and not await _has_read(tx, root, worker, saw):
            return "newer"
        if not await work(tx, root, now):
            return "changed"
        await note(tx, action, root, worker.id, now)
        return done

    return await service.database.transaction(whole)


async def _has_read(tx: Transaction, root: str, worker: Worker, saw: str) -> bool:
    return saw == await routing_decisions.said_so_far(tx, root) and not await unopened(tx, root, worker.id)
