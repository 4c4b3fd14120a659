"""Shifts: who is on duty when, at which rung of the ladder. A shift is never deleted, only cancelled."""

from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import shifts, teams, workers

Rung = Literal["duty", "deputy", "manager", "out_of_hours"]
RUNGS: tuple[Rung, ...] = get_args(Rung)


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody's time on the rota, from `starts_at` until before `ends_at`; `team_id` None is every team."""

    id: str
    worker_id: str
    rung: Rung
    team_id: str | None
    starts_at: int
    ends_at: int
    made_by: str | None
    made_at: int


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """A shift as it is shown: with the names of its worker and team."""

    id: str
    worker_id: str
    worker: str
    rung: Rung
    team_id: str | None
    team: str | None
    starts_at: int
    ends_at: int


async def add_shifts(tx: AsyncConnection, new: list[Shift]) -> None:
    """Keep new shifts."""
    if not new:
        return
    await tx.execute(insert(shifts), [msgspec.structs.asdict(one) for one in new])


async def cancel_shift(tx: AsyncConnection, shift_id: str, worker_id: str | None, at: int) -> bool:
    """Take a shift off the rota; False when there is none, or it was taken off or is over already."""
    standing = (shifts.c.id == shift_id) & shifts.c.cancelled_at.is_(None) & (shifts.c.ends_at > at)
    changed = update(shifts).where(standing).values(cancelled_by=worker_id, cancelled_at=at)
    return (await tx.execute(changed)).rowcount == 1


async def cancel_shifts_of(tx: AsyncConnection, worker_id: str, by: str | None, at: int) -> None:
    """Take every coming or running shift of a worker who left off the rota."""
    standing = (shifts.c.worker_id == worker_id) & shifts.c.cancelled_at.is_(None) & (shifts.c.ends_at > at)
    await tx.execute(update(shifts).where(standing).values(cancelled_by=by, cancelled_at=at))


async def turns_between(connection: AsyncConnection, since: int, until: int) -> list[Turn]:
    """Standing shifts that touch this time, in order; those of workers who left are not there."""
    inside = (shifts.c.starts_at < until) & (shifts.c.ends_at > since)
    return await _turns(connection, inside)


async def turns_at(connection: AsyncConnection, at: int) -> list[Turn]:
    """Who is on the rota at this moment, at any rung."""
    return await turns_between(connection, at, at + 1)


async def turn_by_id(connection: AsyncConnection, shift_id: str) -> Turn | None:
    """A standing shift, or None."""
    return next(iter(await _turns(connection, shifts.c.id == shift_id)), None)


async def _turns(connection: AsyncConnection, condition: ColumnElement[bool]) -> list[Turn]:
    columns: tuple[Any, ...] = (
        *(shifts.c[name] for name in ("id", "worker_id", "rung", "team_id", "starts_at", "ends_at")),
        workers.c.name.label("worker"),
        teams.c.name.label("team"),
    )
    joined = shifts.join(workers, workers.c.id == shifts.c.worker_id).outerjoin(
        teams, teams.c.id == shifts.c.team_id
    )
    standing = condition & shifts.c.cancelled_at.is_(None) & workers.c.active
    query = select(*columns).select_from(joined).where(standing)
    rows = await connection.execute(query.order_by(shifts.c.starts_at, shifts.c.ends_at, shifts.c.id))
    return [Turn(**row) for row in rows.mappings()]
