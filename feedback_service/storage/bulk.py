"""Inserting many rows fast: the statement is compiled once a table, and rows go straight to the driver.

Building each row's parameters anew took longer than writing it: 11 µs against 2 µs on SQLite.
"""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import Dialect, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection


class _Compiled(NamedTuple):
    text: str
    by_position: bool


async def insert_rows(tx: AsyncConnection, table: Table, rows: Sequence[NamedTuple]) -> None:
    """Insert `rows` of one kind: their fields are columns in the table's order, as the driver takes them."""
    if not rows:
        return
    ready = _compiled(table, rows[0]._fields, tx.dialect)
    given = list(rows) if ready.by_position else [row._asdict() for row in rows]
    await tx.exec_driver_sql(ready.text, given)


@cache
def _compiled(table: Table, columns: tuple[str, ...], dialect: Dialect) -> _Compiled:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    if compiled.positional and compiled.positiontup != list(columns):
        raise TypeError(f"The fields of a row for {table.name} must stand in the table's order.")
    return _Compiled(compiled.string, bool(compiled.positional))
