"""Sealed words with what is needed to open them. Nothing here is readable without the key file."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, Select, Table, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import same_answer
from feedback_service.storage.schema import (
    analysed_texts,
    answers,
    submission_keys,
    submissions,
    unthemed,
)


class SealedText(msgspec.Struct, frozen=True, kw_only=True):
    """One own-words answer as stored; `differs_from` is set for words kept aside under another id.

    `vectors` are sealed too: what the machine made of the words, where it has read them.
    """

    submission_id: str
    question_id: str
    words: bytes
    master: str
    wrapped: bytes
    differs_from: str | None
    form_id: str
    form_version: int
    vectors: bytes | None = None

    @property
    def owner(self) -> str:
        """The id that the words and their key are bound to."""
        return self.differs_from or self.submission_id


def texts_query(of: Table | None = None, *which: ColumnElement[bool]) -> Select[tuple[object, ...]]:
    """Every own-words answer that is not erased, as SealedText has it; with `of` those it has a row for.

    Those are named first: joined to it, SQLite would look through all answers there are for a few.
    """
    joined = (
        answers.join(submissions, submissions.c.id == answers.c.submission_id)
        .join(submission_keys, submission_keys.c.submission_id == answers.c.submission_id)
        .outerjoin(analysed_texts, same_answer(analysed_texts))
    )
    columns = (
        answers.c.submission_id,
        answers.c.question_id,
        answers.c.words,
        submission_keys.c.master,
        submission_keys.c.wrapped,
        submissions.c.differs_from,
        submissions.c.form_id,
        submissions.c.form_version,
        analysed_texts.c.vectors,
    )
    query = select(*columns).select_from(joined).where(answers.c.words.is_not(None))
    if of is None:
        return query
    place = tuple_(answers.c.submission_id, answers.c.question_id)
    return query.where(place.in_(select(of.c.submission_id, of.c.question_id).where(*which)))


async def sealed_texts(connection: AsyncConnection, submission_ids: Sequence[str]) -> list[SealedText]:
    """The own words of these submissions (erased ones have no key and are not there), in a stable order."""
    query = texts_query().where(answers.c.submission_id.in_(submission_ids))
    rows = await connection.execute(query.order_by(answers.c.submission_id, answers.c.question_id))
    return [SealedText(**row) for row in rows.mappings()]


async def unthemed_texts(
    connection: AsyncConnection, limit: int, *, after: tuple[str, str] = ("", "")
) -> list[SealedText]:
    """Up to `limit` own-words answers that still wait for theming, in a stable order.

    `after` is the (submission, question) of the last one already looked at.
    """
    key = tuple_(answers.c.submission_id, answers.c.question_id)
    query = texts_query(unthemed).where(key > tuple_(*after))
    query = query.order_by(answers.c.submission_id, answers.c.question_id)
    rows = await connection.execute(query.limit(limit))
    return [SealedText(**row) for row in rows.mappings()]
