"""Notices and their deliveries as the staff page and the desk show them. No words, no ids of submissions."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import is_decided
from feedback_service.storage.desk import Waiting
from feedback_service.storage.schema import concerns, deliveries, notices, submissions, workers
from feedback_service.storage.scope import Scope


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One delivery; `name` is the worker's, empty for the webhook."""

    id: str
    notice_id: str
    channel: str
    name: str
    tries: int
    tried_at: int | None
    due_at: int | None
    sent_at: int | None
    given_up_at: int | None
    problem: str | None


class NoticeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One notice with its deliveries, by name."""

    id: str
    kind: str
    step: int
    made_at: int
    addressed_at: int | None
    told: tuple[Told, ...] = ()


_NOTICE = tuple(notices.c[name] for name in NoticeLine.__struct_fields__ if name != "told")
_TOLD = (
    *(deliveries.c[name] for name in Told.__struct_fields__ if name != "name"),
    func.coalesce(workers.c.name, "").label("name"),
)
_UNSENT = deliveries.c.due_at.is_not(None) & deliveries.c.problem.is_not(None)


def _visible(scope: Scope) -> ColumnElement[bool]:
    """Notices about nothing in particular, and those about submissions within the scope."""
    # Looked up for each notice: a list of all that may be seen took 200 ms among 100,000 submissions.
    about = select(concerns.c.id).join(submissions, submissions.c.id == concerns.c.submission_id)
    mine = about.where(concerns.c.id == notices.c.concern_id, scope.covers()).correlate(notices)
    return notices.c.concern_id.is_(None) | mine.exists()


async def count_notices(connection: AsyncConnection, scope: Scope) -> int:
    """How many notices there are to show."""
    query = select(func.count()).select_from(notices).where(_visible(scope))
    return (await connection.execute(query)).scalar_one()


async def latest_notices(
    connection: AsyncConnection, scope: Scope, *, limit: int, offset: int
) -> list[NoticeLine]:
    """Notices with what became of them, the newest first."""
    query = select(*_NOTICE).where(_visible(scope)).order_by(notices.c.made_at.desc(), notices.c.id.desc())
    return await _with_told(connection, query.limit(limit).offset(offset))


async def notices_by_id(connection: AsyncConnection, ids: list[str]) -> list[NoticeLine]:
    """These notices with what became of them so far, in the order they were made."""
    query = select(*_NOTICE).where(notices.c.id.in_(ids)).order_by(notices.c.made_at, notices.c.id)
    return await _with_told(connection, query)


async def _with_told(connection: AsyncConnection, query: Select[Any]) -> list[NoticeLine]:
    found = (await connection.execute(query)).mappings().all()
    told: dict[str, list[Told]] = {row["id"]: [] for row in found}
    joined = deliveries.outerjoin(workers, workers.c.id == deliveries.c.worker_id)
    sent = select(*_TOLD).select_from(joined).where(deliveries.c.notice_id.in_(list(told)))
    for row in (await connection.execute(sent.order_by("name", deliveries.c.channel))).mappings():
        told[row["notice_id"]].append(Told(**row))
    return [NoticeLine(**row, told=tuple(told[row["id"]])) for row in found]


async def delivery_visible(connection: AsyncConnection, scope: Scope, delivery_id: str) -> bool:
    """Whether this delivery's notice is one to show."""
    query = select(deliveries.c.id).join(notices, notices.c.id == deliveries.c.notice_id)
    query = query.where(deliveries.c.id == delivery_id, _visible(scope))
    return (await connection.execute(query)).first() is not None


async def not_getting_through(connection: AsyncConnection, scope: Scope, since: int) -> Waiting:
    """Deliveries that failed: all that are still tried, and those given up from `since` on.

    And notices from `since` on for which there was nobody who could be told, or no way, but not of concerns
    that somebody has decided on since: they are known.
    """
    query = select(func.count(), func.min(notices.c.made_at)).select_from(
        notices.outerjoin(deliveries, notices.c.id == deliveries.c.notice_id)
    )
    known = exists().where(concerns.c.id == notices.c.concern_id, is_decided())
    nobody = and_(deliveries.c.id.is_(None), notices.c.addressed_at >= since, ~known)
    failing = or_(_UNSENT, deliveries.c.given_up_at >= since, nobody)
    count, oldest = (await connection.execute(query.where(_visible(scope), failing))).one()
    return Waiting(count, oldest)
