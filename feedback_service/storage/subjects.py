"""Subjects: the local references under which children and families are known, never names."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import ColumnElement, and_, exists, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import subjects, submission_keys, submissions
from feedback_service.storage.scope import Scope

TOGETHER = 1_000  # a statement takes only so many values


class About(msgspec.Struct, frozen=True, kw_only=True):
    """Where a subject lives, as one of the areas of the settings, and whether the child has additional needs.

    `needs` is "yes" or "no"; what is empty is not known.
    """

    area: str = ""
    needs: str = ""


async def know_subjects(tx: AsyncConnection, refs: Iterable[str], team_id: str, at: int) -> None:
    """Keep each reference that is new, as belonging to the team."""
    wanted = list(dict.fromkeys(refs))
    for start in range(0, len(wanted), TOGETHER):
        some = wanted[start : start + TOGETHER]
        known = set((await tx.execute(select(subjects.c.id).where(subjects.c.id.in_(some)))).scalars())
        fresh = [{"id": ref, "team_id": team_id, "created_at": at} for ref in some if ref not in known]
        if fresh:
            await tx.execute(insert(subjects), fresh)


async def team_of_subject(connection: AsyncConnection, subject_id: str) -> str | None:
    """The team a reference belongs to; None for one that nobody has used."""
    query = select(subjects.c.team_id).where(subjects.c.id == subject_id)
    team: str | None = await connection.scalar(query)
    return team


async def about_subject(connection: AsyncConnection, scope: Scope, subject_id: str) -> About | None:
    """What is known of a subject of a team in this scope; None when it is none of theirs."""
    query = select(subjects.c.area, subjects.c.needs).where(_theirs(scope, subject_id))
    row = (await connection.execute(query)).first()
    return About(area=row.area or "", needs=row.needs or "") if row else None


async def keep_about(tx: AsyncConnection, scope: Scope, subject_id: str, about: About) -> bool:
    """Keep this as what is known of a subject of a team in this scope; whether anything is different now."""
    if await about_subject(tx, scope, subject_id) in (None, about):
        return False
    values = {"area": about.area or None, "needs": about.needs or None}
    await tx.execute(update(subjects).where(_theirs(scope, subject_id)).values(values))
    return True


def _theirs(scope: Scope, subject_id: str) -> ColumnElement[bool]:
    return and_(subjects.c.id == subject_id, scope.covers(subjects.c.team_id))


async def forget_about(tx: AsyncConnection, submission_ids: Sequence[str]) -> None:
    """Take away what is known of their subjects, unless others' words about them are still held."""
    mine = select(submissions.c.subject_id).where(submissions.c.id.in_(submission_ids))
    held = exists().where(
        submissions.c.subject_id == subjects.c.id,
        submissions.c.id.not_in(submission_ids),
        submission_keys.c.submission_id == submissions.c.id,
    )
    query = update(subjects).where(subjects.c.id.in_(mine), ~held)
    await tx.execute(query.values(area=None, needs=None))
