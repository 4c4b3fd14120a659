"""Replies: what workers tell the person who sent something. Their words are sealed like that person's own."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import replies, submission_keys, submissions, workers


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """A new reply; `words` are sealed with the submission's key."""

    id: str
    submission_id: str
    worker_id: str
    at: int
    words: bytes


class SealedReply(msgspec.Struct, frozen=True, kw_only=True):
    """A reply with what is needed to open it; `owner` is the id that the key is bound to."""

    id: str
    at: int
    worker: str
    words: bytes
    owner: str
    master: str
    wrapped: bytes


async def key_of(connection: AsyncConnection, submission_id: str) -> tuple[str, str, bytes] | None:
    """Owner, master and wrapped key of a submission; None when it was erased, or is not kept."""
    query = (
        select(submissions.c.differs_from, submission_keys.c.master, submission_keys.c.wrapped)
        .join(submissions, submissions.c.id == submission_keys.c.submission_id)
        .where(submissions.c.id == submission_id)
    )
    row = (await connection.execute(query)).first()
    return (row.differs_from or submission_id, row.master, row.wrapped) if row else None


async def add_reply(tx: AsyncConnection, reply: Reply) -> bool:
    """Keep a reply; False when it is there already (a double press)."""
    if (await tx.execute(select(replies.c.id).where(replies.c.id == reply.id))).first():
        return False
    await tx.execute(insert(replies), msgspec.structs.asdict(reply))
    return True


async def replies_of(connection: AsyncConnection, submission_ids: Sequence[str]) -> list[SealedReply]:
    """The replies to these submissions, the oldest first; none when their words were erased."""
    joined = (
        replies.join(submissions, submissions.c.id == replies.c.submission_id)
        .join(submission_keys, submission_keys.c.submission_id == replies.c.submission_id)
        .join(workers, workers.c.id == replies.c.worker_id)
    )
    columns = (
        *(replies.c[name] for name in ("id", "at", "words", "submission_id")),
        *(submission_keys.c[name] for name in ("master", "wrapped")),
        submissions.c.differs_from,
        workers.c.name.label("worker"),
    )
    query = select(*columns).select_from(joined).where(replies.c.submission_id.in_(submission_ids))
    rows = await connection.execute(query.order_by(replies.c.at, replies.c.id))
    return [
        SealedReply(
            id=row.id,
            at=row.at,
            worker=row.worker,
            words=row.words,
            owner=row.differs_from or row.submission_id,
            master=row.master,
            wrapped=row.wrapped,
        )
        for row in rows
    ]
