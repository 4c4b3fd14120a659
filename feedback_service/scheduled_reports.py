"""Making the drafts that are due: each exactly once, whatever dies in between, and telling who reads them."""

import logging
from collections.abc import Callable
from typing import Final, NamedTuple

import uuid_utils

from feedback_service.faults import log_fault
from feedback_service.report_planning import GIVEN_UP, NOBODY, TOO_OLD, covers, readers, stewards
from feedback_service.report_schedule import Due, due, extent_of
from feedback_service.reporting import ReportError, make_report
from feedback_service.service import Service
from feedback_service.storage.database import StorageError, Transaction
from feedback_service.storage.places import whose_is
from feedback_service.storage.report_runs import Run, anybody_heard, begin_again, begin_run, end_run
from feedback_service.storage.reports import find_report
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.workers import Worker, all_workers
from feedback_service.telling import tell

log = logging.getLogger(__name__)
MADE: Final = "A draft was made."
SKIPPED: Final = "Skipped: the service did not run when this was due, and a later period is over."


class _Notice(NamedTuple):
    """What kind of notice goes out when a run has ended, and to whom of all workers for its place."""

    kind: str
    whom: Callable[[list[Worker], str], list[Worker]]


_READY: Final = _Notice("report", readers)
_NOT_MADE: Final = _Notice("no-report", stewards)


async def make_due(service: Service, *, scope: Scope = EVERYTHING) -> int:
    """Make every draft that is due within this scope; returns how many were made."""
    async with service.database.reading() as connection:
        found = [one for one in await due(service, connection) if covers(scope, one.place)]
    return sum([await _see_to(service, one) for one in found])


async def _see_to(service: Service, one: Due) -> bool:
    """Whether a draft was made of it now."""
    if one.run is not None and one.what != "make":
        return await _over(service, one, one.run)
    try:
        run = await _claimed(service, one)
    except StorageError:  # another process wrote the same row at the same time
        run = None
    if run is None:  # somebody else was first
        return False
    try:
        return await _make(service, one, run)
    except Exception as error:  # noqa: BLE001 (one that fails holds up no other, and is tried again)
        log_fault(log, error, f"Draft of run {run.id}")
        why = str(error) if isinstance(error, ReportError) else f"It failed ({type(error).__name__})."
        await service.database.transaction(lambda tx: end_run(tx, run.id, why, None))
        return False


async def _over(service: Service, one: Due, run: Run) -> bool:
    """End a run that is not tried again; whether its draft was made all the same, and nobody told yet."""
    async with service.database.reading() as connection:
        made = await find_report(connection, run.id)
    if made is not None:
        await _end(service, run.id, MADE, one.place, _READY, report_id=run.id)
        return True
    await _end(service, run.id, _why(one, run), one.place, _NOT_MADE)
    return False


def _why(one: Due, run: Run) -> str:
    words = GIVEN_UP if one.what == "give up" else TOO_OLD
    return f"{words} {run.outcome}".strip()


async def _claimed(service: Service, one: Due) -> Run | None:
    """The run, begun now, with what it skips noted; None when it is somebody else's."""
    now = service.now()

    def new(start: int, end: int) -> Run:
        return Run(
            id=str(uuid_utils.uuid7()),
            kind=one.kind,
            place=one.place,
            period_from=start,
            period_to=end,
            started_at=now,
        )

    async def work(tx: Transaction) -> Run | None:
        if one.run is not None:
            return one.run if await begin_again(tx, one.run, now) else None
        run = new(*one.period)
        if not await begin_run(tx, run):
            return None
        for period in one.skipped:
            earlier = new(*period)
            if await begin_run(tx, earlier):
                await end_run(tx, earlier.id, SKIPPED, now)
        return run

    return await service.database.transaction(work)


async def _make(service: Service, one: Due, run: Run) -> bool:
    async with service.database.reading() as connection:
        made = await find_report(connection, run.id)  # a run may die just after its draft was kept
        heard = await anybody_heard(connection, await extent_of(connection, one))
    if made is None and not heard:
        await _end(service, run.id, NOBODY, one.place)
        return False
    if made is None:
        team_id, agency = whose_is(one.place)
        await make_report(
            service,
            team_id=team_id,
            agency=agency,
            period_from=one.period.start,
            period_to=one.period.end,
            made_by=None,
            report_id=run.id,
        )
    await _end(service, run.id, MADE, one.place, _READY, report_id=run.id)
    return True


async def _end(
    service: Service,
    run_id: str,
    outcome: str,
    place: str,
    notice: _Notice | None = None,
    *,
    report_id: str | None = None,
) -> None:
    """Note how a run ended and tell those whom this concerns, if anybody: once, both or neither."""
    now = service.now()

    async def work(tx: Transaction) -> None:
        if await end_run(tx, run_id, outcome, now, report_id) and notice is not None:
            people = notice.whom(await all_workers(tx), place)
            await tell(tx, service, notice.kind, [one.id for one in people], now)

    await service.database.transaction(work)
