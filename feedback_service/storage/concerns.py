"""Concerns: what screening found, and which person has seen it. Only a person closes one."""

import msgspec
from sqlalchemy import Select, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.desk import Waiting
from feedback_service.storage.schema import concerns, submissions, teams, workers
from feedback_service.storage.scope import Scope


class Concern(msgspec.Struct, frozen=True, kw_only=True):
    """A possible disclosure of harm; `seen_by` is a worker's name. A span of 0 to 0: the whole answer."""

    id: str
    submission_id: str
    question_id: str
    level: str
    category: str
    rule: str
    span_start: int
    span_end: int
    raised_at: int
    seen_by: str | None
    seen_at: int | None
    form_id: str
    form_version: int
    team: str
    subject_id: str | None


_OWN = ("id", "submission_id", "question_id", "level", "category", "rule", "span_start", "span_end")
_COLUMNS = (
    *(concerns.c[name] for name in (*_OWN, "raised_at", "seen_at")),
    workers.c.name.label("seen_by"),
    teams.c.name.label("team"),
    *(submissions.c[name] for name in ("form_id", "form_version", "subject_id")),
)


def _query(scope: Scope) -> Select[tuple[object, ...]]:
    joined = (
        concerns.join(submissions, submissions.c.id == concerns.c.submission_id)
        .join(teams, teams.c.id == submissions.c.team_id)
        .outerjoin(workers, workers.c.id == concerns.c.seen_by)
    )
    return select(*_COLUMNS).select_from(joined).where(scope.covers())


async def unseen_concerns(
    connection: AsyncConnection, scope: Scope, *, limit: int, offset: int
) -> list[Concern]:
    """What no person has seen yet: urgent first, then the one that has waited longest."""
    order = ((concerns.c.level == "urgent").desc(), concerns.c.raised_at, concerns.c.id)
    query = _query(scope).where(concerns.c.seen_at.is_(None)).order_by(*order)
    return await _found(connection, query.limit(limit).offset(offset))


async def count_unseen(connection: AsyncConnection, scope: Scope) -> int:
    """How many concerns no person has seen."""
    levels = [await waiting_to_be_seen(connection, scope, level) for level in ("urgent", "concern")]
    return sum(one.count for one in levels)


async def seen_concerns(connection: AsyncConnection, scope: Scope, *, limit: int) -> list[Concern]:
    """What somebody has seen, the latest first."""
    query = _query(scope).where(concerns.c.seen_at.is_not(None))
    query = query.order_by(concerns.c.seen_at.desc(), concerns.c.id)
    return await _found(connection, query.limit(limit))


async def concerns_of(connection: AsyncConnection, scope: Scope, submission_id: str) -> list[Concern]:
    """Every concern of one submission, seen or not, urgent first."""
    order = ((concerns.c.level == "urgent").desc(), concerns.c.span_start, concerns.c.id)
    return await _found(
        connection, _query(scope).where(concerns.c.submission_id == submission_id).order_by(*order)
    )


async def _found(connection: AsyncConnection, query: Select[tuple[object, ...]]) -> list[Concern]:
    return [Concern(**row) for row in (await connection.execute(query)).mappings()]


async def waiting_to_be_seen(connection: AsyncConnection, scope: Scope, level: str) -> Waiting:
    """Concerns of this level that no person has seen."""
    query = select(func.count(), func.min(concerns.c.raised_at)).join(
        submissions, submissions.c.id == concerns.c.submission_id
    )
    query = query.where(scope.covers(), concerns.c.level == level, concerns.c.seen_at.is_(None))
    count, oldest = (await connection.execute(query)).one()
    return Waiting(count, oldest)


async def see_concern(
    tx: AsyncConnection, scope: Scope, concern_id: str, worker_id: str, at: int
) -> bool | None:
    """Note who has seen it: True; False when somebody had (who stays), None when it is not in this scope."""
    if not await _found(tx, _query(scope).where(concerns.c.id == concern_id)):
        return None
    unseen = (concerns.c.id == concern_id) & concerns.c.seen_at.is_(None)
    result = await tx.execute(update(concerns).where(unseen).values(seen_by=worker_id, seen_at=at))
    return result.rowcount == 1
