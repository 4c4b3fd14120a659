"""What came in month by month, as SQL: sets of answers, and those in which a theme stands."""

from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Label, case, distinct, func, literal, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.report_codings import standing
from feedback_service.storage.report_data import Extent, rows
from feedback_service.storage.schema import codings, submissions


class MonthCount(msgspec.Struct, frozen=True, kw_only=True):
    """`n` submissions of an audience in the month with this place; `theme_id` stands in them, "" for any."""

    audience: str
    theme_id: str
    month: int
    n: int


async def month_counts(
    connection: AsyncConnection, extent: Extent, starts: Sequence[int]
) -> list[MonthCount]:
    """Submissions by audience, theme (and without regard to it) and month; `starts` in Unix milliseconds.

    The first month takes whatever is earlier, the last whatever is later; without any, all is one month.
    """
    month = _month(starts)
    audience, theme_id = submissions.c.audience, codings.c.theme_id
    n = func.count(distinct(submissions.c.id)).label("n")
    every = select(audience, literal("").label("theme_id"), month, n).where(extent.counted())
    themed = select(audience, theme_id, month, n).join_from(codings, submissions).where(standing(extent))
    return [
        *await rows(connection, every.group_by(audience, "month"), MonthCount),
        *await rows(connection, themed.group_by(audience, theme_id, "month"), MonthCount),
    ]


def _month(starts: Sequence[int]) -> Label[Any]:
    at = submissions.c.answered_at
    before = [(at < start, place) for place, start in enumerate(starts[1:])]
    place: ColumnElement[Any] = case(*before, else_=len(before)) if before else literal(0)
    return place.label("month")
