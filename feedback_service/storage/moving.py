"""Keeping submissions from people, and telling those to whom concerns fall when somebody's sight changes."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.conditions import ROOT, is_decided, is_in_families
from feedback_service.storage.first_readers import LEADS
from feedback_service.storage.kept_away import not_worked_out
from feedback_service.storage.raising_anew import tell_anew
from feedback_service.storage.schema import concerns, deliveries, notices, routings, submissions
from feedback_service.storage.submission_rows import RoutingRow
from feedback_service.storage.workers import all_workers


class _Known(NamedTuple):
    """Who was told of the concerns of a family, and who looks at one of them: ids of workers."""

    told: set[str]
    looking: set[str]


async def keep_from(tx: AsyncConnection, row: RoutingRow) -> None:
    """Keep a submission from people; whom a concern without a decision falls to by it is told of it."""
    await insert_rows(tx, routings, [row])
    await tell_who_sees_now(tx, row.made_at, [row.submission_id])


async def tell_who_sees_now(tx: AsyncConnection, at: int, roots: Sequence[str] | None = None) -> None:
    """Tell anew of concerns without a decision of which those who know may not see them any more.

    That is, whoever looks at one, or all who were told of it. Of all concerns, or of those in these families;
    nothing is told before it is worked out from whom they are kept, and where nobody was told yet the first
    notice does that. Of all concerns none that nobody could be told of.
    """
    known = await _known(tx, roots)
    people = set().union(*(one.told | one.looking for one in known.values()))
    leads = [one for one in await all_workers(tx) if one.id in people and one.active and one.role in LEADS]
    seen = {one.id: set((await tx.execute(_open(one.scope.covers(), roots))).scalars()) for one in leads}
    for root, (told, looking) in known.items():
        still = {one for one in told | looking if root in seen.get(one, ())}
        nobody = not still and (roots is not None or told)
        if looking - still or nobody:
            await tell_anew(tx, root, at)


async def _known(tx: AsyncConnection, roots: Sequence[str] | None) -> dict[str, _Known]:
    beside = concerns.alias("beside")
    joined = (
        concerns.join(submissions, concerns.c.submission_id == submissions.c.id)
        .join(beside, beside.c.submission_id == concerns.c.submission_id)
        .outerjoin(notices, and_(notices.c.concern_id == beside.c.id, notices.c.addressed_at.is_not(None)))
        .outerjoin(deliveries, deliveries.c.notice_id == notices.c.id)
    )
    columns = (ROOT.label("root"), concerns.c.seen_by, deliveries.c.worker_id)
    somebody = or_(concerns.c.seen_at.is_not(None), notices.c.id.is_not(None))
    query = select(*columns).select_from(joined).where(somebody, ~not_worked_out(submissions.c.id))
    found: dict[str, _Known] = {}
    for row in await tx.execute(query.where(_undecided(roots)).distinct()):
        one = found.setdefault(row.root, _Known(set(), set()))
        one.looking.update([row.seen_by] if row.seen_by else [])
        one.told.update([row.worker_id] if row.worker_id else [])
    return found


def _open(covers: ColumnElement[bool], roots: Sequence[str] | None) -> Select[tuple[str]]:
    joined = concerns.join(submissions, concerns.c.submission_id == submissions.c.id)
    return select(ROOT).select_from(joined).where(covers, _undecided(roots)).distinct()


def _undecided(roots: Sequence[str] | None) -> ColumnElement[bool]:
    return and_(~is_decided(), true() if roots is None else is_in_families(roots))
