"""Keeping submissions from people, and telling those to whom concerns fall by it."""

from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.conditions import ROOT, is_decided, is_in_families
from feedback_service.storage.kept_away import FOR_INDEPENDENT
from feedback_service.storage.raising_anew import tell_anew
from feedback_service.storage.schema import concerns, notices, routings, submissions
from feedback_service.storage.submission_rows import RoutingRow


async def keep_from(tx: AsyncConnection, rows: Sequence[RoutingRow]) -> None:
    """Keep submissions from people; whoever a concern without a decision falls to by it is told of it now."""
    moved = await _moved(tx, rows)
    await insert_rows(tx, routings, rows)
    for root in moved:
        await tell_anew(tx, root, max(row.made_at for row in rows))


async def _moved(tx: AsyncConnection, rows: Sequence[RoutingRow]) -> list[str]:
    """Where it goes to independent leads from now on, or who looked at it may not see it any more.

    Not where nobody was told and nobody looked: the first notice does that.
    """
    wide = {row.submission_id for row in rows if row.worker_id is None and row.about in FOR_INDEPENDENT}
    wide -= set((await tx.execute(_for_independent(wide))).scalars()) if wide else set()
    barred = {(row.submission_id, row.worker_id) for row in rows if row.worker_id}
    roots = sorted(wide | {root for root, _ in barred})
    if not roots:
        return []
    known = await tx.execute(_known(roots))
    return sorted({row.root for row in known if row.root in wide or (row.root, row.seen_by) in barred})


def _for_independent(roots: Collection[str]) -> Select[tuple[str]]:
    general = routings.c.worker_id.is_(None) & routings.c.about.in_(FOR_INDEPENDENT)
    stands = routings.c.submission_id.in_(roots) & routings.c.released_at.is_(None)
    return select(routings.c.submission_id).where(general, stands)


def _known(roots: Sequence[str]) -> Select[tuple[str, str | None]]:
    query = select(ROOT.label("root"), concerns.c.seen_by).join_from(
        concerns, submissions, concerns.c.submission_id == submissions.c.id
    )
    return query.where(is_in_families(roots), ~is_decided(), or_(concerns.c.seen_at.is_not(None), _is_told()))


def _is_told() -> ColumnElement[bool]:
    """That somebody was sent a notice of this concern, or of another sign in the same submission."""
    other = concerns.alias("beside")
    same = other.c.submission_id == concerns.c.submission_id
    told = exists().where(same, notices.c.concern_id == other.c.id, notices.c.addressed_at.is_not(None))
    return told.correlate(concerns)
