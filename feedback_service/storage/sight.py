"""Whether a submission is within somebody's sight, and whom it must be kept from by name."""

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import is_of_family
from feedback_service.storage.schema import routings, submissions
from feedback_service.storage.scope import Scope


async def sees(connection: AsyncConnection, scope: Scope, submission_id: str) -> bool:
    """Whether this scope covers the submission."""
    query = select(submissions.c.id).where(submissions.c.id == submission_id, scope.covers())
    return (await connection.execute(query)).first() is not None


async def seen_of(connection: AsyncConnection, scope: Scope, submission_ids: Collection[str]) -> set[str]:
    """Which of these submissions this scope covers."""
    query = select(submissions.c.id).where(submissions.c.id.in_(submission_ids), scope.covers())
    return set((await connection.execute(query)).scalars())


async def team_of(connection: AsyncConnection, submission_id: str) -> str | None:
    """The team of a submission; None when there is no such submission."""
    team: str | None = await connection.scalar(
        select(submissions.c.team_id).where(submissions.c.id == submission_id)
    )
    return team


async def named_in(connection: AsyncConnection, submission_id: str) -> set[str]:
    """Workers whom the submission, or the one it adds to or differs from, is kept from by name now."""
    query = select(routings.c.worker_id).join(submissions, is_of_family(routings.c.submission_id))
    query = query.where(
        submissions.c.id == submission_id,
        routings.c.worker_id.is_not(None),
        routings.c.released_at.is_(None),
    )
    return set((await connection.execute(query)).scalars())
