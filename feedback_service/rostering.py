"""Putting workers on the rota and taking them off, by the page and the command line."""

from datetime import datetime, timedelta
from typing import NamedTuple

import uuid_utils

from feedback_service.duty import CALLABLE
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.rota import RUNGS, Rung, Shift, Turn, add_shifts, cancel_shift, turns_between
from feedback_service.storage.scope import Scope
from feedback_service.storage.workers import worker_by_id
from feedback_service.uk_time import ZONE

MOST_WEEKS = 52
LONGEST = timedelta(days=14)


class RotaError(Exception):
    """A shift cannot be added; `field` is the field it is about, and the message says what to do."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class Plan(NamedTuple):
    """A shift to be added, in so many weeks in a row; `team_id` empty is every team that the worker sees.

    Times are as on a clock in the UK (`datetime-local`), and stay so in weeks after the clocks change.
    """

    worker_id: str
    rung: str
    team_id: str
    since: str
    until: str
    weeks: str = "1"


async def add_plan(service: Service, plan: Plan, scope: Scope, by: str | None) -> int:
    """Keep what is planned and give how many shifts are new; the same one twice is kept once.

    `scope` is that of whoever adds it, `by` their id. Raises RotaError.
    """
    now = service.now()
    rung, times = _rung(plan.rung), _times(plan, now)
    if plan.team_id and not scope.includes(plan.team_id):
        raise RotaError("team", "Choose a team of yours.")

    async def work(tx: Transaction) -> int:
        worker = await worker_by_id(tx, plan.worker_id)
        if worker is None or not worker.active or worker.role not in CALLABLE:
            raise RotaError("worker", "Choose a safeguarding lead or manager who may sign in.")
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


async def cancel(service: Service, shift_id: str, by: str | None) -> bool:
    """Take a shift off the rota; False when it was off or over."""
    now = service.now()

    async def work(tx: Transaction) -> bool:
        done = await cancel_shift(tx, shift_id, by, now)
        if done:
            await note(tx, "shift-cancelled", shift_id, by, now)
        return done

    return await service.database.transaction(work)


def _same(one: Shift | Turn) -> tuple[str, str, str | None, int, int]:
    return one.worker_id, one.rung, one.team_id, one.starts_at, one.ends_at


def _rung(text: str) -> Rung:
    if text not in RUNGS:
        raise RotaError("rung", "Choose what the worker is on call as.")
    return text


def _times(plan: Plan, now: int) -> list[tuple[int, int]]:
    since = local_time("since", plan.since)
    until = local_time("until", plan.until)
    if not plan.weeks.isascii() or not plan.weeks.isdigit() or not 1 <= int(plan.weeks) <= MOST_WEEKS:
        raise RotaError("weeks", f"Give a number of weeks from 1 to {MOST_WEEKS}.")
    if until <= since:
        raise RotaError("until", "The end must be after the start.")
    if until - since > LONGEST:
        raise RotaError("until", f"One shift lasts {LONGEST.days} days at most. Repeat it weekly instead.")
    if milliseconds(until) <= now:
        raise RotaError("until", "This is over already. Give a time to come.")
    weeks = [timedelta(weeks=week) for week in range(int(plan.weeks))]
    return [(milliseconds(since + week), milliseconds(until + week)) for week in weeks]


def local_time(field: str, text: str) -> datetime:
    """A time as `datetime-local` fields give it, without a zone. Raises RotaError for anything else."""
    try:
        return datetime.strptime(text.strip().replace(" ", "T")[:16], "%Y-%m-%dT%H:%M")  # noqa: DTZ007
    except ValueError as error:
        raise RotaError(field, "Give a date and a time, such as 2026-11-30 17:00.") from error


def milliseconds(time: datetime) -> int:
    """A time on the clock of the UK as Unix milliseconds."""
    return int(time.replace(tzinfo=ZONE).timestamp() * 1000)
