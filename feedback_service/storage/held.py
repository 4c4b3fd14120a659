"""What a legal hold stands on, and so must not be erased for now."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import ROOT, is_in_families
from feedback_service.storage.schema import legal_holds, submissions


def is_held() -> ColumnElement[bool]:
    """That a hold stands on this row of `submissions` or on its subject."""
    hold = legal_holds
    mine = or_(hold.c.submission_id == submissions.c.id, hold.c.subject_id == submissions.c.subject_id)
    return exists().where(mine, hold.c.ended_at.is_(None))


async def any_held(connection: AsyncConnection, submission_ids: Sequence[str]) -> bool:
    """Whether any of these submissions, or of what belongs together with them, must be kept for now."""
    roots = (await connection.execute(select(ROOT).where(submissions.c.id.in_(submission_ids)))).scalars()
    query = select(submissions.c.id).where(is_in_families(list(roots)), is_held())
    return (await connection.execute(query.limit(1))).first() is not None
