"""Legal holds as they are set, ended and shown: a court, a complaint or an enquiry needs something kept."""

from typing import Final, NamedTuple

import msgspec
from sqlalchemy import Select, and_, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import legal_holds, subjects, submissions, workers
from feedback_service.storage.scope import Scope

CAUSES: Final = ("court", "complaint", "enquiry", "access", "other")


class NewHold(NamedTuple):
    """A row of `legal_holds` as it is set, on a subject or on a submission (never both)."""

    id: str
    subject_id: str | None
    submission_id: str | None
    cause: str
    reference: str
    set_by: str | None
    set_at: int


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """A hold as it is shown; `set_by` and `ended_by` are names, None for the service's own commands."""

    id: str
    subject_id: str | None
    submission_id: str | None
    cause: str
    reference: str
    set_by: str | None
    set_at: int
    ended_by: str | None
    ended_at: int | None


async def add_hold(tx: AsyncConnection, hold: NewHold) -> None:
    """Keep a hold."""
    await tx.execute(insert(legal_holds), hold._asdict())


async def end_hold(tx: AsyncConnection, hold_id: str, worker_id: str | None, at: int) -> bool:
    """End a hold; False when none stands under this id."""
    standing = (legal_holds.c.id == hold_id) & legal_holds.c.ended_at.is_(None)
    ended = update(legal_holds).where(standing).values(ended_by=worker_id, ended_at=at)
    return (await tx.execute(ended)).rowcount == 1


async def holds(connection: AsyncConnection, scope: Scope) -> list[Hold]:
    """Every hold in this scope, those that stand first, then the latest."""
    query = _query(scope).order_by(legal_holds.c.ended_at.is_not(None), legal_holds.c.set_at.desc())
    return [Hold(**row) for row in (await connection.execute(query)).mappings()]


async def find_hold(connection: AsyncConnection, scope: Scope, hold_id: str) -> Hold | None:
    """The hold, or None when there is none in this scope."""
    row = (await connection.execute(_query(scope).where(legal_holds.c.id == hold_id))).mappings().first()
    return Hold(**row) if row else None


def _query(scope: Scope) -> Select[tuple[object, ...]]:
    setter, ender = workers.alias("setter"), workers.alias("ender")
    joined = (
        legal_holds.outerjoin(subjects, subjects.c.id == legal_holds.c.subject_id)
        .outerjoin(submissions, submissions.c.id == legal_holds.c.submission_id)
        .outerjoin(setter, setter.c.id == legal_holds.c.set_by)
        .outerjoin(ender, ender.c.id == legal_holds.c.ended_by)
    )
    names = ("id", "subject_id", "submission_id", "cause", "reference", "set_at", "ended_at")
    people = (setter.c.name.label("set_by"), ender.c.name.label("ended_by"))
    columns = (*(legal_holds.c[name] for name in names), *people)
    subject = and_(legal_holds.c.subject_id.is_not(None), scope.covers(subjects.c.team_id))
    submission = and_(legal_holds.c.submission_id.is_not(None), scope.covers())
    return select(*columns).select_from(joined).where(or_(subject, submission))
