"""What stands sealed in any database of ours, also one that older software wrote: read, and only read."""

from typing import NamedTuple

from sqlalchemy import Connection, func, inspect, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import answers, submission_keys, submissions
from feedback_service.storage.wrapped import Holder, holders


class SealedThing(NamedTuple):
    """Something sealed under a submission's key, the question it answers, and what the key is bound to."""

    id: str
    question_id: str
    owner: str
    master: str
    wrapped: bytes
    sealed: bytes


async def held_here(connection: AsyncConnection) -> list[Holder]:
    """The tables that this database has with wrapped keys in them: older ones may lack table or column."""

    def look(plain: Connection) -> list[Holder]:
        found = inspect(plain)
        tables = set(found.get_table_names())
        return [
            one
            for one in holders()
            if one.table.name in tables
            and one.wrapped.name in {each["name"] for each in found.get_columns(one.table.name)}
        ]

    return await connection.run_sync(look)


async def sealed_answers(
    connection: AsyncConnection, after: tuple[str, str], limit: int
) -> list[SealedThing]:
    """Up to `limit` answers in own words or drawn that are not erased, after this submission and question."""
    owner = func.coalesce(submissions.c.differs_from, submissions.c.id)
    place = tuple_(answers.c.submission_id, answers.c.question_id)
    query = (
        select(
            answers.c.submission_id,
            answers.c.question_id,
            owner,
            submission_keys.c.master,
            submission_keys.c.wrapped,
            answers.c.words,
        )
        .join(submissions, submissions.c.id == answers.c.submission_id)
        .join(submission_keys, submission_keys.c.submission_id == answers.c.submission_id)
        .where(answers.c.words.is_not(None), place > tuple_(*after))
    )
    query = query.order_by(answers.c.submission_id, answers.c.question_id).limit(limit)
    return [SealedThing(*row) for row in await connection.execute(query)]


async def counts_here(connection: AsyncConnection) -> tuple[int, int]:
    """How many submissions, and how many of them without a key: their words were erased, for good."""
    keyed = submission_keys.c.submission_id == submissions.c.id
    both = submissions.outerjoin(submission_keys, keyed)
    query = select(func.count(), func.count(submission_keys.c.submission_id)).select_from(both)
    every, with_key = (await connection.execute(query)).one()
    return every, every - with_key
