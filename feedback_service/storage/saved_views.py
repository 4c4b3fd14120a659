"""Searches that workers keep for themselves: name and query sealed, each with a key of its own."""

import msgspec
from sqlalchemy import ColumnElement, delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import saved_views


class SavedView(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `saved_views`; `sealed` opens with its own key only."""

    id: str
    worker_id: str
    master: str
    wrapped: bytes
    sealed: bytes
    made_at: int


def _mine(worker_id: str, view_id: str) -> ColumnElement[bool]:
    return (saved_views.c.id == view_id) & (saved_views.c.worker_id == worker_id)


async def add_view(tx: AsyncConnection, view: SavedView) -> bool:
    """Keep a view; False when it is there already (a double press)."""
    if (await tx.execute(select(saved_views.c.id).where(saved_views.c.id == view.id))).first():
        return False
    await tx.execute(insert(saved_views), msgspec.structs.asdict(view))
    return True


async def views_of(connection: AsyncConnection, worker_id: str) -> list[SavedView]:
    """Everything this worker keeps, the oldest first."""
    query = select(saved_views).where(saved_views.c.worker_id == worker_id)
    rows = await connection.execute(query.order_by(saved_views.c.made_at, saved_views.c.id))
    return [SavedView(**row) for row in rows.mappings()]


async def find_view(connection: AsyncConnection, worker_id: str, view_id: str) -> SavedView | None:
    """One of this worker's own views, or None."""
    rows = await connection.execute(select(saved_views).where(_mine(worker_id, view_id)))
    row = rows.mappings().first()
    return SavedView(**row) if row else None


async def reseal_view(tx: AsyncConnection, worker_id: str, view_id: str, sealed: bytes) -> bool:
    """Put other sealed content in its place; False when it is not there (any more)."""
    changed = update(saved_views).where(_mine(worker_id, view_id)).values(sealed=sealed)
    return (await tx.execute(changed)).rowcount == 1


async def remove_view(tx: AsyncConnection, worker_id: str, view_id: str) -> bool:
    """Take one away, key and all; False when it is not there (any more)."""
    return (await tx.execute(delete(saved_views).where(_mine(worker_id, view_id)))).rowcount == 1


async def remove_views_of(tx: AsyncConnection, worker_id: str) -> None:
    """Take away everything a worker keeps, as their account ends."""
    await tx.execute(delete(saved_views).where(saved_views.c.worker_id == worker_id))
