"""What the database tells: whether it is whole, whether jobs run, and whether anything lies unseen."""

from collections.abc import Iterator

from feedback_service.auditing import verify
from feedback_service.doctor_findings import Finding, bad, good, warning
from feedback_service.service import Service
from feedback_service.storage.database import StorageError
from feedback_service.storage.desk import Waiting, waiting_to_be_read
from feedback_service.storage.health import Run, last_runs, newest_time, sqlite_faults, sqlite_unsafe
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.tablets import Tablet, tablets_in
from feedback_service.stuck import HARM_DRAFT, found_stuck, overdue, pressing

MINUTE, DAY = 60_000, 86_400_000  # milliseconds
LATE = 10 * MINUTE  # for a job that runs every minute
EVERY_MINUTE = "unfinished"
UNSEEN = 30 * DAY
_LYING = {
    "words": "Words wait to be read by the machine",
    "notice": "A notice waits to be addressed",
    "delivery": "A call about something urgent has not got through",
    HARM_DRAFT: "An unfinished answer with a sign of harm in it could not be sent as it is",
    "link_draft": "An unfinished answer begun by link could not be sent as it is",
    "tablet_draft": "An unfinished answer on a tablet could not be sent as it is",
}


async def in_the_database(service: Service, thoroughly: bool) -> list[Finding]:
    """The findings; `thoroughly` reads every page of a SQLite file and every row of the trail."""
    now, faults = service.now(), await _faults(service, thoroughly=thoroughly)
    if faults:  # what else a damaged file says is worth nothing
        return list(_whole(faults))
    await overdue(service)  # looks at each, as nothing else does in a process of its own
    async with service.database.reading() as connection:
        newest = await newest_time(connection)
        runs, unread = await last_runs(connection), await waiting_to_be_read(connection, EVERYTHING)
        stuck, tablets = await found_stuck(service, connection), await tablets_in(connection, EVERYTHING)
    found = [*_whole(faults), *_clock(newest, now), *_jobs(runs, now), *_unread(service, unread, now)]
    found += [*_stuck(stuck), *_tablets([one for one, _ in tablets], now)]
    return found + await _trail(service)


async def _faults(service: Service, *, thoroughly: bool) -> list[str]:
    if not service.database.is_sqlite:
        return []
    try:
        async with service.database.reading() as connection:
            faults = await sqlite_faults(connection, thoroughly=thoroughly)
        return faults or await service.database.transaction(sqlite_unsafe)
    except StorageError as error:
        return [str(error)]


def _whole(faults: list[str]) -> Iterator[Finding]:
    if faults:
        yield bad(
            "database file",
            f"The database's file is damaged or set up wrongly: {'; '.join(faults[:3])}.",
            "Keep a copy of it as it is, then restore the last backup that is whole (docs/deployment.md).",
        )
    else:
        yield good("database file", "The database is whole and has the schema it needs.")


def _clock(newest: int, now: int) -> Iterator[Finding]:
    if newest > now + MINUTE:
        yield bad(
            "clock",
            f"Something was noted {(newest - now) // MINUTE} minutes from now: the clock here is wrong.",
            "Let the clock be set by the network (NTP): calls to workers go by it.",
        )
    else:
        yield good("clock", "The clock is not behind what was noted last.")


def _jobs(runs: list[Run], now: int) -> Iterator[Finding]:
    for run in runs:
        if run.outcome.startswith("failed"):
            yield bad(
                "jobs",
                f"The job '{run.job}' {run.outcome} when it ran last.",
                "Look in the journal for its place in the code.",
            )
    last = next((run.finished_at for run in runs if run.job == EVERY_MINUTE), 0)
    if now - last > LATE:
        yield warning(
            "jobs",
            "No job has run for ten minutes: unfinished answers are not sent and nobody is called.",
            "Start the service, if it is not meant to be stopped.",
        )
    else:
        yield good("jobs", "Jobs run.")


def _unread(service: Service, unread: Waiting, now: int) -> Iterator[Finding]:
    days = service.settings.read_within_days
    if unread.oldest is not None and now - unread.oldest > days * DAY:
        yield bad(
            "reading",
            f"{unread.count} submissions wait to be read by a person, the oldest for "
            f"{(now - unread.oldest) // DAY} days; {days} were promised.",
            "Somebody has to read them: the page Reading lists them, the oldest first.",
        )
    else:
        yield good("reading", f"{unread.count} submissions wait to be read by a person; none for too long.")


def _stuck(found: tuple[str, ...]) -> Iterator[Finding]:
    for name in found:
        yield bad(
            "stuck",
            f"{_LYING[name]}, for longer than it should.",
            "See the page Notices, and the journal."
            if pressing([name]) and name != HARM_DRAFT
            else "`feedback-service drafts list` names it, and says what keeps it.",
        )


def _tablets(tablets: list[Tablet], now: int) -> Iterator[Finding]:
    for one in tablets:
        if one.revoked_at is None and one.waiting and one.seen_at and now - one.seen_at > UNSEEN:
            yield bad(
                "tablets",
                f"{one.waiting} answers wait on the tablet '{one.name}', which was last seen "
                f"{(now - one.seen_at) // DAY} days ago.",
                "Bring it to a network, or bring its answers in by file (page Tablets).",
            )


async def _trail(service: Service) -> list[Finding]:
    checked = await verify(service)
    if checked.fault:
        return [
            bad(
                "trail",
                f"The audit trail does not hold: {checked.fault}",
                "Keep a copy of the database and find out who could write to it.",
            )
        ]
    return [good("trail", f"The audit trail holds, {checked.rows} rows of it.")]
