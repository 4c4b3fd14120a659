"""Concerns on which the clock runs, and how far it went: nobody looks at them, or nobody has decided."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, case, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import is_decided, is_of_the_past
from feedback_service.storage.kept_away import FOR_INDEPENDENT
from feedback_service.storage.schema import alarms, concerns, notices, routings, submissions

LADDER = 3


class Late(NamedTuple):
    """A concern on which the clock runs, with the highest steps taken of the ladder and of reminders (or 0).

    `seen` says that somebody is looking at it; the ladder runs from `since`: when it was raised, or handed on
    to those who are called now.
    """

    concern_id: str
    submission_id: str
    raised_at: int
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


async def undecided(connection: AsyncConnection, raised_before: int, seen_ones_since: int) -> list[Late]:
    """Concerns of any level raised before a time that nobody has decided on, oldest first.

    Of those that somebody looks at, only what was raised since the second time.
    """
    recent = concerns.c.seen_at.is_(None) | (concerns.c.raised_at >= seen_ones_since)
    return await _late(connection, recent & (concerns.c.raised_at < raised_before))


async def _late(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[Late]:
    handed = _handed_on()
    query = select(
        concerns.c.id,
        concerns.c.submission_id,
        concerns.c.raised_at,
        case((handed > concerns.c.raised_at, handed), else_=concerns.c.raised_at),
        concerns.c.seen_at.is_not(None),
        func.coalesce(_highest(alarms.c.step <= LADDER), 0),
        func.coalesce(_highest(alarms.c.step > LADDER), 0),
    ).where(condition, ~is_decided())
    rows = await connection.execute(query.order_by(concerns.c.raised_at, concerns.c.id))
    return [Late(*row) for row in rows]


def _handed_on() -> ScalarSelect[int]:
    """When an independent lead last handed on what the concern is about."""
    said = submissions.alias("said")
    root = func.coalesce(said.c.follows, said.c.differs_from, said.c.id)
    query = select(func.max(routings.c.released_at)).join(said, root == routings.c.submission_id)
    groups = routings.c.worker_id.is_(None) & routings.c.about.in_(FOR_INDEPENDENT)
    query = query.where(said.c.id == concerns.c.submission_id, groups)
    return query.correlate(concerns).scalar_subquery()


def _highest(which: ColumnElement[bool]) -> ScalarSelect[int]:
    query = select(func.max(alarms.c.step)).where(alarms.c.concern_id == concerns.c.id, which)
    return query.correlate(concerns).scalar_subquery()
