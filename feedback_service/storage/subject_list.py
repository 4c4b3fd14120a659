"""Of whom there is something to read, and who was invited and has nothing so far. No words of anybody."""

from typing import Any, Final, Literal

import msgspec
from sqlalchemy import Select, case, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import links, submissions, teams
from feedback_service.storage.scope import Scope
from feedback_service.storage.taken_back import is_taken_back

Order = Literal["lately", "longest"]


class HeardOf(msgspec.Struct, frozen=True, kw_only=True):
    """A subject with something to read; `child_at` is when the child last answered."""

    subject_id: str
    submission_id: str
    team: str
    heard: int
    last_at: int
    child_at: int | None


class NotHeard(msgspec.Struct, frozen=True, kw_only=True):
    """A subject that was invited, by `link_id` among others, and of whom whoever asks has nothing to read."""

    subject_id: str
    link_id: str
    team: str
    invited: int
    last_at: int


_AT: Final = submissions.c.answered_at
_OWN: Final = case((submissions.c.audience == "child", _AT))


async def heard_of(
    connection: AsyncConnection,
    scope: Scope,
    *,
    order: Order = "lately",
    like: str = "",
    typed: str = "",
    limit: int,
    offset: int = 0,
) -> list[HeardOf]:
    """Subjects whose reference holds `like`, or is `typed`, whoever was heard last (or longest ago) first."""
    last = func.max(_AT)
    query = select(
        submissions.c.subject_id,
        func.min(submissions.c.id).label("submission_id"),
        func.min(teams.c.name).label("team"),
        func.count().label("heard"),
        last.label("last_at"),
        func.max(_OWN).label("child_at"),
    ).join(teams, teams.c.id == submissions.c.team_id)
    query = query.where(submissions.c.subject_id.is_not(None), scope.covers(), ~is_taken_back())
    query = _like(query, submissions.c.subject_id, like).group_by(submissions.c.subject_id)
    if typed:
        whole = submissions.c.subject_id
        query = query.where(or_(whole == typed, func.lower(whole) == typed.lower()))
    query = query.order_by(last if order == "longest" else last.desc(), submissions.c.subject_id)
    rows = await connection.execute(query.limit(limit).offset(offset))
    return [HeardOf(**row) for row in rows.mappings()]


async def not_heard(
    connection: AsyncConnection, scope: Scope, *, like: str = "", limit: int, offset: int = 0
) -> list[NotHeard]:
    """Invited by a link of a team in this scope, with nothing there to read; the longest waiting first.

    Who answered only what is kept from the worker who asks is among them: that they did is not told.
    """
    known = exists().where(submissions.c.subject_id == links.c.subject_id, scope.covers(), ~is_taken_back())
    last = func.max(links.c.created_at)
    query = select(
        links.c.subject_id,
        func.min(links.c.id).label("link_id"),
        func.min(teams.c.name).label("team"),
        func.count().label("invited"),
        last.label("last_at"),
    ).join(teams, teams.c.id == links.c.team_id)
    query = query.where(links.c.subject_id.is_not(None), scope.covers(links.c.team_id), ~known)
    query = _like(query, links.c.subject_id, like).group_by(links.c.subject_id)
    rows = await connection.execute(query.order_by(last, links.c.subject_id).limit(limit).offset(offset))
    return [NotHeard(**row) for row in rows.mappings()]


def _like(query: Select[Any], column: Any, like: str) -> Select[Any]:  # noqa: ANN401 (a column)
    return query.where(func.lower(column).contains(like.lower(), autoescape=True)) if like else query


async def whose(connection: AsyncConnection, scope: Scope, submission_id: str) -> str | None:
    """The subject of a submission in this scope; None when there is none."""
    query = select(submissions.c.subject_id).where(
        submissions.c.id == submission_id, scope.covers(), ~is_taken_back()
    )
    found: str | None = await connection.scalar(query)
    return found


async def said_about(connection: AsyncConnection, scope: Scope, subject_id: str) -> list[str]:
    """Every submission about a subject that may be come across in this scope, the newest last."""
    query = select(submissions.c.id).where(
        submissions.c.subject_id == subject_id, scope.covers(), ~is_taken_back()
    )
    return list((await connection.execute(query.order_by(_AT, submissions.c.id))).scalars())
