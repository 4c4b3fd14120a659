"""What may wait for a worker, by role: counted no further than anybody needs to know."""

from typing import Final

from feedback_service.quote_waiting import LENGTH
from feedback_service.service import Service
from feedback_service.storage.actions import due_actions, overdue_actions
from feedback_service.storage.asks import asks_waiting
from feedback_service.storage.concerns import waiting_to_be_decided, waiting_to_be_seen
from feedback_service.storage.database import Transaction
from feedback_service.storage.desk import (
    Waiting,
    themes_to_check,
    waiting_to_be_approved,
    waiting_to_be_read,
)
from feedback_service.storage.notice_lists import not_getting_through
from feedback_service.storage.quote_places import waiting_to_be_checked
from feedback_service.storage.removals import waiting_removals
from feedback_service.storage.workers import Worker
from feedback_service.stuck import SHOWN_AFTER_GIVING_UP
from feedback_service.web.staff.notices import notices_scope
from feedback_service.web.staff.pages import Task
from feedback_service.web.staff.roles import (
    APPROVES,
    CORRECTS,
    HEARS_OF_NOTICES,
    MAKES_REPORTS,
    PUBLISHES,
    READS,
    SETTLES,
    STEERS,
    TRIAGES,
    Roles,
)
from feedback_service.web.staff.wording import age, plural
from feedback_service.working_days import overdue_before

DAY: Final = 86_400_000
AHEAD: Final = 7 * DAY  # actions due within a week need somebody now
MOST: Final = 999  # more are shown as "999+"
OVERDUE: Final = "/staff/actions?state=overdue"
TO_CHECK: Final = "/staff/submissions?show=check"


async def tasks(connection: Transaction, service: Service, worker: Worker) -> list[Task]:
    """What may wait for this role, whether anything does or not; what presses most comes first."""
    scope, found = worker.scope, list[Task]()

    def add(roles: Roles, label: str, href: str, waiting: Waiting) -> None:
        if worker.role in roles:
            found.append(_task(service, label, href, waiting))

    if worker.role in TRIAGES:
        found += await _concerns(connection, service, worker)
    if worker.role in HEARS_OF_NOTICES:
        found.append(await _not_through(connection, service, worker))
    if worker.role in READS:
        add(READS, "Questions to you", "/staff/asks", await asks_waiting(connection, scope, worker.id))
        found.append(await _unread(connection, service, worker))
        found += await _actions(connection, service, worker)
    if worker.role in SETTLES:
        asked = await waiting_removals(connection, scope)
        add(SETTLES, "Requests to take something away", "/staff/removals", asked)
    if worker.role in CORRECTS:
        check = await themes_to_check(connection, scope, MOST + 1)
        add(CORRECTS, "Submissions with themes to check", TO_CHECK, check)
    if worker.role in MAKES_REPORTS:
        pointing = await waiting_to_be_checked(connection, scope, LENGTH, MOST + 1)
        add(MAKES_REPORTS, "Quotes to check", "/staff/quotes", pointing)
        drafts = await waiting_to_be_approved(connection, scope)
        label = "Reports to approve" if worker.role in APPROVES else "Drafts of reports"
        add(MAKES_REPORTS, label, "/staff/reports", drafts)
    if worker.role in PUBLISHES:
        approved = await waiting_to_be_approved(connection, scope, "approved")
        add(PUBLISHES, "Reports to publish", "/staff/reports", approved)
    return found


async def _concerns(connection: Transaction, service: Service, worker: Worker) -> list[Task]:
    scope, list_page = worker.scope, "/staff/concerns"
    urgent = await waiting_to_be_seen(connection, scope, "urgent")
    concern = await waiting_to_be_seen(connection, scope, "concern")
    overdue = overdue_before(service.now())
    undecided = await waiting_to_be_decided(connection, scope, late_before=overdue, most=MOST + 1)
    late = f"{shown(undecided.late)} overdue" if undecided.late else ""
    return [
        _task(service, "Urgent concerns nobody has seen", list_page, urgent, urgent=True),
        _task(service, "Other concerns nobody has seen", list_page, concern),
        _task(service, "Concerns without a decision", list_page, undecided, late=late),
    ]


async def _not_through(connection: Transaction, service: Service, worker: Worker) -> Task:
    since = service.now() - SHOWN_AFTER_GIVING_UP
    failing = await not_getting_through(connection, notices_scope(worker), since)
    return _task(service, "Notices that did not get through", "/staff/notices", failing, urgent=True)


async def _unread(connection: Transaction, service: Service, worker: Worker) -> Task:
    days = service.settings.read_within_days
    before = service.now() - days * DAY
    unread = await waiting_to_be_read(connection, worker.scope, late_before=before, most=MOST + 1)
    said = f"{shown(unread.late)} for more than {plural(days, 'day')}" if unread.late else ""
    return _task(service, "Submissions nobody has read", "/staff/submissions", unread, late=said)


async def _actions(connection: Transaction, service: Service, worker: Worker) -> list[Task]:
    due = await due_actions(connection, worker, service.now(), ahead=AHEAD)
    late = f"{shown(due.late)} past {'its' if due.late == 1 else 'their'} day" if due.late else ""
    mine = _task(service, "Actions of yours that are due", "/staff/actions", due, late=late)
    if worker.role not in STEERS:
        return [mine]
    overdue = await overdue_actions(connection, worker.scope, service.now())
    return [mine, _task(service, "Actions past their day", OVERDUE, overdue)]


def shown(count: int) -> str:
    """A count as the desk tells it."""
    return f"{MOST}+" if count > MOST else str(count)


def _task(
    service: Service, label: str, href: str, waiting: Waiting, *, urgent: bool = False, late: str = ""
) -> Task:
    return Task(
        label=label,
        count=shown(waiting.count),
        age=age(waiting.oldest, service.now()) if waiting.oldest is not None else "",
        href=href,
        urgent=urgent and waiting.count > 0,
        late=late,
    )
