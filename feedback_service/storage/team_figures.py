"""How teams are doing, in a few numbers about what a worker may read anyway."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import subjects, submissions
from feedback_service.storage.scope import Scope


class Read(NamedTuple):
    """Of `n` submissions that were read, half were within `median` milliseconds (None without any)."""

    n: int
    median: int | None


class Heard(NamedTuple):
    """Of `n` subjects nothing has come about `silent`."""

    n: int
    silent: int


async def answered_between(connection: AsyncConnection, scope: Scope, since: int, until: int) -> int:
    """How many submissions were answered from `since` to before `until` (Unix milliseconds)."""
    query = select(func.count()).select_from(submissions)
    return (await connection.execute(query.where(scope.covers(), *_between(since, until)))).scalar_one()


async def read_between(connection: AsyncConnection, scope: Scope, since: int, until: int) -> Read:
    """Of what was answered in that time, how much was read, and how long it waited for that."""
    conditions = (scope.covers(), *_between(since, until), submissions.c.read_at.is_not(None))
    n = (
        await connection.execute(select(func.count()).select_from(submissions).where(*conditions))
    ).scalar_one()
    waited = submissions.c.read_at - submissions.c.received_at
    query = select(waited).where(*conditions).order_by(waited).offset(max(0, n - 1) // 2).limit(1)
    return Read(n, await connection.scalar(query))


async def heard(connection: AsyncConnection, scope: Scope) -> Heard:
    """The subjects of these teams, and about how many nothing has come that may be read."""
    mine = scope.covers(subjects.c.team_id)
    spoke = exists().where(submissions.c.subject_id == subjects.c.id, scope.covers())
    counted = select(func.count()).select_from(subjects)
    n = (await connection.execute(counted.where(mine))).scalar_one()
    return Heard(n, (await connection.execute(counted.where(mine, ~spoke))).scalar_one())


def _between(since: int, until: int) -> tuple[ColumnElement[bool], ...]:
    return submissions.c.answered_at >= since, submissions.c.answered_at < until
