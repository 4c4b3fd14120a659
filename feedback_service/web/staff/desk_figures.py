"""How a worker's teams are doing: a few numbers, each with what it is counted of."""

from datetime import datetime, timedelta

from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.team_figures import answered_between, heard, median_wait
from feedback_service.storage.workers import Worker
from feedback_service.uk_time import moment_of
from feedback_service.web.staff.pages import Figure
from feedback_service.web.staff.wording import age


async def figures(connection: Transaction, service: Service, worker: Worker) -> tuple[Figure, ...]:
    """Counted over what this worker may read, which is why no number is hidden from them."""
    scope, now = worker.scope, service.now() + 1
    this, before = months(service.now())
    month = await answered_between(connection, scope, this, now)
    last = await answered_between(connection, scope, before, this)
    median = await median_wait(connection, scope, this, now, month.read)
    subjects = await heard(connection, scope)
    return (
        Figure(
            label="Answered this month",
            value=str(month.n),
            of=f"{last.n} in all of last month",
            href="/staff/submissions?show=all",
        ),
        Figure(label="Of these, read", value=str(month.read), of=f"of {month.n}"),
        Figure(
            label="Waited to be read",
            value="—" if median is None else age(0, median),
            of=f"or less, for half of {month.read}" if month.read else "none read yet",
        ),
        Figure(
            label="Not heard yet",
            value=str(subjects.silent),
            of=f"of {subjects.n} children and families",
        ),
    )


def months(now: int) -> tuple[int, int]:
    """When this month and the one before it began by the clock of the UK, in Unix milliseconds."""
    this = moment_of(now).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    return _begins(this), _begins((this - timedelta(days=1)).replace(day=1))


def _begins(moment: datetime) -> int:
    start = datetime(moment.year, moment.month, 1, tzinfo=moment.tzinfo)
    return int(start.timestamp() * 1000)
