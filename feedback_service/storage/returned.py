"""What somebody who came back is told about what they sent: facts, never words."""

import msgspec
from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import readings, submission_keys, submissions


class Returned(msgspec.Struct, frozen=True, kw_only=True):
    """A submission as its person sees it again; `read` when a worker has marked it so, `erased` its words."""

    id: str
    form_id: str
    form_version: int
    audience: str
    band: str | None
    team_id: str
    subject_id: str | None
    moment: str | None
    language: str | None
    follows: str | None
    person_role: str | None
    answered_at: int
    finished: bool
    read: bool
    erased: bool


_READ = exists().where(readings.c.submission_id == submissions.c.id)
_KEY = exists().where(submission_keys.c.submission_id == submissions.c.id)
_OWN = [submissions.c[name] for name in Returned.__struct_fields__ if name not in {"read", "erased"}]
_QUERY = select(*_OWN, _READ.label("read"), (~_KEY).label("erased"))


async def find_returned(connection: AsyncConnection, submission_id: str) -> Returned | None:
    """The submission, or None when it is not kept (a draft, perhaps)."""
    row = (await connection.execute(_QUERY.where(submissions.c.id == submission_id))).mappings().first()
    return Returned(**row) if row else None


async def added_to(connection: AsyncConnection, submission_id: str) -> list[Returned]:
    """What the person added later, the oldest first; without what was kept aside."""
    query = _QUERY.where(submissions.c.follows == submission_id, submissions.c.differs_from.is_(None))
    rows = await connection.execute(query.order_by(submissions.c.answered_at, submissions.c.id))
    return [Returned(**row) for row in rows.mappings()]
