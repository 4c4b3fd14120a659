"""Concerns on which the clock runs, and how far it went: nobody looks at them, or nobody has decided."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import is_decided, is_of_the_past
from feedback_service.storage.schema import alarms, concerns

LADDER = 3


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


async def unanswered(connection: AsyncConnection, raised_until: int) -> list[Late]:
    """Urgent concerns raised up to this time that nobody looks at and nobody has decided on, oldest first.

    Not those that nobody is to be woken for.
    """
    waiting = concerns.c.seen_at.is_(None) & (concerns.c.level == "urgent") & ~is_of_the_past()
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
