"""Turns: for which subject and moment a tablet's next answers are, as a worker set it there."""

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import turns


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One setting; `used_by` is the draft or submission that took it."""

    id: str
    tablet_id: str
    subject_id: str | None
    moment: str | None
    set_at: int
    used_by: str | None = None


async def add_turn(tx: AsyncConnection, turn: Turn) -> None:
    """Keep a new turn; those of the tablet that nobody took are gone."""
    await drop_turns(tx, turn.tablet_id)
    await tx.execute(insert(turns), msgspec.structs.asdict(turn))


async def drop_turns(tx: AsyncConnection, tablet_id: str) -> None:
    """Forget what is set for the next person and not taken."""
    await tx.execute(delete(turns).where(turns.c.tablet_id == tablet_id, turns.c.used_by.is_(None)))


async def open_turn(connection: AsyncConnection, tablet_id: str, since: int) -> Turn | None:
    """What was set after `since` for the tablet's next person and is not taken yet, or None."""
    query = select(turns).where(
        turns.c.tablet_id == tablet_id, turns.c.used_by.is_(None), turns.c.set_at > since
    )
    row = (await connection.execute(query.order_by(turns.c.set_at.desc()))).mappings().first()
    return Turn(**row) if row else None


async def find_turn(connection: AsyncConnection, turn_id: str) -> Turn | None:
    """The turn with this id, taken or not, or None."""
    row = (await connection.execute(select(turns).where(turns.c.id == turn_id))).mappings().first()
    return Turn(**row) if row else None


async def turn_of(connection: AsyncConnection, used_by: str) -> Turn | None:
    """The turn that this draft or submission took, or None."""
    row = (await connection.execute(select(turns).where(turns.c.used_by == used_by))).mappings().first()
    return Turn(**row) if row else None


async def use_turn(tx: AsyncConnection, turn_id: str, used_by: str) -> None:
    """Note who took it; nobody else can."""
    open_one = (turns.c.id == turn_id) & turns.c.used_by.is_(None)
    await tx.execute(update(turns).where(open_one).values(used_by=used_by))
