"""The clock: urgent concerns climb the ladder, others become overdue, and what nobody reads is told of.

Nothing is remembered but rows, so a restart loses no step; what came due meanwhile is told once and in order.
"""

import uuid
from collections.abc import Iterator

import uuid_utils

from feedback_service.service import Service
from feedback_service.storage.alarms import Alarm, notice_exists, sound
from feedback_service.storage.database import Transaction
from feedback_service.storage.desk import waiting_to_be_read
from feedback_service.storage.late_concerns import LADDER, Late, last_called, unanswered, undecided
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.scope import EVERYTHING
from feedback_service.uk_time import moment_of
from feedback_service.working_days import due_by, is_open, openings_since, overdue_before

DUTY, MANAGER = 0, 2  # steps of the ladder, for whom reminders are
REMINDERS = 10  # working days on which is told of what somebody looks at, but does not decide
_MINUTE, _DAY = 60_000, 86_400_000
_UNREAD = uuid.UUID("0d2f5c1e-8a57-5d2b-9d0c-6f0a1b7c3e55")
_Told = list[tuple[Alarm, NoticeRow | None]]


async def climb(service: Service) -> int:
    """Take each step of the ladder that is due for urgent concerns nobody looks at; how many were taken."""
    now, minutes = service.now(), service.settings.ladder_minutes

    async def found(connection: Transaction) -> _Told:
        late = await unanswered(connection, now - minutes[0] * _MINUTE)
        called = await last_called(connection) if late else {}
        return list(_steps(late, called, minutes, now))

    async with service.database.reading() as connection:
        if not await found(connection):  # nearly always: leave the writer alone
            return 0

    async def work(tx: Transaction) -> int:
        return await _keep(tx, await found(tx))

    return await service.database.transaction(work)


def _steps(
    late: list[Late], called: dict[tuple[str, int], int], minutes: tuple[int, int, int], now: int
) -> Iterator[tuple[Alarm, NoticeRow | None]]:
    """Each step that is due and not taken, in the order in which they came due.

    Concerns of one submission are told of together: whoever was told of one opens all that were there then.
    """
    due = sorted(
        (one.since + minutes[step - 1] * _MINUTE, one.concern_id, step, one)
        for one in late
        for step in range(one.step + 1, LADDER + 1)
    )
    told = dict(called)
    for at, _, step, one in due:
        if at <= now:
            place = (one.submission_id, step)
            if told.get(place, -1) >= one.since:
                yield Alarm(one.concern_id, step, now), None
                continue
            told[place] = now
            yield Alarm(one.concern_id, step, now), _notice("ladder", one.concern_id, step, now)


async def remind(service: Service) -> int:
    """Tell, once a working day, of concerns without a decision in time and of words nobody has read."""
    now = service.now()

    async def found(connection: Transaction) -> _Told:
        late = await undecided(connection, overdue_before(now), now - 3 * REMINDERS * _DAY)
        return list(_reminders(late, now))

    async with service.database.reading() as connection:
        unread = await _unread(connection, service, now)
        if not unread and not await found(connection):  # nearly always, as with `climb`
            return 0

    async def work(tx: Transaction) -> int:
        return await _keep(tx, await found(tx)) + (await _tell_of_unread(tx, unread) if unread else 0)

    return await service.database.transaction(work)


def _reminders(late: list[Late], now: int) -> Iterator[tuple[Alarm, NoticeRow | None]]:
    """Today's reminder of each overdue concern: the first goes to duty, later ones to the manager."""
    told: set[str] = set()
    for one in late:
        day = 1 + openings_since(due_by(one.since), now)
        if one.reminded < LADDER + day and not (one.seen and day > REMINDERS):
            step = MANAGER if one.reminded else DUTY
            notice = None if one.submission_id in told else _notice("overdue", one.concern_id, step, now)
            told.add(one.submission_id)
            yield Alarm(one.concern_id, LADDER + day, now), notice


async def _unread(connection: Transaction, service: Service, now: int) -> NoticeRow | None:
    """A notice to the managers, once a working day, while something has waited too long to be read."""
    notice_id = str(uuid.uuid5(_UNREAD, str(moment_of(now).date())))
    if not is_open(now) or await notice_exists(connection, notice_id):
        return None
    deadline = now - service.settings.read_within_days * _DAY
    if not (await waiting_to_be_read(connection, EVERYTHING, late_before=deadline, most=1)).late:
        return None
    return NoticeRow(notice_id, "unread", None, MANAGER, False, now)


async def _tell_of_unread(tx: Transaction, unread: NoticeRow) -> int:
    """Not if another process was first."""
    if await notice_exists(tx, unread.id):
        return 0
    await sound(tx, [], [unread])
    return 1


async def _keep(tx: Transaction, found: _Told) -> int:
    await sound(tx, [alarm for alarm, _ in found], [notice for _, notice in found if notice])
    return len(found)


def _notice(kind: str, concern_id: str, step: int, now: int) -> NoticeRow:
    return NoticeRow(str(uuid_utils.uuid7()), kind, concern_id, step, False, now)
