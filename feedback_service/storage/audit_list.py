"""The audit trail as somebody looks through it: narrowed, page by page, the newest first."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, false, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import is_of_family
from feedback_service.storage.schema import audit, concerns, routings, submissions, workers

ID_LENGTH = 36  # what stands after the id of a submission is of its question, after a worker's a team


class Sought(msgspec.Struct, frozen=True, kw_only=True):
    """From when to before when (Unix milliseconds); empty names stand for everybody and everything."""

    since: int
    until: int
    worker_id: str = ""
    action: str = ""


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """One row; `worker` and `about` are names of workers, where the row tells of any."""

    at: int
    action: str
    object: str
    worker: str | None
    about: str | None

    @property
    def thing(self) -> str:
        """What it was done to, with a worker's name in place of the id."""
        return self.object if self.about is None else self.about + self.object[ID_LENGTH:]


async def count_noted(connection: AsyncConnection, asked_by: str, sought: Sought) -> int:
    """How many rows there are, of those that the worker who asks may know of."""
    query = select(func.count()).select_from(audit).where(_is_sought(asked_by, sought))
    return (await connection.execute(query)).scalar_one()


async def noted_at(connection: AsyncConnection, asked_by: str, sought: Sought, nth: int) -> int:
    """When the row after the `nth` newest of these was noted (Unix milliseconds); `since` without so many."""
    times = select(audit.c.at).where(_is_sought(asked_by, sought)).order_by(audit.c.at.desc())
    found: int | None = await connection.scalar(times.limit(1).offset(nth))
    return sought.since if found is None else found


async def noted(
    connection: AsyncConnection, asked_by: str, sought: Sought, *, limit: int | None, offset: int = 0
) -> list[Noted]:
    """The rows themselves. Nothing tells a worker of a submission that is kept from them by name."""
    return [
        Noted(**row) for row in (await connection.execute(_query(asked_by, sought, limit, offset))).mappings()
    ]


def _query(asked_by: str, sought: Sought, limit: int | None, offset: int) -> Select[Any]:
    about = workers.alias("about")
    columns = (
        audit.c.at,
        audit.c.action,
        audit.c.object,
        workers.c.name.label("worker"),
        about.c.name.label("about"),
    )
    joined = audit.outerjoin(workers, workers.c.id == audit.c.worker_id).outerjoin(
        about, about.c.id == func.substr(audit.c.object, 1, ID_LENGTH)
    )
    query = select(*columns).select_from(joined).where(_is_sought(asked_by, sought))
    return (
        query.order_by(audit.c.at.desc(), audit.c.seq.desc(), audit.c.id.desc()).limit(limit).offset(offset)
    )


def _is_sought(asked_by: str, sought: Sought) -> ColumnElement[bool]:
    found = (audit.c.at >= sought.since) & (audit.c.at < sought.until) & ~_is_about_them(asked_by)
    if sought.worker_id:
        found &= audit.c.worker_id == sought.worker_id
    if sought.action:
        found &= audit.c.action == sought.action
    return found


def _is_about_them(worker_id: str) -> ColumnElement[bool]:
    """That the row tells of a submission, or a concern about it, that is kept from this worker by name."""
    kept = select(submissions.c.id).join(routings, is_of_family(routings.c.submission_id))
    kept = kept.where(routings.c.worker_id == worker_id, routings.c.released_at.is_(None))
    theirs = select(concerns.c.id).where(concerns.c.submission_id.in_(kept))
    beginning = func.substr(audit.c.object, 1, ID_LENGTH)
    return or_(beginning.in_(kept), beginning.in_(theirs), false())
