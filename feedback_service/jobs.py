"""What runs when. Jobs are code and their state is rows, so nothing is forgotten at a restart."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial
from typing import NamedTuple

import uuid_utils
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from feedback_service.action_reminders import remind_of_actions
from feedback_service.addressing import address_waiting
from feedback_service.auditing import tell_head
from feedback_service.codebook_trials import try_codebooks
from feedback_service.drafting import send_idle
from feedback_service.emerging import find_daily
from feedback_service.faults import log_fault
from feedback_service.key_watch import SECONDS, KeyWatch
from feedback_service.ladder import climb, remind
from feedback_service.learning import learn_daily
from feedback_service.notifying import send_due
from feedback_service.quote_marking import mark_waiting
from feedback_service.retention import erase_due
from feedback_service.returning import give_receipts
from feedback_service.routing import route_waiting
from feedback_service.scheduled_reports import make_due
from feedback_service.service import Service
from feedback_service.sign_finding import ask_in_time, find_signs
from feedback_service.storage.deliveries import CHANNELS
from feedback_service.storage.job_runs import note_run
from feedback_service.stuck import watch
from feedback_service.theming import read_again, theme_pending
from feedback_service.tidying import tidy

log = logging.getLogger(__name__)
Job = Callable[[Service], Awaitable[int]]
REPORTS = "reports on schedule"
FAILED_AGAIN = 60_000  # milliseconds
# These look every few seconds or minutes and mostly find nothing: only what they did is noted.
FREQUENT = frozenset(
    {"ladder", "reminders", "signs of harm", "signs in time", "routing", "notices", *CHANNELS, "watch"}
    | {"key file", "trial of a codebook", REPORTS, "actions due"}
)
# Each run of these is noted: by "unfinished" `doctor` sees that jobs run. Where a quiet job did something,
# something had come that not everybody may know of: people are told failures, and when it last looked.
QUIET = FREQUENT | {"unfinished", "receipts", "theming", "quotes to check", "reading again"}


class Upcoming(NamedTuple):
    """How often a job runs, in seconds, when it does next and when it last ended well, whatever it did.

    Times are in Unix milliseconds; None: not planned, not yet. `since`: when the timetable was made.
    """

    every: int
    next_at: int | None
    well_at: int | None
    since: int


class Timetable:
    """The scheduler of one service process: start it once, stop it before the database closes."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._since = service.now()
        self._running: dict[str, asyncio.Task[None]] = {}
        self._failed: dict[str, int] = {}
        self._well: dict[str, int] = {}
        self._scheduler = AsyncIOScheduler(
            timezone="UTC", job_defaults={"coalesce": True, "max_instances": 2, "misfire_grace_time": None}
        )
        self.add("unfinished", send_idle, seconds=60)
        self.add("ladder", climb, seconds=5)
        self.add("reminders", remind, seconds=60)
        self.add("receipts", give_receipts, seconds=60)
        self.add("signs of harm", find_signs, seconds=1)
        self.add("signs in time", partial(ask_in_time, since=service.now()), seconds=10)
        self.add("theming", theme_pending, seconds=60 * service.settings.theming_minutes)
        self.add("quotes to check", mark_waiting, seconds=60 * service.settings.theming_minutes)
        self.add("routing", route_waiting, seconds=2)
        self.add("notices", address_waiting, seconds=2)
        for channel in CHANNELS:  # each by itself, so that a slow one holds up no other
            self.add(channel, partial(send_due, channel=channel), seconds=2)
        self.add("watch", watch, seconds=10)
        self.add("key file", KeyWatch().look, seconds=SECONDS)
        self.add("head of the audit trail", tell_head, seconds=86_400)
        self.add("learning", learn_daily, seconds=3600)
        self.add("emergent", find_daily, seconds=3600)
        self.add("trial of a codebook", try_codebooks, seconds=5)
        self.add(REPORTS, make_due, seconds=600)
        self.add("actions due", remind_of_actions, seconds=600)
        self.add("retention", erase_due, seconds=3600)
        self.add("tidying", tidy, seconds=3600)
        self.add("reading again", read_again, seconds=60 * service.settings.theming_minutes)

    def add(self, name: str, job: Job, *, seconds: float) -> None:
        """Run `job` every so many seconds once the timetable is started."""
        self._scheduler.add_job(self._run, "interval", args=(name, job), seconds=seconds, id=name)

    def start(self) -> None:
        """Begin; each job runs first after its interval."""
        self._scheduler.start()

    async def stop(self) -> None:
        """Let running jobs end (the scheduler itself would cancel them halfway), then stop."""
        self._scheduler.pause()
        await asyncio.gather(*self._running.values(), return_exceptions=True)
        self._scheduler.shutdown(wait=False)

    def upcoming(self) -> dict[str, Upcoming]:
        """Every job by its name, in the order in which they were added."""
        return {
            str(job.id): Upcoming(
                round(job.trigger.interval.total_seconds()),
                _milliseconds(job.next_run_time),
                self._well.get(str(job.id)),
                self._since,
            )
            for job in self._scheduler.get_jobs()
        }

    def leave_out(self, name: str) -> None:
        """Do not run this job."""
        self._scheduler.remove_job(name)

    async def _run(self, name: str, job: Job) -> None:
        if name in self._running:  # it goes on, and its next turn comes soon
            return
        task = asyncio.create_task(self._once(name, job))
        self._running[name] = task
        task.add_done_callback(lambda _: self._running.pop(name, None))
        await asyncio.shield(task)

    async def _once(self, name: str, job: Job) -> None:
        if await run_job(self._service, name, job, quiet=name in FREQUENT, failed=self._failed):
            self._well[name] = self._service.now()


def _milliseconds(moment: datetime | None) -> int | None:
    return round(moment.timestamp() * 1000) if moment else None


async def run_job(
    service: Service, name: str, job: Job, *, quiet: bool = False, failed: dict[str, int] | None = None
) -> bool:
    """Run one job, note when, and how it ended, and give whether well; none that fails stops the timetable.

    Runs of a `quiet` job that did nothing are not noted: one of every two seconds would fill the table. Nor
    is each failure: `failed` holds when one was noted last, by job, and within FAILED_AGAIN of that none is.
    """
    started, well = service.now(), True
    try:
        done = await job(service)
        outcome = f"{done} done"
        if quiet and not done:
            return True
    except Exception as error:  # noqa: BLE001 (the timetable goes on whatever fails)
        well = False
        if quiet and failed is not None and started - failed.get(name, -FAILED_AGAIN) < FAILED_AGAIN:
            return False
        if failed is not None:
            failed[name] = started
        log_fault(log, error, f"Job {name} failed")
        outcome = f"failed: {type(error).__name__}"
    row = {
        "id": str(uuid_utils.uuid7()),
        "job": name,
        "started_at": started,
        "finished_at": service.now(),
        "outcome": outcome,
    }
    await service.database.transaction(lambda tx: note_run(tx, row))
    return well
