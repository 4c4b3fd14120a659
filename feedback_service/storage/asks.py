"""Asks: what a worker wants to know of a colleague about a submission, sealed as its words are."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Select, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.desk import Waiting
from feedback_service.storage.schema import asks, submissions, teams, workers
from feedback_service.storage.scope import Scope


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """A new ask; `words` are sealed with the submission's key, the two who ask and are asked are ids."""

    id: str
    submission_id: str
    asked_by: str
    asked_of: str
    asked_at: int
    words: bytes


class SealedAsk(msgspec.Struct, frozen=True, kw_only=True):
    """An ask as it is read; `asker` and `colleague` are names, `answer` is None until there is one."""

    id: str
    submission_id: str
    asked_by: str
    asked_of: str
    asker: str
    colleague: str
    asked_at: int
    words: bytes
    answered_at: int | None
    answer: bytes | None


class ListedAsk(msgspec.Struct, frozen=True, kw_only=True):
    """An ask in a list, without any words: who asks whom about what."""

    id: str
    submission_id: str
    asker: str
    colleague: str
    asked_at: int
    answered_at: int | None
    form_id: str
    form_version: int
    audience: str
    band: str | None
    team: str
    said_at: int


_ASKERS, _ASKED = workers.alias("asker"), workers.alias("colleague")
_NAMES = (_ASKERS.c.name.label("asker"), _ASKED.c.name.label("colleague"))
_BOTH = asks.join(_ASKERS, _ASKERS.c.id == asks.c.asked_by).join(_ASKED, _ASKED.c.id == asks.c.asked_of)


async def add_ask(tx: AsyncConnection, ask: Ask) -> bool:
    """Keep an ask; False when it is there already (a double press)."""
    if (await tx.execute(select(asks.c.id).where(asks.c.id == ask.id))).first():
        return False
    await tx.execute(insert(asks), msgspec.structs.asdict(ask))
    return True


async def answer_ask(tx: AsyncConnection, ask_id: str, answer: bytes, at: int) -> bool:
    """Keep the answer to an ask; False when it was answered before (the first answer stays)."""
    waiting = (asks.c.id == ask_id) & asks.c.answered_at.is_(None)
    return (await tx.execute(update(asks).where(waiting).values(answer=answer, answered_at=at))).rowcount == 1


async def asks_about(connection: AsyncConnection, submission_ids: Sequence[str]) -> list[SealedAsk]:
    """Every ask about these submissions, the oldest first."""
    query = select(asks, *_NAMES).select_from(_BOTH).where(asks.c.submission_id.in_(submission_ids))
    rows = await connection.execute(query.order_by(asks.c.asked_at, asks.c.id))
    return [SealedAsk(**row) for row in rows.mappings()]


def _listed(scope: Scope) -> Select[tuple[object, ...]]:
    columns = (
        *(asks.c[name] for name in ("id", "submission_id", "asked_at", "answered_at")),
        *(submissions.c[name] for name in ("form_id", "form_version", "audience", "band")),
        submissions.c.answered_at.label("said_at"),
        teams.c.name.label("team"),
    )
    joined = _BOTH.join(submissions, submissions.c.id == asks.c.submission_id)
    joined = joined.join(teams, teams.c.id == submissions.c.team_id)
    return select(*columns, *_NAMES).select_from(joined).where(scope.covers())


async def waiting_asks(connection: AsyncConnection, scope: Scope, worker_id: str) -> list[ListedAsk]:
    """What this worker is asked and has not answered, as far as they may still see it; the oldest first."""
    query = _listed(scope).where(asks.c.asked_of == worker_id, asks.c.answered_at.is_(None))
    rows = await connection.execute(query.order_by(asks.c.asked_at, asks.c.id))
    return [ListedAsk(**row) for row in rows.mappings()]


async def own_asks(
    connection: AsyncConnection, scope: Scope, worker_id: str, *, answered_since: int, limit: int
) -> list[ListedAsk]:
    """What this worker asked and what they answered, if it waits or was answered since; the newest first."""
    mine = (asks.c.asked_by == worker_id) | ((asks.c.asked_of == worker_id) & asks.c.answered_at.is_not(None))
    lately = asks.c.answered_at.is_(None) | (asks.c.answered_at >= answered_since)
    query = _listed(scope).where(mine, lately).order_by(asks.c.asked_at.desc(), asks.c.id.desc())
    return [ListedAsk(**row) for row in (await connection.execute(query.limit(limit))).mappings()]


async def asks_waiting(connection: AsyncConnection, scope: Scope, worker_id: str) -> Waiting:
    """How many asks wait for this worker's answer."""
    query = select(func.count(), func.min(asks.c.asked_at))
    query = query.join_from(asks, submissions, submissions.c.id == asks.c.submission_id)
    mine = (asks.c.asked_of == worker_id) & asks.c.answered_at.is_(None)
    count, oldest = (await connection.execute(query.where(mine, scope.covers()))).one()
    return Waiting(count, oldest)
