"""Indicators: numbers from other systems, shown beside the voices and never compared with them."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import and_, delete, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.places import PARTNERSHIP
from feedback_service.storage.schema import indicators


class Indicator(msgspec.Struct, frozen=True, kw_only=True):
    """A number for a place ("team/ID", "agency/NAME", "*") and a period, as `source` gives it.

    The period runs from `period_from` to before `period_to`, in Unix milliseconds.
    """

    id: str
    place: str
    name: str
    unit: str
    period_from: int
    period_to: int
    value: float
    source: str
    imported_by: str | None
    imported_at: int


async def put_indicators(tx: AsyncConnection, rows: Sequence[Indicator]) -> int:
    """Keep these, each in the place of one of the same place, name and period; how many took a place."""
    replaced = 0
    for one in rows:
        same = and_(
            *(indicators.c[key] == getattr(one, key) for key in ("place", "name", "period_from", "period_to"))
        )
        replaced += (await tx.execute(delete(indicators).where(same))).rowcount
    if rows:
        await tx.execute(insert(indicators), [msgspec.structs.asdict(one) for one in rows])
    return replaced


async def remove_indicator(tx: AsyncConnection, indicator_id: str) -> bool:
    """Take one away; False when it is not there (any more)."""
    return (await tx.execute(delete(indicators).where(indicators.c.id == indicator_id))).rowcount == 1


async def find_indicator(connection: AsyncConnection, indicator_id: str) -> Indicator | None:
    """The indicator with this id, or None."""
    query = select(indicators).where(indicators.c.id == indicator_id)
    row = (await connection.execute(query)).mappings().first()
    return Indicator(**row) if row else None


async def count_indicators(connection: AsyncConnection, places: Sequence[str] | None) -> int:
    """How many indicators there are of these places (None: of all)."""
    query = select(func.count()).select_from(indicators)
    if places is not None:
        query = query.where(indicators.c.place.in_(places))
    return (await connection.execute(query)).scalar_one()


async def indicators_in(
    connection: AsyncConnection, places: Sequence[str] | None, *, limit: int, offset: int
) -> list[Indicator]:
    """Those of these places (None: of all), the latest period first."""
    query = select(indicators)
    if places is not None:
        query = query.where(indicators.c.place.in_(places))
    order = (indicators.c.period_to.desc(), indicators.c.place, indicators.c.name, indicators.c.period_from)
    rows = await connection.execute(query.order_by(*order).limit(limit).offset(offset))
    return [Indicator(**row) for row in rows.mappings()]


async def indicators_between(
    connection: AsyncConnection, places: Sequence[str], period_from: int, period_to: int
) -> list[Indicator]:
    """Those of these places and of the whole partnership whose period has a part in this one, by name."""
    overlaps = and_(indicators.c.period_from < period_to, indicators.c.period_to > period_from)
    here = or_(indicators.c.place == PARTNERSHIP, indicators.c.place.in_(places))
    order = (indicators.c.name, indicators.c.place, indicators.c.period_from, indicators.c.period_to)
    rows = await connection.execute(select(indicators).where(overlaps, here).order_by(*order))
    return [Indicator(**row) for row in rows.mappings()]
