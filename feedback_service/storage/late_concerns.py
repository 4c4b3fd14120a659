"""Concerns on which the clock runs, and how far it went: nobody looks at them, or nobody has decided."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import is_decided, is_of_the_past
from feedback_service.storage.schema import alarms, concerns, notices

LADDER = 3


class Late(NamedTuple):
    """A concern on which the clock runs, with the highest steps taken of the ladder and of reminders (or 0).

    `seen` says that somebody is looking at it; the ladder and reminders run from `since`: when it was raised,
    or came to those who are told now.
    """

    concern_id: str
    submission_id: str
    since: int
    seen: bool
    step: int
    reminded: int


async def unanswered(connection: AsyncConnection, raised_until: int) -> list[Late]:
    """Urgent concerns raised up to this time that nobody looks at and nobody has decided on, oldest first.

    Not those that nobody is to be woken for.
    """
    return await _late(connection, _calls() & (concerns.c.raised_at <= raised_until))


async def last_called(connection: AsyncConnection) -> dict[tuple[str, int], int]:
    """When somebody was last called of what is `unanswered`, by submission and step of the ladder."""
    joined = notices.join(concerns, concerns.c.id == notices.c.concern_id)
    query = select(concerns.c.submission_id, notices.c.step, func.max(notices.c.made_at)).select_from(joined)
    query = query.where(_calls(), ~is_decided(), notices.c.kind == "ladder")
    rows = await connection.execute(query.group_by(concerns.c.submission_id, notices.c.step))
    return {(row[0], row[1]): row[2] for row in rows}


def _calls() -> ColumnElement[bool]:
    return concerns.c.seen_at.is_(None) & (concerns.c.level == "urgent") & ~is_of_the_past()


async def undecided(connection: AsyncConnection, told_before: int, seen_ones_since: int) -> list[Late]:
    """Concerns of any level that nobody has decided on, told of before a time, oldest first.

    Of those that somebody looks at, only what those who see it were told of since the second time.
    """
    since = _since()
    recent = concerns.c.seen_at.is_(None) | (since >= seen_ones_since)
    return await _late(connection, recent & (concerns.c.raised_at < told_before) & (since < told_before))


async def _late(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[Late]:
    query = select(
        concerns.c.id,
        concerns.c.submission_id,
        _since(),
        concerns.c.seen_at.is_not(None),
        func.coalesce(_highest(alarms.c.step <= LADDER), 0),
        func.coalesce(_highest(alarms.c.step > LADDER), 0),
    ).where(condition, ~is_decided())
    rows = await connection.execute(query.order_by(concerns.c.raised_at, concerns.c.id))
    return [Late(*row) for row in rows]


def _since() -> ColumnElement[int]:
    anew = _told_anew()
    return case((anew > concerns.c.raised_at, anew), else_=concerns.c.raised_at)


def _told_anew() -> ScalarSelect[int]:
    """When other people than before were last told of the submission: no sign in it was new then."""
    first = concerns.alias("first")
    query = select(func.max(notices.c.made_at)).join(first, first.c.id == notices.c.concern_id)
    query = query.where(first.c.submission_id == concerns.c.submission_id, notices.c.step == 0)
    query = query.where(notices.c.kind.in_(("urgent", "concern")), notices.c.made_at > first.c.raised_at)
    return query.correlate(concerns).scalar_subquery()


def _highest(which: ColumnElement[bool]) -> ScalarSelect[int]:
    query = select(func.max(alarms.c.step)).where(alarms.c.concern_id == concerns.c.id, which)
    return query.correlate(concerns).scalar_subquery()
