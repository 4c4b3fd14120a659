"""Deliveries: one notice to one person over one channel, tried until it is sent or given up.

A delivery's id is the reference that goes out with it, the same at every try. `due_at` is empty once nothing
more is to be done.
"""

from typing import Any, Literal, get_args

import msgspec
from sqlalchemy import ColumnElement, Select, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import deliveries, notices, workers

Channel = Literal["email", "text", "webhook"]
CHANNELS: tuple[Channel, ...] = get_args(Channel)
LEASE = 60_000  # milliseconds that whoever took a delivery on has to end it: longer than any try may last
MUST_REACH = ("urgent", "ladder")  # kinds of notices that somebody is waiting for
PRESSING = (*MUST_REACH, "stuck", "drill")  # kinds that are worth waking somebody


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery to be kept; `worker_id` is None for the webhook."""

    id: str
    worker_id: str | None
    channel: Channel
    due_at: int


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """A delivery that somebody is about to try: for the `tries`-th time, and to where, if anywhere still."""

    id: str
    channel: str
    tries: int
    kind: str
    step: int
    made_at: int
    active: bool | None
    email: str | None
    phone: str | None


_PENDING = deliveries.c.due_at.is_not(None)
_COLUMNS = (
    *(deliveries.c[name] for name in ("id", "channel", "tries", "due_at")),
    *(notices.c[name] for name in ("kind", "step", "made_at")),
    *(workers.c[name] for name in ("active", "email", "phone")),
)


async def anything_due(connection: AsyncConnection, channel: Channel, at: int) -> bool:
    """Whether a delivery of this channel is to be tried now."""
    query = select(deliveries.c.id).where(deliveries.c.channel == channel, deliveries.c.due_at <= at)
    return (await connection.execute(query.limit(1))).first() is not None


async def take_due(
    tx: AsyncConnection, channel: Channel, at: int, *, limit: int, only: frozenset[str] = frozenset()
) -> list[Taken]:
    """Take on what is due, what presses first and what failed often last; `only`: of these notices.

    What was taken on is due again after LEASE, so that a kill costs that time and nothing else.
    """
    pressing = case((notices.c.kind.in_(PRESSING), 0), else_=1)
    query = _joined().where(deliveries.c.channel == channel, deliveries.c.due_at <= at)
    if only:
        query = query.where(deliveries.c.notice_id.in_(only))
    order = (pressing, deliveries.c.tries, deliveries.c.due_at, deliveries.c.id)
    rows = (await tx.execute(query.order_by(*order).limit(limit))).mappings().all()
    return [_taken(row) for row in rows if await _take(tx, row, at)]


def _joined() -> Select[Any]:
    tables = deliveries.join(notices, notices.c.id == deliveries.c.notice_id)
    return select(*_COLUMNS).select_from(tables.outerjoin(workers, workers.c.id == deliveries.c.worker_id))


async def _take(tx: AsyncConnection, row: Any, at: int) -> bool:  # noqa: ANN401 (a row)
    """Whether it is ours: another process may have been first."""
    same = (deliveries.c.id == row["id"]) & (deliveries.c.due_at == row["due_at"])
    values = {"tries": row["tries"] + 1, "tried_at": at, "due_at": at + LEASE}
    return (await tx.execute(update(deliveries).where(same).values(values))).rowcount == 1


def _taken(row: Any) -> Taken:  # noqa: ANN401 (a row)
    values = {name: row[name] for name in Taken.__struct_fields__}
    return Taken(**{**values, "tries": row["tries"] + 1})


async def note_sent(tx: AsyncConnection, delivery_id: str, at: int) -> None:
    """It was accepted: nothing more is due."""
    values = {"sent_at": at, "due_at": None, "given_up_at": None, "problem": None}
    await _change(tx, (deliveries.c.id == delivery_id) & deliveries.c.sent_at.is_(None), values)


async def note_failed(tx: AsyncConnection, delivery_id: str, problem: str, due_at: int) -> None:
    """It was not accepted and is tried again at `due_at`."""
    await _change(tx, (deliveries.c.id == delivery_id) & _PENDING, {"problem": problem, "due_at": due_at})


async def note_given_up(tx: AsyncConnection, delivery_id: str, problem: str, at: int) -> None:
    """It was not accepted and is not tried again, unless a person says so."""
    values = {"problem": problem, "due_at": None, "given_up_at": at}
    await _change(tx, (deliveries.c.id == delivery_id) & _PENDING, values)


async def try_now(tx: AsyncConnection, delivery_id: str, at: int) -> bool:
    """Make an unsent delivery due now; False when it was sent, or is just being tried."""
    taken = (deliveries.c.due_at == deliveries.c.tried_at + LEASE) & (deliveries.c.due_at > at)
    resting = or_(deliveries.c.due_at.is_(None), deliveries.c.tried_at.is_(None), ~taken)
    unsent = (deliveries.c.id == delivery_id) & deliveries.c.sent_at.is_(None) & resting
    return await _change(tx, unsent, {"due_at": at, "given_up_at": None})


async def _change(tx: AsyncConnection, which: ColumnElement[bool], values: dict[str, Any]) -> bool:
    return (await tx.execute(update(deliveries).where(which).values(values))).rowcount == 1
