"""What waits to be read: counts for the desk and rows for the reading list. No words of anybody."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, RowMapping, Select, and_, case, func, insert, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.recordings import recording_counts
from feedback_service.storage.reports import reaches
from feedback_service.storage.schema import answers, codings, concerns, readings, reports, submissions, teams
from feedback_service.storage.scope import Scope
from feedback_service.storage.wishes import FIRST, is_first_one, wished


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What the reading list is narrowed to; empty means any. `to_check`: with suggested themes."""

    unread_only: bool = True
    to_check: bool = False
    team_id: str = ""
    form_id: str = ""
    moment: str = ""


class Listed(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the reading list; `concerns` and `urgent` count what screening found, seen or not."""

    id: str
    form_id: str
    form_version: int
    audience: str
    band: str | None
    team: str
    subject_id: str | None
    moment: str | None
    answered_at: int
    finished: bool
    share_worker: bool | None
    share_parent: bool | None
    read: bool
    words: int = 0
    drawings: int = 0
    recordings: int = 0
    concerns: int = 0
    urgent: int = 0


class Waiting(msgspec.Struct, frozen=True):
    """How many wait, and since when the oldest does: Unix milliseconds; None when none waits, when so many
    do that only some were looked at, in another order, or when what there is is only due later. `late`: how
    many of them have waited too long."""

    count: int
    oldest: int | None
    late: int = 0


_READ = submissions.c.read_at.is_not(None)
IS_SUGGESTED = and_(codings.c.suggested.is_(True), codings.c.withdrawn_at.is_(None))
_COLUMNS = (
    *(submissions.c[name] for name in ("id", "form_id", "form_version", "audience", "band", "subject_id")),
    *(submissions.c[name] for name in ("moment", "answered_at", "finished")),
    teams.c.name.label("team"),
    _READ.label("read"),
)


def _conditions(scope: Scope, wanted: Wanted) -> list[ColumnElement[bool]]:
    narrowed = {"team_id": wanted.team_id, "form_id": wanted.form_id, "moment": wanted.moment}
    same = [submissions.c[name] == value for name, value in narrowed.items() if value]
    suggested = submissions.c.id.in_(select(codings.c.submission_id).where(IS_SUGGESTED))
    return [
        scope.covers(),
        *same,
        *([~_READ] if wanted.unread_only else []),
        *([suggested] if wanted.to_check else []),
    ]


async def waiting_to_be_read(
    connection: AsyncConnection, scope: Scope, *, late_before: int = 0, most: int | None = None
) -> Waiting:
    """Submissions that nobody has marked as read, unfinished ones too; late are those received before then.

    Of more than `most` only so many are counted, which are the oldest.
    """
    query = select(submissions.c.received_at.label("at")).where(scope.covers(), ~_READ)
    query = query.order_by(submissions.c.received_at).limit(most)
    return await counted(connection, query, late_before=late_before)


async def themes_to_check(connection: AsyncConnection, scope: Scope, most: int) -> Waiting:
    """Submissions with a theme that is only suggested until somebody agrees; of more, `most` are counted."""
    joined = select(func.min(codings.c.assigned_at).label("at")).join_from(
        codings, submissions, submissions.c.id == codings.c.submission_id
    )
    query = joined.where(IS_SUGGESTED, scope.covers()).group_by(codings.c.submission_id)
    return await counted(connection, query.order_by(codings.c.submission_id), unordered_most=most)


async def waiting_to_be_approved(connection: AsyncConnection, scope: Scope, state: str = "draft") -> Waiting:
    """Drafts of reports; or with the state "approved" what waits to be published."""
    when = reports.c.created_at if state == "draft" else reports.c.approved_at
    query = select(when.label("at")).where(reaches(scope), reports.c.state == state)
    return await counted(connection, query)


async def counted(
    connection: AsyncConnection,
    times: Select[tuple[int]],
    *,
    late_before: int = 0,
    unordered_most: int | None = None,
) -> Waiting:
    """How many rows a query has, the least of its one column, `at`, and how often it is before a time.

    `unordered_most`: so many are counted of a query in another order than that of time, so that of so many
    the oldest may not be among them.
    """
    found = times.limit(unordered_most).subquery() if unordered_most else times.subquery()
    late = func.count(case((found.c.at < late_before, 1)))
    count, oldest, old = (await connection.execute(select(func.count(), func.min(found.c.at), late))).one()
    return Waiting(count, None if count == unordered_most else oldest, old)


async def count_listed(connection: AsyncConnection, scope: Scope, wanted: Wanted) -> int:
    """How many submissions the list has."""
    query = select(func.count()).select_from(submissions).where(*_conditions(scope, wanted))
    return (await connection.execute(query)).scalar_one()


async def listed(
    connection: AsyncConnection, scope: Scope, wanted: Wanted, *, limit: int, offset: int
) -> list[Listed]:
    """The reading list: unread ones, oldest first so that none is left; with read ones, newest first."""
    waited, when = submissions.c.received_at, submissions.c.answered_at
    longest, newest = (waited, submissions.c.id), (_READ, when.desc(), submissions.c.id.desc())
    places = select(submissions.c.id).where(*_conditions(scope, wanted))
    places = places.order_by(*(longest if wanted.unread_only else newest)).limit(limit).offset(offset)
    ids = list((await connection.execute(places)).scalars())
    rows = await _rows(connection, ids)
    words = await _sums(connection, _words(ids))
    drawn = await _sums(connection, _drawings(ids))
    spoken = await recording_counts(connection, ids)
    found = await _sums(connection, _concerns(ids))
    urgent = await _sums(connection, _concerns(ids).where(concerns.c.level == "urgent"))
    return [
        Listed(
            **rows[i],
            words=words.get(i, 0),
            drawings=drawn.get(i, 0),
            recordings=spoken.get(i, 0),
            concerns=found.get(i, 0),
            urgent=urgent.get(i, 0),
        )
        for i in ids
    ]


async def _rows(connection: AsyncConnection, ids: list[str]) -> dict[str, RowMapping]:
    """What is told of these; joined when they are found, as all there are would be joined to be sorted."""
    query = (
        select(*_COLUMNS, *wished())
        .join(teams, teams.c.id == submissions.c.team_id)
        .outerjoin(FIRST, is_first_one())
        .where(submissions.c.id.in_(ids))
    )
    return {row["id"]: row for row in (await connection.execute(query)).mappings()}


def _words(ids: list[str]) -> Select[Any]:
    query = select(answers.c.submission_id, func.sum(answers.c.word_count))
    return query.where(answers.c.submission_id.in_(ids)).group_by(answers.c.submission_id)


def _drawings(ids: list[str]) -> Select[Any]:
    """Sealed answers that have a kind as their value, which words have not."""
    query = select(answers.c.submission_id, func.count()).where(answers.c.submission_id.in_(ids))
    return query.where(answers.c.words.is_not(None), answers.c.value.is_not(None)).group_by(
        answers.c.submission_id
    )


def _concerns(ids: list[str]) -> Select[Any]:
    query = select(concerns.c.submission_id, func.count()).where(concerns.c.submission_id.in_(ids))
    return query.group_by(concerns.c.submission_id)


async def _sums(connection: AsyncConnection, query: Select[Any]) -> dict[str, int]:
    return {row[0]: int(row[1]) for row in await connection.execute(query)}


async def next_unread(connection: AsyncConnection, scope: Scope, after: str = "") -> str | None:
    """The submission that has waited longest to be read; the one that has next longest `after` this one.

    Where none comes after it, the one that has waited longest of all others.
    """
    place = tuple_(submissions.c.received_at, submissions.c.id)
    query = select(submissions.c.id).where(scope.covers(), ~_READ, submissions.c.id != after)
    query = query.order_by(submissions.c.received_at, submissions.c.id).limit(1)
    found: str | None = None
    if after:
        here = select(submissions.c.received_at).where(submissions.c.id == after).scalar_subquery()
        found = await connection.scalar(query.where(place > tuple_(here, after)))
    return found or await connection.scalar(query)


async def mark_read(tx: AsyncConnection, submission_id: str, worker_id: str, at: int) -> bool:
    """Note that this worker has read it; False when that was noted before (the first time stays)."""
    mine = (readings.c.submission_id == submission_id) & (readings.c.worker_id == worker_id)
    same = submissions.c.id == submission_id
    await tx.execute(select(submissions.c.id).where(same).with_for_update())  # marks come and go one by one
    if (await tx.execute(select(readings.c.at).where(mine))).first():
        return False
    await tx.execute(insert(readings), {"submission_id": submission_id, "worker_id": worker_id, "at": at})
    await tx.execute(update(submissions).where(same, submissions.c.read_at.is_(None)).values(read_at=at))
    return True
