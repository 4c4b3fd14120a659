"""Every data key that is stored wrapped, wherever: found from the tables, so that none is forgotten."""

from collections import Counter
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Column, ColumnElement, String, Table, cast, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import metadata, submissions

_WRAPPED, _MASTER = "wrapped", "master"


class Holder(NamedTuple):
    """A table whose rows each hold a wrapped key, the name of the master that wrapped it, and an id as text.

    A row whose master is empty has no key.
    """

    table: Table
    id: ColumnElement[str]
    master: Column[Any]
    wrapped: Column[Any]


class WrappedRow(NamedTuple):
    """One wrapped key; `owner` is what it is bound to."""

    id: str
    owner: str
    master: str
    wrapped: bytes


@cache
def holders() -> tuple[Holder, ...]:
    """Every such table. ValueError for one that breaks the rule: one id, `…master` beside `…wrapped`."""
    return tuple(
        _holder(table, column)
        for table in metadata.sorted_tables
        for column in table.columns
        if column.name.endswith(_WRAPPED)
    )


def _holder(table: Table, column: Column[Any]) -> Holder:
    ids, master = list(table.primary_key), f"{column.name.removesuffix(_WRAPPED)}{_MASTER}"
    if len(ids) != 1 or master not in table.columns:
        raise ValueError(f"{table.name}: a wrapped key stands beside one id and the name of its master.")
    is_text = isinstance(ids[0].type, String)
    return Holder(table, ids[0] if is_text else cast(ids[0], String), table.columns[master], column)


async def counted(connection: AsyncConnection) -> dict[str, Counter[str]]:
    """How many keys each master wraps, by table: {master: {table: how many}}."""
    found: dict[str, Counter[str]] = {}
    for holder in holders():
        for master, count in await connection.execute(
            select(holder.master, func.count()).where(holder.master.is_not(None)).group_by(holder.master)
        ):
            found.setdefault(master, Counter())[holder.table.name] += count
    return found


async def wrapped_otherwise(
    connection: AsyncConnection, holder: Holder, current: str, *, after: str, limit: int
) -> list[WrappedRow]:
    """Up to `limit` keys that another master than `current` wraps, with ids after `after`, in their order."""
    query = select(holder.id, _owner(holder), holder.master, holder.wrapped)
    if _is_of_submission(holder):
        query = query.join(submissions, submissions.c.id == holder.id)
    query = query.where(holder.master != current, holder.id > after).order_by(holder.id).limit(limit)
    return [WrappedRow(*row) for row in await connection.execute(query)]


async def wrap_anew(
    tx: AsyncConnection, holder: Holder, row: WrappedRow, master: str, wrapped: bytes
) -> bool:
    """Put the key wrapped anew in its place; False when the row was erased or changed meanwhile."""
    same = (holder.id == row.id) & (holder.wrapped == row.wrapped)
    values = {holder.master.name: master, holder.wrapped.name: wrapped}
    return (await tx.execute(update(holder.table).where(same).values(values))).rowcount == 1


def _is_of_submission(holder: Holder) -> bool:
    return "submission_id" in holder.table.primary_key


def _owner(holder: Holder) -> ColumnElement[str]:
    """What the key is bound to: the id, but for words kept aside the id under which they were sent."""
    if _is_of_submission(holder):
        return func.coalesce(submissions.c.differs_from, holder.id)
    return holder.id
