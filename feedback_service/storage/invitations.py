"""Links as those who make them see them: for whom, what has become of them, taken back."""

import msgspec
from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import links, submissions, teams, workers
from feedback_service.storage.scope import Scope


class Invitation(msgspec.Struct, frozen=True, kw_only=True):
    """A link in the list; `answers` counts the submissions that came through it."""

    id: str
    form_id: str
    team: str
    subject_id: str | None
    moment: str
    reusable: bool
    created_at: int
    created_by: str | None
    opened_at: int | None
    expires_at: int
    revoked_at: int | None
    role: str | None
    answers: int


_OWN = ("id", "form_id", "subject_id", "moment", "reusable", "created_at", "opened_at", "expires_at")


async def invitations(
    connection: AsyncConnection, scope: Scope, *, limit: int, offset: int
) -> list[Invitation]:
    """The links of these teams, newest first."""
    columns = [links.c[name] for name in (*_OWN, "revoked_at", "role")]
    query = (
        select(*columns, teams.c.name.label("team"), workers.c.name.label("created_by"))
        .join(teams, teams.c.id == links.c.team_id)
        .outerjoin(workers, workers.c.id == links.c.created_by)
        .where(scope.covers(links.c.team_id))
        .order_by(links.c.created_at.desc(), links.c.id.desc())
    )
    rows = (await connection.execute(query.limit(limit).offset(offset))).mappings().all()
    answers = await _answers(connection, scope, [row["id"] for row in rows])
    return [Invitation(**row, answers=answers.get(row["id"], 0)) for row in rows]


async def _answers(connection: AsyncConnection, scope: Scope, link_ids: list[str]) -> dict[str, int]:
    """How many of their submissions may be seen: a number must not tell of one that is kept from somebody."""
    query = select(submissions.c.link_id, func.count()).where(submissions.c.link_id.in_(link_ids))
    query = query.where(submissions.c.differs_from.is_(None), scope.covers()).group_by(submissions.c.link_id)
    return {row[0]: row[1] for row in await connection.execute(query)}


async def count_invitations(connection: AsyncConnection, scope: Scope) -> int:
    """How many links these teams have made."""
    query = select(func.count()).select_from(links).where(scope.covers(links.c.team_id))
    return (await connection.execute(query)).scalar_one()


async def revoke_link(tx: AsyncConnection, scope: Scope, link_id: str, at: int) -> bool | None:
    """Take a link back: True; False when it was already, None when there is none in this scope."""
    mine = (links.c.id == link_id) & scope.covers(links.c.team_id)
    if await tx.scalar(select(links.c.id).where(mine)) is None:
        return None
    result = await tx.execute(update(links).where(mine, links.c.revoked_at.is_(None)).values(revoked_at=at))
    return result.rowcount == 1
