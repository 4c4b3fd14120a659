"""Subjects: the local references under which children and families are known, never names."""

from collections.abc import Iterable

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import subjects

TOGETHER = 1_000  # a statement takes only so many values


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
