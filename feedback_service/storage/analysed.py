"""Each text as the machine last read it: by which version, in what tone, with its vectors sealed."""

from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import case, delete, func, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import analysed_texts, submissions, unthemed
from feedback_service.storage.words import SealedText, texts_query

Place = tuple[str, str]


class Analysed(msgspec.Struct, frozen=True, kw_only=True):
    """One text as read by `version`; `vectors` are sealed with the key of its submission."""

    submission_id: str
    question_id: str
    version: str
    tone: str | None
    vectors: bytes

    @property
    def place(self) -> Place:
        """Submission and question."""
        return self.submission_id, self.question_id


class Progress(msgspec.Struct, frozen=True, kw_only=True):
    """How many texts are new and unread, read by this version, and read by another one.

    `oldest`: when the new text that has waited longest was answered, in Unix milliseconds.
    """

    new: int
    oldest: int | None
    current: int
    earlier: int


async def stale_texts(
    connection: AsyncConnection, version: str, limit: int, *, after: Place = ("", "")
) -> list[SealedText]:
    """Up to `limit` texts last read by another version, in a stable order.

    `after` is the place of the last one already looked at.
    """
    here = (analysed_texts.c.submission_id, analysed_texts.c.question_id)
    query = texts_query().where(analysed_texts.c.version != version, tuple_(*here) > tuple_(*after))
    rows = await connection.execute(query.order_by(*here).limit(limit))
    return [SealedText(**row) for row in rows.mappings()]


async def texts_at(connection: AsyncConnection, places: Collection[Place]) -> list[SealedText]:
    """The texts at these places (at most some hundreds at once), erased ones left out, in a stable order."""
    here = (analysed_texts.c.submission_id, analysed_texts.c.question_id)
    query = texts_query().where(tuple_(*here).in_(list(places)))
    rows = await connection.execute(query.order_by(*here))
    return [SealedText(**row) for row in rows.mappings()]


async def due(tx: AsyncConnection, texts: Sequence[Analysed]) -> set[Place]:
    """Which of these are new, or were read by another version than they are now.

    Not among them: what another run has stored first, and what was erased meanwhile.
    """
    places = [one.place for one in texts]
    new = await tx.execute(
        select(unthemed).where(tuple_(unthemed.c.submission_id, unthemed.c.question_id).in_(places))
    )
    known = await tx.execute(
        select(*(analysed_texts.c[name] for name in ("submission_id", "question_id", "version"))).where(
            tuple_(analysed_texts.c.submission_id, analysed_texts.c.question_id).in_(places)
        )
    )
    versions = {(row[0], row[1]): row[2] for row in known}
    stale = {one.place for one in texts if versions.get(one.place, one.version) != one.version}
    return {(row[0], row[1]) for row in new} | stale


async def note_analysed(tx: AsyncConnection, texts: Sequence[Analysed]) -> None:
    """Keep how these texts were read in place of how they were read before; they are new no more."""
    if not texts:
        return
    places = [one.place for one in texts]
    for table in (unthemed, analysed_texts):
        here = tuple_(table.c.submission_id, table.c.question_id)
        await tx.execute(delete(table).where(here.in_(places)))
    await tx.execute(insert(analysed_texts), [msgspec.structs.asdict(one) for one in texts])


async def progress(connection: AsyncConnection, version: str) -> Progress:
    """How far reading is with this version, over all teams."""
    joined = unthemed.join(submissions, submissions.c.id == unthemed.c.submission_id)
    query = select(func.count(), func.min(submissions.c.answered_at)).select_from(joined)
    new, oldest = (await connection.execute(query)).one()
    is_current = func.coalesce(func.sum(case((analysed_texts.c.version == version, 1), else_=0)), 0)
    current, known = (
        await connection.execute(select(is_current, func.count()).select_from(analysed_texts))
    ).one()
    return Progress(new=new, oldest=oldest, current=current, earlier=known - current)
