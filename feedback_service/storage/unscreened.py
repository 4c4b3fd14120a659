"""Own words that still wait to be held against the examples, and what is raised when they are."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Executable, case, delete, exists, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import is_decided, same_answer
from feedback_service.storage.raising import UNREAD, ConcernRow, raise_concerns
from feedback_service.storage.schema import answers, concerns, missed_signs, submissions, unscreened
from feedback_service.storage.words import SealedText, texts_query

Place = tuple[str, str]  # submission and question


async def unscreened_texts(
    connection: AsyncConnection, limit: int, *, before: int | None = None
) -> list[SealedText]:
    """Up to `limit` answers that wait, those first that came first, and what was imported last.

    `before`: only what was received before this time (Unix milliseconds), of which no person was asked yet,
    and not what was imported, as nobody waits for an answer to that.
    """
    query = texts_query(unscreened)
    imported = submissions.c.channel == "import"
    if before is not None:
        unasked = exists().where(same_answer(unscreened), unscreened.c.asked_at.is_(None))
        query = query.where(submissions.c.received_at < before, unasked, ~imported)
    key = (submissions.c.received_at, answers.c.submission_id, answers.c.question_id)
    query = query.order_by(case((imported, 1), else_=0), *key)
    return [SealedText(**row) for row in (await connection.execute(query.limit(limit))).mappings()]


async def note_asked(tx: AsyncConnection, places: Collection[Place], at: int) -> set[Place]:
    """A person is asked to read these answers, which go on waiting.

    Gives those for which that is new: not what was erased, read, or asked about by another run meanwhile.
    """
    query = update(unscreened).where(_here(places), unscreened.c.asked_at.is_(None)).values(asked_at=at)
    return await _changed(tx, query.returning(unscreened.c.submission_id, unscreened.c.question_id))


async def note_screened(tx: AsyncConnection, places: Collection[Place]) -> set[Place]:
    """These answers wait no more. Gives those that did: not what was erased, or read by another run."""
    query = delete(unscreened).where(_here(places))
    return await _changed(tx, query.returning(unscreened.c.submission_id, unscreened.c.question_id))


def _here(places: Collection[Place]) -> ColumnElement[bool]:
    return tuple_(unscreened.c.submission_id, unscreened.c.question_id).in_(sorted(places))


async def _changed(tx: AsyncConnection, query: Executable) -> set[Place]:
    return {(row.submission_id, row.question_id) for row in await tx.execute(query)}


async def raise_found(
    tx: AsyncConnection, rows: Sequence[ConcernRow], *, routed: Collection[str] = (), new_words: bool = False
) -> int:
    """Raise what was found after an answer came in; returns how many concerns. `routed`: as for all concerns.

    Not where the answer has one at least as urgent already: an alarm that rings twice is soon not heard. For
    a sign only such a sign counts that nobody has decided on, or what the same rule has found. For
    `new_words`, which stand beside the answer, nothing raised before counts: it is about other words.
    """
    raised = {} if new_words else await _raised(tx, {one.submission_id for one in rows})
    new: dict[Place, ConcernRow] = {}
    for one in sorted(rows, key=lambda each: (each.level != "urgent", each.category in UNREAD)):
        place = (one.submission_id, one.question_id)
        if not any(_covers(each, one) for each in raised.get(place, ())):
            new.setdefault(place, one)
    await raise_concerns(tx, list(new.values()), routed=routed)
    return len(new)


class _Raised(NamedTuple):
    """What is known of a concern on an answer."""

    level: str
    category: str
    rule: str
    decided: bool


async def _raised(tx: AsyncConnection, ids: Collection[str]) -> dict[Place, list[_Raised]]:
    names = ("submission_id", "question_id", "level", "category", "rule")
    query = select(*(concerns.c[name] for name in names), is_decided().label("decided"))
    found: dict[Place, list[_Raised]] = {}
    for row in await tx.execute(query.where(concerns.c.submission_id.in_(sorted(ids)))):
        place = (row.submission_id, row.question_id)
        found.setdefault(place, []).append(_Raised(row.level, row.category, row.rule, bool(row.decided)))
    return found


def _covers(raised: _Raised, found: ConcernRow) -> bool:
    """Whether nobody need be called again. Who decided on a sign has read the words, but not this sign."""
    if raised.level not in ("urgent", found.level):
        return False
    if found.category in UNREAD or raised.rule == found.rule:
        return True
    return raised.category not in UNREAD and not raised.decided


async def marked_texts(
    connection: AsyncConnection, limit: int
) -> list[tuple[SealedText, str, str, int, int]]:
    """What workers marked as missed, the newest first: the answer, category, level and the span marked.

    What was erased since is not among it, and teaches nothing any more.
    """
    more = (missed_signs.c[name] for name in ("category", "level", "span_start", "span_end"))
    query = texts_query(missed_signs).join(missed_signs, same_answer(missed_signs)).add_columns(*more)
    query = query.order_by(missed_signs.c.marked_at.desc(), missed_signs.c.id).limit(limit)
    names = SealedText.__struct_fields__
    return [
        (SealedText(**{name: row[name] for name in names}), *(row[name] for name in list(row)[len(names) :]))
        for row in (await connection.execute(query)).mappings()
    ]
