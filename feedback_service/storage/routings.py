"""Routings: from whom a submission is kept, why, and whether that still stands. Rows are never deleted."""

from collections.abc import Collection, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, and_, exists, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.conditions import ROOT, belongs_with
from feedback_service.storage.schema import corrections, routings, submissions, workers
from feedback_service.storage.submission_rows import RoutingRow


class Routing(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it is shown; `worker` and `made_by` are names. `released_at` is None while it stands."""

    id: str
    about: str
    worker_id: str | None
    worker: str | None
    made_at: int
    made_by: str | None
    released_at: int | None


async def add_routings(tx: AsyncConnection, rows: Sequence[RoutingRow]) -> None:
    """Keep submissions from people; a reason or a worker that a submission has already is left out.

    Also one that was released, unless words came since, or were put right, or the worker has another name:
    who decided knew the others only.
    """
    if not rows:
        return
    ids = sorted({row.submission_id for row in rows})
    columns = [routings.c[name] for name in ("submission_id", "about", "worker_id")]
    stands = routings.c.released_at.is_(None)
    query = select(*columns, stands).where(routings.c.submission_id.in_(ids), or_(stands, _knew_all()))
    known = {tuple(row[:3]): bool(row[3]) for row in await tx.execute(query.order_by(stands))}
    people = {row.submission_id for row in rows if row.worker_id and _what(row) not in known}
    fresh = [row for row in rows if not _is_known(row, known, people)]
    await insert_rows(tx, routings, fresh)


def _what(row: RoutingRow) -> tuple[str, str, str | None]:
    return row.submission_id, row.about, row.worker_id


def _is_known(
    row: RoutingRow, known: Mapping[tuple[str, str, str | None], bool], people: Collection[str]
) -> bool:
    """That somebody is named counts anew, although that was released, where it is somebody else as well."""
    stands = known.get(_what(row))
    somebody = row.about == "named" and row.worker_id is None
    return stands is not None and (stands or not (somebody and row.submission_id in people))


def _knew_all() -> ColumnElement[bool]:
    newest = select(func.max(submissions.c.received_at)).where(belongs_with(routings.c.submission_id))
    mine = and_(submissions.c.id == corrections.c.submission_id, belongs_with(routings.c.submission_id))
    put_right = exists().where(mine, corrections.c.made_at > routings.c.released_at)
    named = and_(workers.c.id == routings.c.worker_id, workers.c.renamed_at > routings.c.released_at)
    renamed = exists().where(named)
    return and_(routings.c.released_at >= newest.scalar_subquery(), ~put_right, ~renamed)


async def routings_of(connection: AsyncConnection, submission_id: str) -> list[Routing]:
    """From whom a submission, or the one it belongs to, is or was kept, the oldest first."""
    maker = workers.alias("maker")
    names = ("id", "about", "worker_id", "made_at", "released_at")
    columns = (*(routings.c[name] for name in names), workers.c.name.label("worker"))
    joined = routings.outerjoin(workers, workers.c.id == routings.c.worker_id).outerjoin(
        maker, maker.c.id == routings.c.made_by
    )
    query = select(*columns, maker.c.name.label("made_by")).select_from(joined)
    root = select(ROOT).where(submissions.c.id == submission_id).scalar_subquery()
    query = query.where(routings.c.submission_id.in_((submission_id, root)))
    rows = await connection.execute(query.order_by(routings.c.made_at, routings.c.id))
    return [Routing(**row) for row in rows.mappings()]


async def root_of(connection: AsyncConnection, submission_id: str) -> str | None:
    """The submission that this one adds to or differs from, or itself; None when it is not kept."""
    root: str | None = await connection.scalar(select(ROOT).where(submissions.c.id == submission_id))
    return root
