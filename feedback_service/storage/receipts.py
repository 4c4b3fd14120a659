"""Receipts as they are found again: what a slow hash makes of the words, and what they belong to."""

from sqlalchemy import delete, exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import drafts, receipts, submissions


async def keep_receipt(tx: AsyncConnection, lookup: bytes, owner_id: str, at: int) -> None:
    """Let the words of `lookup` lead to this draft or submission. Repeating it changes nothing."""
    same = (receipts.c.lookup == lookup) & (receipts.c.owner_id == owner_id)
    if (await tx.execute(select(receipts.c.made_at).where(same))).first() is None:
        await tx.execute(insert(receipts), {"lookup": lookup, "owner_id": owner_id, "made_at": at})


async def has_receipt(connection: AsyncConnection, owner_id: str) -> bool:
    """Whether the words of this draft or submission can be found already."""
    query = select(receipts.c.made_at).where(receipts.c.owner_id == owner_id)
    return (await connection.execute(query)).first() is not None


async def owners_of(connection: AsyncConnection, lookup: bytes) -> list[str]:
    """What these words lead to, as far as it is still kept: one id, or several when words happen to meet."""
    is_submission = exists().where(submissions.c.id == receipts.c.owner_id)
    is_draft = exists().where(drafts.c.id == receipts.c.owner_id)
    kept = or_(is_submission, is_draft)
    query = select(receipts.c.owner_id).where(receipts.c.lookup == lookup, kept)
    return list((await connection.execute(query.order_by(receipts.c.owner_id))).scalars())


async def without_receipt(connection: AsyncConnection, limit: int) -> list[str]:
    """Up to `limit` submissions whose words cannot be found yet, the newest first; none kept aside."""
    has_one = exists().where(receipts.c.owner_id == submissions.c.id)
    query = select(submissions.c.id).where(submissions.c.differs_from.is_(None), ~has_one)
    query = query.order_by(submissions.c.received_at.desc(), submissions.c.id.desc()).limit(limit)
    return list((await connection.execute(query)).scalars())


async def forget_receipt(tx: AsyncConnection, owner_id: str) -> None:
    """The words lead to nothing any more."""
    await tx.execute(delete(receipts).where(receipts.c.owner_id == owner_id))
