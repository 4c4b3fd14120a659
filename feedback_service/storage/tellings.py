"""Who was to be told of the concerns of a submission, and what became of it."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import (
    concerns,
    deliveries,
    notices,
    workers,
)


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
