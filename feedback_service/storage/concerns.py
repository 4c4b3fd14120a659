"""Concerns: what screening or a person found, who looks at it, what was decided. Only a person closes one."""

from collections.abc import Collection

import msgspec
from sqlalchemy import ColumnElement, ScalarSelect, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import is_decided
from feedback_service.storage.desk import Waiting, counted
from feedback_service.storage.schema import concern_decisions, concerns, submissions, teams, workers
from feedback_service.storage.scope import Scope


class Concern(msgspec.Struct, frozen=True, kw_only=True):
    """A possible disclosure of harm. A span of 0 to 0: the whole answer.

    `seen_by`, `raised_by` and `decided_by` are workers' names; `decision` is the id of the one that stands.
    """

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
    raised_by: str | None
    decision: str | None
    outcome: str | None
    decided_by: str | None
    decided_at: int | None
    form_id: str
    form_version: int
    team: str
    subject_id: str | None


_OWN = ("id", "submission_id", "question_id", "level", "category", "rule", "span_start", "span_end")
_SEER, _RAISER, _DECIDER = (workers.alias(name) for name in ("seer", "raiser", "decider"))
_COLUMNS = (
    *(concerns.c[name] for name in (*_OWN, "raised_at", "seen_at")),
    *(submissions.c[name] for name in ("form_id", "form_version", "subject_id")),
    _SEER.c.name.label("seen_by"),
    _RAISER.c.name.label("raised_by"),
    _DECIDER.c.name.label("decided_by"),
    concern_decisions.c.id.label("decision"),
    concern_decisions.c.outcome,
    concern_decisions.c.decided_at,
    teams.c.name.label("team"),
)
URGENT_FIRST = (concerns.c.level == "urgent").desc()


def _standing() -> ScalarSelect[str]:
    """The id of the decision that stands on a concern."""
    made = concern_decisions.alias("made")
    query = select(made.c.id).where(made.c.concern_id == concerns.c.id).correlate(concerns)
    return query.order_by(made.c.decided_at.desc(), made.c.id.desc()).limit(1).scalar_subquery()


def _query(scope: Scope) -> Select[tuple[object, ...]]:
    joined = (
        concerns.join(submissions, submissions.c.id == concerns.c.submission_id)
        .join(teams, teams.c.id == submissions.c.team_id)
        .outerjoin(_SEER, _SEER.c.id == concerns.c.seen_by)
        .outerjoin(_RAISER, _RAISER.c.id == concerns.c.raised_by)
        .outerjoin(concern_decisions, concern_decisions.c.id == _standing())
        .outerjoin(_DECIDER, _DECIDER.c.id == concern_decisions.c.decided_by)
    )
    return select(*_COLUMNS).select_from(joined).where(scope.covers())


async def unseen_concerns(
    connection: AsyncConnection, scope: Scope, *, limit: int, offset: int
) -> list[Concern]:
    """What nobody looks at yet: urgent first, then the one that has waited longest."""
    query = _query(scope).where(concerns.c.seen_at.is_(None))
    query = query.order_by(URGENT_FIRST, concerns.c.raised_at, concerns.c.id)
    return await _found(connection, query.limit(limit).offset(offset))


async def count_unseen(connection: AsyncConnection, scope: Scope) -> int:
    """How many concerns nobody looks at yet."""
    levels = [await waiting_to_be_seen(connection, scope, level) for level in ("urgent", "concern")]
    return sum(one.count for one in levels)


async def seen_concerns(connection: AsyncConnection, scope: Scope, *, limit: int) -> list[Concern]:
    """What somebody looks at and nobody has decided on, the one that has waited longest first."""
    query = _query(scope).where(concerns.c.seen_at.is_not(None), ~is_decided())
    return await _found(connection, query.order_by(concerns.c.raised_at, concerns.c.id).limit(limit))


async def decided_concerns(connection: AsyncConnection, scope: Scope, *, limit: int) -> list[Concern]:
    """What somebody has decided on, the latest decision first."""
    query = _query(scope).where(concern_decisions.c.id.is_not(None))
    order = (concern_decisions.c.decided_at.desc(), concerns.c.id)
    return await _found(connection, query.order_by(*order).limit(limit))


async def find_concern(connection: AsyncConnection, scope: Scope, concern_id: str) -> Concern | None:
    """The concern, or None when there is none in this scope."""
    found = await _found(connection, _query(scope).where(concerns.c.id == concern_id))
    return next(iter(found), None)


async def concerns_of(connection: AsyncConnection, scope: Scope, submission_id: str) -> list[Concern]:
    """Every concern of one submission, seen or not, urgent first."""
    order = (URGENT_FIRST, concerns.c.span_start, concerns.c.id)
    return await _found(
        connection, _query(scope).where(concerns.c.submission_id == submission_id).order_by(*order)
    )


async def _found(connection: AsyncConnection, query: Select[tuple[object, ...]]) -> list[Concern]:
    return [Concern(**row) for row in (await connection.execute(query)).mappings()]


async def waiting_to_be_seen(connection: AsyncConnection, scope: Scope, level: str) -> Waiting:
    """Concerns of this level that nobody looks at yet."""
    return await _waiting(connection, scope, concerns.c.level == level, concerns.c.seen_at.is_(None))


async def waiting_to_be_decided(
    connection: AsyncConnection, scope: Scope, *, late_before: int = 0, most: int | None = None
) -> Waiting:
    """Concerns that nobody has decided on; late are those raised before then. Of more, the `most` oldest."""
    return await _waiting(connection, scope, ~is_decided(), late_before=late_before, most=most)


async def _waiting(
    connection: AsyncConnection,
    scope: Scope,
    *which: ColumnElement[bool],
    late_before: int = 0,
    most: int | None = None,
) -> Waiting:
    when = select(concerns.c.raised_at.label("at"))
    query = when.join(submissions, submissions.c.id == concerns.c.submission_id)
    query = query.where(scope.covers(), *which).order_by(concerns.c.raised_at).limit(most)
    return await counted(connection, query, late_before=late_before)


async def see_concern(
    tx: AsyncConnection,
    scope: Scope,
    concern_id: str,
    worker_id: str,
    at: int,
    *,
    shown: Collection[str] = (),
) -> list[str] | None:
    """Note who looks at a concern, and so at every other one of its submission that was `shown` beside it.

    The ids of those for which that is new (the first worker stays); None when it is not in this scope.
    """
    found = await find_concern(tx, scope, concern_id)
    if found is None:
        return None
    looked_at = concerns.c.id.in_(sorted({concern_id, *shown}))
    here = concerns.c.submission_id == found.submission_id
    unseen = looked_at & here & concerns.c.seen_at.is_(None)
    ids = list((await tx.execute(select(concerns.c.id).where(unseen).order_by(concerns.c.id))).scalars())
    await tx.execute(update(concerns).where(unseen).values(seen_by=worker_id, seen_at=at))
    return ids


async def categories_of(connection: AsyncConnection, scope: Scope, subject_id: str, until: int) -> set[str]:
    """The categories of every concern about what this subject sent up to a time, as far as in scope."""
    query = select(concerns.c.category).distinct()
    query = query.join(submissions, submissions.c.id == concerns.c.submission_id)
    mine = (submissions.c.subject_id == subject_id) & (submissions.c.received_at <= until)
    return set((await connection.execute(query.where(scope.covers(), mine))).scalars())
