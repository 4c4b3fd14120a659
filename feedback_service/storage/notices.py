"""Notices: somebody has to be told of something. Written with what they tell of, addressed soon after."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import case, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.deliveries import PRESSING, Delivery
from feedback_service.storage.kept_away import not_worked_out
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.schema import concerns, deliveries, notices, workers

TOGETHER = 100


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice nobody is addressed in yet; `submission_id` is None where it is about no single one."""

    id: str
    kind: str
    step: int
    made_at: int
    submission_id: str | None


class Contact(msgspec.Struct, frozen=True, kw_only=True):
    """Where an active worker can be told something; empty where they gave nothing."""

    worker_id: str
    name: str
    email: str
    phone: str


async def add_notices(tx: AsyncConnection, rows: Sequence[NoticeRow]) -> None:
    """Keep notices that no concern brings with it."""
    await insert_rows(tx, notices, rows)


async def unaddressed(connection: AsyncConnection) -> list[Notice]:
    """The notices that wait to be addressed, what presses first, then the oldest, up to TOGETHER of them.

    Not those of submissions for which it is still being worked out from whom they are kept.
    """
    columns = (*(notices.c[name] for name in ("id", "kind", "step", "made_at")), concerns.c.submission_id)
    joined = notices.outerjoin(concerns, concerns.c.id == notices.c.concern_id)
    ready = notices.c.addressed_at.is_(None) & ~not_worked_out(concerns.c.submission_id)
    query = select(*columns).select_from(joined).where(ready)
    order = (case((notices.c.kind.in_(PRESSING), 0), else_=1), notices.c.made_at, notices.c.id)
    rows = await connection.execute(query.order_by(*order).limit(TOGETHER))
    return [Notice(**row) for row in rows.mappings()]


async def keep_addressed(tx: AsyncConnection, notice_id: str, found: Sequence[Delivery], at: int) -> bool:
    """Note the deliveries of a notice; False, and nothing kept, when it was addressed before."""
    waiting = (notices.c.id == notice_id) & notices.c.addressed_at.is_(None)
    if (await tx.execute(update(notices).where(waiting).values(addressed_at=at))).rowcount != 1:
        return False
    if found:
        rows = [{"notice_id": notice_id, "tries": 0, **msgspec.structs.asdict(one)} for one in found]
        await tx.execute(insert(deliveries), rows)
    return True


async def contacts(connection: AsyncConnection, worker_ids: Sequence[str]) -> list[Contact]:
    """How to reach these workers, by name; who may not sign in any more is left out."""
    query = select(workers.c.id, workers.c.name, workers.c.email, workers.c.phone)
    query = query.where(workers.c.id.in_(worker_ids), workers.c.active)
    return [
        Contact(worker_id=row.id, name=row.name, email=row.email or "", phone=row.phone or "")
        for row in await connection.execute(query.order_by(workers.c.name, workers.c.id))
    ]


async def last_made(connection: AsyncConnection, kind: str) -> int | None:
    """When a notice of this kind was last made."""
    query = select(func.max(notices.c.made_at)).where(notices.c.kind == kind)
    latest: int | None = (await connection.execute(query)).scalar_one()
    return latest
