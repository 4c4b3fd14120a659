"""What stands beside a submission: what came before it, and what else the same subject sent."""

import msgspec
from sqlalchemy import select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import submissions
from feedback_service.storage.scope import Scope


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """A submission of the same subject, without a word of it."""

    id: str
    form_id: str
    form_version: int
    audience: str
    band: str | None
    moment: str | None
    answered_at: int


async def came_before(connection: AsyncConnection, scope: Scope, submission_id: str) -> str | None:
    """The submission that was answered last before this one, read or not."""
    place = tuple_(submissions.c.answered_at, submissions.c.id)
    here = select(submissions.c.answered_at).where(submissions.c.id == submission_id).scalar_subquery()
    query = select(submissions.c.id).where(scope.covers(), place < tuple_(here, submission_id))
    query = query.order_by(submissions.c.answered_at.desc(), submissions.c.id.desc()).limit(1)
    found: str | None = await connection.scalar(query)
    return found


async def sent_for(connection: AsyncConnection, scope: Scope, subject_id: str, limit: int) -> list[Beside]:
    """The newest `limit` submissions about this subject that this scope covers, the oldest first."""
    columns = [submissions.c[name] for name in Beside.__struct_fields__]
    query = select(*columns).where(scope.covers(), submissions.c.subject_id == subject_id)
    query = query.order_by(submissions.c.answered_at.desc(), submissions.c.id.desc()).limit(limit)
    return [Beside(**row) for row in (await connection.execute(query)).mappings()][::-1]
