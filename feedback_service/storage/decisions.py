"""What people decided on concerns. Each decision is a row; a later one never overwrites an earlier."""

from collections.abc import Collection
from typing import Literal, get_args

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import concern_decisions, workers

Outcome = Literal["no_concern", "early_help", "refer", "strategy", "emergency"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """A decision; `reason` is sealed (None when the submission's key was erased), times in Unix ms."""

    id: str
    concern_id: str
    outcome: Outcome
    reason: bytes | None
    referred_at: int | None
    decided_by: str
    decided_at: int


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A decision with the name of who made it."""

    id: str
    outcome: Outcome
    reason: bytes | None
    referred_at: int | None
    worker: str
    decided_at: int


async def decisions_on(connection: AsyncConnection, concern_id: str) -> list[Made]:
    """Every decision on a concern, the first one first; the last one stands."""
    columns = [concern_decisions.c[name] for name in Made.__struct_fields__ if name != "worker"]
    query = select(*columns, workers.c.name.label("worker"))
    query = query.join(workers, workers.c.id == concern_decisions.c.decided_by)
    query = query.where(concern_decisions.c.concern_id == concern_id)
    rows = await connection.execute(query.order_by(concern_decisions.c.decided_at, concern_decisions.c.id))
    return [Made(**row) for row in rows.mappings()]


async def standing_decisions(connection: AsyncConnection, concern_ids: Collection[str]) -> dict[str, str]:
    """By concern, the id of the decision that stands; one that nobody decided on is not there."""
    query = select(concern_decisions.c.concern_id, concern_decisions.c.id)
    query = query.where(concern_decisions.c.concern_id.in_(list(concern_ids)))
    rows = await connection.execute(query.order_by(concern_decisions.c.decided_at, concern_decisions.c.id))
    return {row.concern_id: row.id for row in rows}


async def add_decisions(tx: AsyncConnection, new: Collection[Decision]) -> None:
    """Keep decisions."""
    await tx.execute(insert(concern_decisions), [msgspec.structs.asdict(one) for one in new])
