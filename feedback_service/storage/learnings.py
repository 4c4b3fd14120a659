"""What corrections taught, run by run, and which answers workers have corrected. Nothing is overwritten."""

from typing import Final

import msgspec
from sqlalchemy import and_, case, func, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import codings, learnings

Place = tuple[str, str]
# Costs of learning grow with the cube of this: so many take some seconds.
MOST: Final = 2000


class Learning(msgspec.Struct, frozen=True, kw_only=True):
    """One run: from `corrections` answers as they stood at `until` it made `version`.

    `changes` is JSON, one entry a theme. Times in Unix milliseconds.
    """

    id: str
    made_at: int
    until: int
    corrections: int
    version: str
    changes: str


async def add_learning(tx: AsyncConnection, learning: Learning) -> None:
    """Keep one run."""
    await tx.execute(insert(learnings), msgspec.structs.asdict(learning))


async def last_learnings(connection: AsyncConnection, limit: int) -> list[Learning]:
    """The last runs, the newest first; what the newest made is what reads now."""
    query = select(learnings).order_by(learnings.c.made_at.desc(), learnings.c.id.desc()).limit(limit)
    return [Learning(**row) for row in (await connection.execute(query)).mappings()]


async def corrected(
    connection: AsyncConnection, until: int, most: int = MOST
) -> dict[Place, tuple[str, ...]]:
    """The answers that workers corrected last, with the themes that stood on them at `until`.

    Corrected: a worker put a theme on, confirmed one or took one off. What was only suggested does not stand.
    """
    by_worker = and_(codings.c.assigned_by.is_not(None), codings.c.assigned_at <= until)
    taken_off = and_(codings.c.withdrawn_by.is_not(None), codings.c.withdrawn_at <= until)
    here = (codings.c.submission_id, codings.c.question_id)
    last = func.max(case((taken_off, codings.c.withdrawn_at), else_=codings.c.assigned_at))
    touched = (
        select(*here)
        .where(or_(by_worker, taken_off))
        .group_by(*here)
        .order_by(last.desc(), *here)
        .limit(most)
    ).subquery()
    found: dict[Place, tuple[str, ...]] = {
        (row[0], row[1]): () for row in await connection.execute(select(touched))
    }
    stood = and_(
        codings.c.assigned_at <= until,
        or_(codings.c.withdrawn_at.is_(None), codings.c.withdrawn_at > until),
        codings.c.suggested.is_not(True),
    )
    same = and_(touched.c.submission_id == here[0], touched.c.question_id == here[1])
    query = select(*here, codings.c.theme_id).join_from(codings, touched, same).where(stood).distinct()
    for row in await connection.execute(query.order_by(*here, codings.c.theme_id)):
        found[row[0], row[1]] += (row[2],)
    return found
