"""Own words that still wait to be held against the examples, and what is raised when they are."""

from collections.abc import Collection, Sequence

from sqlalchemy import case, delete, exists, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import same_answer
from feedback_service.storage.raising import ConcernRow, raise_concerns
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


async def waiting_of(tx: AsyncConnection, places: Collection[Place]) -> set[Place]:
    """Which of these answers still wait: not what was erased, or read by another run, meanwhile."""
    here = tuple_(unscreened.c.submission_id, unscreened.c.question_id).in_(sorted(places))
    return {(row.submission_id, row.question_id) for row in await tx.execute(select(unscreened).where(here))}


async def note_asked(tx: AsyncConnection, places: Collection[Place], at: int) -> None:
    """A person was asked to read these answers, which go on waiting."""
    here = tuple_(unscreened.c.submission_id, unscreened.c.question_id).in_(sorted(places))
    await tx.execute(update(unscreened).where(here).values(asked_at=at))


async def note_screened(tx: AsyncConnection, places: Collection[Place]) -> None:
    """These answers wait no more."""
    here = tuple_(unscreened.c.submission_id, unscreened.c.question_id).in_(sorted(places))
    await tx.execute(delete(unscreened).where(here))


async def raise_found(tx: AsyncConnection, rows: Sequence[ConcernRow]) -> int:
    """Raise what was found after an answer came in; returns how many concerns.

    Not where the answer has one at least as urgent already: an alarm that rings twice is soon not heard.
    """
    ids = {one.submission_id for one in rows}
    raised = select(concerns.c.submission_id, concerns.c.question_id, concerns.c.level)
    known = {tuple(row) for row in await tx.execute(raised.where(concerns.c.submission_id.in_(sorted(ids))))}
    new: dict[tuple[str, str], ConcernRow] = {}
    for one in sorted(rows, key=lambda each: each.level != "urgent"):
        place = (one.submission_id, one.question_id)
        if (*place, "urgent") not in known and (*place, one.level) not in known:
            new.setdefault(place, one)
    await raise_concerns(tx, list(new.values()))
    return len(new)


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
