"""What workers wrote in a report, sealed and only added to, and who looked at its quotes."""

from collections.abc import Collection

import msgspec
from sqlalchemy import delete, insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import quote_approvals, report_edits, workers

Place = tuple[str, str]


class Edit(msgspec.Struct, frozen=True, kw_only=True):
    """One version of a part of a report; `edited_by` None is the service itself."""

    id: str
    report_id: str
    part: str
    words: bytes
    edited_by: str | None
    edited_at: int


class KnownEdit(msgspec.Struct, frozen=True, kw_only=True):
    """An edit with the name of who made it."""

    edit: Edit
    name: str | None


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """That somebody looked at a quote of a report; `role` is the one they have now."""

    worker_id: str
    name: str
    role: str
    at: int


async def add_edit(tx: AsyncConnection, edit: Edit) -> None:
    """Keep a new version of a part."""
    await tx.execute(insert(report_edits), msgspec.structs.asdict(edit))


async def edits_of(connection: AsyncConnection, report_id: str) -> list[KnownEdit]:
    """Every version of every part of a report, the oldest first."""
    query = select(report_edits, workers.c.name).outerjoin(workers, workers.c.id == report_edits.c.edited_by)
    query = query.where(report_edits.c.report_id == report_id)
    rows = await connection.execute(query.order_by(report_edits.c.edited_at, report_edits.c.id))
    return [
        KnownEdit(edit=Edit(**{name: row[name] for name in Edit.__struct_fields__}), name=row["name"])
        for row in rows.mappings()
    ]


async def standing_edits(connection: AsyncConnection, report_id: str) -> dict[str, str]:
    """The id of the newest version that workers wrote of each part of a report; also of one taken back."""
    ours = (report_edits.c.report_id == report_id) & report_edits.c.edited_by.is_not(None)
    query = select(report_edits.c.part, report_edits.c.id).where(ours)
    rows = await connection.execute(query.order_by(report_edits.c.edited_at, report_edits.c.id))
    return {row.part: row.id for row in rows}


async def add_looks(
    tx: AsyncConnection, report_id: str, places: Collection[Place], worker_id: str, at: int
) -> None:
    """Note that a worker looked at these quotes, where nobody had."""
    known = await looks_at(tx, report_id)
    fresh = [
        {
            "report_id": report_id,
            "submission_id": one,
            "question_id": question,
            "worker_id": worker_id,
            "at": at,
        }
        for one, question in sorted(set(places) - known.keys())
    ]
    if fresh:
        await tx.execute(insert(quote_approvals), fresh)


async def drop_looks(tx: AsyncConnection, report_id: str, places: Collection[Place]) -> None:
    """Take away what was noted of looks at these quotes of a report."""
    here = tuple_(quote_approvals.c.submission_id, quote_approvals.c.question_id).in_(sorted(places))
    await tx.execute(delete(quote_approvals).where(quote_approvals.c.report_id == report_id, here))


async def looks_at(connection: AsyncConnection, report_id: str) -> dict[Place, Look]:
    """Who looked at which quote of a report."""
    query = select(quote_approvals, workers.c.name, workers.c.role)
    query = query.join(workers, workers.c.id == quote_approvals.c.worker_id)
    rows = await connection.execute(query.where(quote_approvals.c.report_id == report_id))
    return {
        (row["submission_id"], row["question_id"]): Look(**{one: row[one] for one in Look.__struct_fields__})
        for row in rows.mappings()
    }
