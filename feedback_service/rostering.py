"""Putting workers on the rota and taking them off, by the page and the command line."""

import uuid_utils

from feedback_service.duty import CALLABLE
from feedback_service.rota_plans import Plan, RotaError, rung_of, times_of
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.rota import Shift, Turn, add_shifts, cancel_shift, turn_by_id, turns_between
from feedback_service.storage.scope import Scope
from feedback_service.storage.workers import worker_by_id


async def add_plan(service: Service, plan: Plan, scope: Scope, by: str | None) -> int:
    """Keep what is planned and give how many shifts are new; the same one twice is kept once.

    `scope` is that of whoever adds it, `by` their id. Raises RotaError.
    """
    now = service.now()
    rung, times = rung_of(plan.rung), times_of(plan, now)
    if plan.team_id and not scope.includes(plan.team_id):
        raise RotaError("team", "Choose a team of yours.")

    async def work(tx: Transaction) -> int:
        worker = await worker_by_id(tx, plan.worker_id)
        if worker is None or not worker.active or worker.role not in CALLABLE:
            raise RotaError("worker", "Choose a safeguarding lead or manager who may sign in.")
        if not scope.overlaps(worker.scope):
            raise RotaError("worker", "Choose somebody who sees a team of yours.")
        if plan.team_id and not worker.scope.includes(plan.team_id):
            raise RotaError("team", f"{worker.name} does not see this team. Choose another, or every team.")
        shifts = [
            Shift(
                id=str(uuid_utils.uuid7()),
                worker_id=worker.id,
                rung=rung,
                team_id=plan.team_id or None,
                starts_at=since,
                ends_at=until,
                made_by=by,
                made_at=now,
            )
            for since, until in times
        ]
        there = {_same(one) for one in await turns_between(tx, times[0][0], times[-1][1])}
        new = [one for one in shifts if _same(one) not in there]
        await add_shifts(tx, new)
        for one in new:
            await note(tx, "shift-added", one.id, by, now)
        return len(new)

    return await service.database.transaction(work)


async def cancel(service: Service, shift_id: str, scope: Scope, by: str | None) -> bool:
    """Take a shift off the rota; False when it was off or over, or is none of this scope's.

    Of a scope are shifts for one of its teams, and those for every team of a worker who sees one of them.
    """
    now = service.now()

    async def work(tx: Transaction) -> bool:
        turn = await turn_by_id(tx, shift_id)
        worker = await worker_by_id(tx, turn.worker_id) if turn else None
        if turn is None or worker is None:
            return False
        if not (scope.includes(turn.team_id) if turn.team_id else scope.overlaps(worker.scope)):
            return False
        done = await cancel_shift(tx, shift_id, by, now)
        if done:
            await note(tx, "shift-cancelled", shift_id, by, now)
        return done

    return await service.database.transaction(work)


def _same(one: Shift | Turn) -> tuple[str, str, str | None, int, int]:
    return one.worker_id, one.rung, one.team_id, one.starts_at, one.ends_at
