"""How teams are doing, in a few numbers about what a worker may read anyway."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import subjects, submissions
from feedback_service.storage.scope import Scope


class Answered(NamedTuple):
    """Of `n` submissions `read` were read."""

    n: int
    read: int


class Heard(NamedTuple):
    """Of `n` subjects nothing has come about `silent`."""

    n: int
    silent: int


async def answered_between(connection: AsyncConnection, scope: Scope, since: int, until: int) -> Answered:
    """How many submissions were answered from `since` to before `until` (Unix milliseconds)."""
    query = select(func.count(), func.count(submissions.c.read_at))
    return Answered(*(await connection.execute(query.where(scope.covers(), *_between(since, until)))).one())


async def median_wait(
    connection: AsyncConnection, scope: Scope, since: int, until: int, read: int
) -> int | None:
    """Within how many milliseconds half of the `read` ones among these were read; None without any."""
    if not read:
        return None
    conditions = (scope.covers(), *_between(since, until), submissions.c.read_at.is_not(None))
    waited = submissions.c.read_at - submissions.c.received_at
    query = select(waited).where(*conditions).order_by(waited).offset((read - 1) // 2).limit(1)
    median: int | None = await connection.scalar(query)
    return median


async def heard(connection: AsyncConnection, scope: Scope) -> Heard:
    """The subjects of these teams, and about how many nothing has come that may be read."""
    mine = scope.covers(subjects.c.team_id)
    spoke = exists().where(submissions.c.subject_id == subjects.c.id, scope.covers())
    counted = select(func.count()).select_from(subjects)
    n = (await connection.execute(counted.where(mine))).scalar_one()
    return Heard(n, (await connection.execute(counted.where(mine, ~spoke))).scalar_one())


def _between(since: int, until: int) -> tuple[ColumnElement[bool], ...]:
    return submissions.c.answered_at >= since, submissions.c.answered_at < until
