"""Taking a whole submission out of the database: every row of every table that tells of it."""

from sqlalchemy import ColumnElement, Table, delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import belongs_with
from feedback_service.storage.schema import concerns, metadata, notices, receipts, recordings, submissions

_OWNED = (recordings, receipts)


async def others_with(connection: AsyncConnection, submission_id: str) -> list[str]:
    """Ids of what was added to this submission or kept aside beside it."""
    query = select(submissions.c.id).where(belongs_with(submission_id), submissions.c.id != submission_id)
    return list((await connection.execute(query.order_by(submissions.c.id))).scalars())


async def delete_whole(tx: AsyncConnection, submission_id: str) -> int:
    """Delete it, choices and counts too; how many rows that were, 0 when there is no such submission.

    What was noted in the audit trail stays. Raises StorageError while others belong to it.
    """
    raised = await _ids(tx, concerns, concerns.c.submission_id == submission_id)
    told = await _ids(tx, notices, notices.c.concern_id.in_(raised))
    deleted = 0
    for table in reversed(metadata.sorted_tables):
        if of_it := _about(table, submission_id, raised, told):
            deleted += (await tx.execute(delete(table).where(or_(*of_it)))).rowcount
    return deleted


def _about(table: Table, submission_id: str, raised: list[str], told: list[str]) -> list[ColumnElement[bool]]:
    columns = table.c
    owner = "id" if table is submissions else "owner_id" if table in _OWNED else "submission_id"
    found = [columns[owner] == submission_id] if owner in columns else []
    found += [columns["concern_id"].in_(raised)] if "concern_id" in columns else []
    return found + ([columns["notice_id"].in_(told)] if "notice_id" in columns else [])


async def _ids(tx: AsyncConnection, table: Table, which: ColumnElement[bool]) -> list[str]:
    return list((await tx.execute(select(table.c.id).where(which))).scalars())
