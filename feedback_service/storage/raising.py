"""Where concerns come into being: each is stored with the notice that somebody is told by, or not at all."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

import uuid_utils
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.conditions import is_of_the_past
from feedback_service.storage.schema import concerns, notices
from feedback_service.storage.unrouted import hold_people, mark_unrouted

UNREAD = ("unread", "unscreened", "unheard")  # categories: only that nobody has read words, or heard them


class ConcernRow(NamedTuple):
    """A new row of `concerns`; `raised_by` is the worker who raised it by hand."""

    id: str
    submission_id: str
    question_id: str
    level: str
    category: str
    rule: str
    rules_version: str
    span_start: int
    span_end: int
    raised_at: int
    raised_by: str | None = None


class NoticeRow(NamedTuple):
    """A row of `notices`: somebody must be told, not yet whom; `step` is the rung of the ladder, from 0."""

    id: str
    kind: str
    concern_id: str | None
    step: int
    drill: bool
    made_at: int


async def raise_concerns(
    tx: AsyncConnection, rows: Sequence[ConcernRow], *, routed: Collection[str] = ()
) -> None:
    """Store concerns and, for each submission among them, one notice: of its first urgent one, if any.

    It is urgent as that is, but for imported words that are long past.

    `routed`: submissions for which whom they are kept from stands in this transaction already. All others
    are marked: nobody sees them until that is worked out, which `routing` does within seconds.
    """
    if rows:
        await hold_people(tx)
    await insert_rows(tx, concerns, rows)
    await mark_unrouted(tx, {row.submission_id for row in rows} - set(routed))
    await add_first_notices(tx, rows)


async def is_raised(connection: AsyncConnection, concern_id: str, *, by: str | None = None) -> bool:
    """Whether there is a concern with this id (raised by this worker), whoever may see it by now."""
    query = select(concerns.c.id).where(concerns.c.id == concern_id)
    if by is not None:
        query = query.where(concerns.c.raised_by == by)
    return (await connection.execute(query)).first() is not None


async def raised_on(connection: AsyncConnection, submission_id: str, question_id: str, *, by: str) -> bool:
    """Whether this worker raised a concern on this answer by hand, whoever may see it by now."""
    query = select(concerns.c.id).where(
        concerns.c.submission_id == submission_id,
        concerns.c.question_id == question_id,
        concerns.c.raised_by == by,
    )
    return (await connection.execute(query.limit(1))).first() is not None


async def add_first_notices(tx: AsyncConnection, rows: Sequence[ConcernRow], at: int | None = None) -> None:
    """For each submission among these concerns one notice: of its first urgent one, if any.

    It is made at this time, or else when that was raised.
    """
    first = _first_by_submission(rows)
    past = await _of_the_past(tx, [one.id for one in first if one.level == "urgent"])
    await insert_rows(tx, notices, [_notice(one, past, at) for one in first])


async def _of_the_past(tx: AsyncConnection, urgent: Sequence[str]) -> set[str]:
    if not urgent:
        return set()
    query = select(concerns.c.id).where(concerns.c.id.in_(urgent), is_of_the_past())
    return set((await tx.execute(query)).scalars())


def _first_by_submission(rows: Sequence[ConcernRow]) -> list[ConcernRow]:
    first: dict[str, ConcernRow] = {}
    for row in sorted(rows, key=lambda one: one.level != "urgent"):
        first.setdefault(row.submission_id, row)
    return list(first.values())


def _notice(row: ConcernRow, past: Collection[str], at: int | None) -> NoticeRow:
    kind = "concern" if row.id in past else row.level
    return NoticeRow(str(uuid_utils.uuid7()), kind, row.id, 0, False, row.raised_at if at is None else at)
