"""The clock on concerns: which wait, which steps were taken for them, and that somebody was to be told.

An alarm is a row of concern and step, so each step is taken once however often the clock is looked at, by how
many processes, and whatever happens between. Steps 1 to 3 are the ladder's; from 4 on they are reminders.
"""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, ScalarSelect, exists, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.schema import (
    alarms,
    concern_decisions,
    concerns,
    deliveries,
    notices,
    workers,
)

LADDER = 3
# A name of its own, so that no query that lists decisions takes it for its rows.
_MADE = concern_decisions.alias("made")


class Late(NamedTuple):
    """A concern on which the clock runs, with the highest steps taken of the ladder and of reminders (or 0).

    `seen` says that somebody is looking at it.
    """

    concern_id: str
    submission_id: str
    raised_at: int
    seen: bool
    step: int
    reminded: int


class Alarm(NamedTuple):
    """A row of `alarms`: a step taken for a concern."""

    concern_id: str
    step: int
    at: int


class Telling(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody was to be told, and what became of it; the last four are None until it is addressed."""

    kind: str
    step: int
    made_at: int
    addressed_at: int | None
    worker: str | None
    channel: str | None
    sent_at: int | None
    given_up_at: int | None


def is_decided() -> ColumnElement[bool]:
    """A person has decided on the concern."""
    return exists().where(_MADE.c.concern_id == concerns.c.id)


async def unanswered(connection: AsyncConnection, raised_until: int) -> list[Late]:
    """Urgent concerns raised up to this time that nobody looks at and nobody has decided on, oldest first."""
    waiting = concerns.c.seen_at.is_(None) & (concerns.c.level == "urgent")
    return await _late(connection, waiting & (concerns.c.raised_at <= raised_until))


async def undecided(connection: AsyncConnection, raised_before: int, seen_ones_since: int) -> list[Late]:
    """Concerns of any level raised before a time that nobody has decided on, oldest first.

    Of those that somebody looks at, only what was raised since the second time.
    """
    recent = concerns.c.seen_at.is_(None) | (concerns.c.raised_at >= seen_ones_since)
    return await _late(connection, recent & (concerns.c.raised_at < raised_before))


async def _late(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[Late]:
    query = select(
        concerns.c.id,
        concerns.c.submission_id,
        concerns.c.raised_at,
        concerns.c.seen_at.is_not(None),
        func.coalesce(_highest(alarms.c.step <= LADDER), 0),
        func.coalesce(_highest(alarms.c.step > LADDER), 0),
    ).where(condition, ~is_decided())
    rows = await connection.execute(query.order_by(concerns.c.raised_at, concerns.c.id))
    return [Late(*row) for row in rows]


def _highest(which: ColumnElement[bool]) -> ScalarSelect[int]:
    query = select(func.max(alarms.c.step)).where(alarms.c.concern_id == concerns.c.id, which)
    return query.correlate(concerns).scalar_subquery()


async def sound(tx: AsyncConnection, taken: Sequence[Alarm], told: Sequence[NoticeRow]) -> None:
    """Keep steps and the notices that go with them. Fails as a whole when one was taken before."""
    if taken:
        await tx.execute(insert(alarms), [one._asdict() for one in taken])
    await insert_rows(tx, notices, told)


async def notice_exists(connection: AsyncConnection, notice_id: str) -> bool:
    """Whether there is a notice with this id."""
    query = select(notices.c.id).where(notices.c.id == notice_id)
    return (await connection.execute(query)).first() is not None


async def tellings_of(connection: AsyncConnection, submission_id: str) -> list[Telling]:
    """Every notice about concerns of a submission with its deliveries, the first one first."""
    ours = select(concerns.c.id).where(concerns.c.submission_id == submission_id)
    joined = notices.outerjoin(deliveries, deliveries.c.notice_id == notices.c.id).outerjoin(
        workers, workers.c.id == deliveries.c.worker_id
    )
    columns = (
        *(notices.c[name] for name in ("kind", "step", "made_at", "addressed_at")),
        *(deliveries.c[name] for name in ("channel", "sent_at", "given_up_at")),
        workers.c.name.label("worker"),
    )
    query = select(*columns).select_from(joined).where(notices.c.concern_id.in_(ours), ~notices.c.drill)
    order = (notices.c.made_at, notices.c.step, notices.c.id, workers.c.name, deliveries.c.id)
    return [Telling(**row) for row in (await connection.execute(query.order_by(*order))).mappings()]
