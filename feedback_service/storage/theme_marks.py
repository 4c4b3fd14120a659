"""In which submissions a theme stands, kept with the codings it follows from: what the explorer counts."""

from collections.abc import Collection
from datetime import UTC, datetime, tzinfo
from typing import Any, Final, NamedTuple

from sqlalchemy import Label, Select, case, delete, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.conditions import counts
from feedback_service.storage.schema import codings, submissions, theme_marks
from feedback_service.uk_time import ZONE, moment_of

_YEAR: Final = 12
_COUNTED: Final = ("answered_at", "team_id", "audience", "band", "moment")


class _Mark(NamedTuple):
    theme_id: str
    submission_id: str
    month: int
    team_id: str
    audience: str
    band: str | None
    moment: str | None
    strength: bool
    worry: bool


def month_of(at: int) -> int:
    """The month of a time in Unix milliseconds on the UK's clocks, as in reports, counted from the year 0."""
    day = moment_of(at)
    return day.year * _YEAR + day.month - 1


def begins(month: int) -> int:
    """When a month begins on the UK's clocks, in Unix milliseconds."""
    return _first_moment(month, ZONE)


def _first_moment(month: int, zone: tzinfo) -> int:
    return int(datetime(month // _YEAR, month % _YEAR + 1, 1, tzinfo=zone).timestamp() * 1000)


async def marked_by_utc(connection: AsyncConnection, most: int) -> list[str]:
    """Submissions, `most` of them, whose marks stand in the month that UTC had, as all did once."""
    at, found = submissions.c.answered_at, list[str]()
    first, last = (await connection.execute(select(func.min(at), func.max(at)))).one()
    for month in range(month_of(first), month_of(last) + 1) if first is not None else ():
        between = at >= begins(month), at < _first_moment(month, UTC)
        joined = select(theme_marks.c.submission_id).join_from(submissions, theme_marks).distinct()
        amiss = joined.where(*between, theme_marks.c.month != month).limit(most - len(found))
        if begins(month) < _first_moment(month, UTC) and len(found) < most:
            found += [row.submission_id for row in await connection.execute(amiss)]
    return found


async def keep_marks(tx: AsyncConnection, submission_ids: Collection[str]) -> None:
    """Bring the marks of these submissions to the codings that count on them now.

    Words kept aside because they differ have none: they are counted with the first.
    """
    if not submission_ids:
        return
    ids = sorted(set(submission_ids))
    rows = [
        _Mark(
            theme_id=row.theme_id,
            submission_id=row.id,
            month=month_of(row.answered_at),
            team_id=row.team_id,
            audience=row.audience,
            band=row.band,
            moment=row.moment,
            strength=bool(row.strength),
            worry=bool(row.worry),
        )
        for row in await tx.execute(_standing(ids))
    ]
    await tx.execute(delete(theme_marks).where(theme_marks.c.submission_id.in_(ids)))
    await insert_rows(tx, theme_marks, rows)


def _standing(ids: Collection[str]) -> Select[Any]:
    kinds = (codings.c.theme_id, submissions.c.id, *(submissions.c[name] for name in _COUNTED))
    query = select(*kinds, *map(_leans, ("strength", "worry"))).join_from(codings, submissions)
    mine = codings.c.submission_id.in_(ids)
    return query.where(mine, counts(), submissions.c.differs_from.is_(None)).group_by(*kinds)


def _leans(way: str) -> Label[int]:
    return func.max(case((codings.c.valence.in_((way, "both")), 1), else_=0)).label(way)
