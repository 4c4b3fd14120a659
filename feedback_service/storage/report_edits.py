"""What workers wrote in a report, sealed, and who looked at its quotes: only added to."""

from collections.abc import Collection

import msgspec
from sqlalchemy import func, insert, select
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
    """That somebody looked at a quote of a report."""

    worker_id: str
    name: str
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


async def count_written(connection: AsyncConnection, report_id: str) -> int:
    """How many versions workers wrote of all parts of a report: as none goes, it grows with each."""
    ours = (report_edits.c.report_id == report_id) & report_edits.c.edited_by.is_not(None)
    return (await connection.execute(select(func.count()).select_from(report_edits).where(ours))).scalar_one()


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


async def looks_at(connection: AsyncConnection, report_id: str) -> dict[Place, Look]:
    """Who looked at which quote of a report."""
    query = select(quote_approvals, workers.c.name).join(workers, workers.c.id == quote_approvals.c.worker_id)
    rows = await connection.execute(query.where(quote_approvals.c.report_id == report_id))
    return {
        (row["submission_id"], row["question_id"]): Look(
            worker_id=row["worker_id"], name=row["name"], at=row["at"]
        )
        for row in rows.mappings()
    }
