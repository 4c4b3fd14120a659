"""Inserting many rows fast: statements are compiled once a table, and rows go straight to the driver.

SQLAlchemy builds each row's parameters anew, which took longer than writing the row (11 µs against 3 µs on
SQLite). And each SQLite statement lets other threads in and has to wait for its turn again, so that rows go
in few statements of many rows, not in many of one.
"""

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from sqlalchemy import Dialect, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

TOGETHER = (512, 128, 32, 8, 1)  # rows a statement: few different texts, as the driver keeps them prepared


class _Compiled(NamedTuple):
    one: str
    many: dict[int, str]
    by_position: bool


async def insert_rows(tx: AsyncConnection, table: Table, rows: Sequence[NamedTuple]) -> None:
    """Insert `rows` of one kind: their fields are columns in the table's order, as the driver takes them."""
    if not rows:
        return
    ready = _compiled(table, rows[0]._fields, tx.dialect)
    if not ready.by_position:
        await tx.exec_driver_sql(ready.one, [row._asdict() for row in rows])
        return
    start = 0
    while start < len(rows):
        size = next(size for size in TOGETHER if size <= len(rows) - start)
        await tx.exec_driver_sql(ready.many[size], tuple(chain(*rows[start : start + size])))
        start += size


@cache
def _compiled(table: Table, columns: tuple[str, ...], dialect: Dialect) -> _Compiled:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    if compiled.positional and compiled.positiontup != list(columns):
        raise TypeError(f"The fields of a row for {table.name} must stand in the table's order.")
    head, _, values = compiled.string.rpartition(" VALUES ")
    many = {size: f"{head} VALUES {', '.join([values] * size)}" for size in TOGETHER}
    return _Compiled(compiled.string, many, bool(compiled.positional))
