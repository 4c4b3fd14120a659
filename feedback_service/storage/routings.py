"""Routings: from whom a submission is kept, why, and who has let it go further. Rows are never deleted."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import msgspec
import uuid_utils
from sqlalchemy import ColumnElement, and_, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.kept_away import LEADS
from feedback_service.storage.schema import concerns, routings, submissions, unrouted, worker_teams, workers
from feedback_service.storage.scope import Scope

TOGETHER = 50


class RoutingRow(NamedTuple):
    """A new row of `routings`; with a worker it keeps the submission from them, without from all but some."""

    id: str
    submission_id: str
    about: str
    worker_id: str | None
    made_at: int
    made_by: str | None = None


class Routing(msgspec.Struct, frozen=True, kw_only=True):
    """A row as it is shown; `worker` and `made_by` are names. `released_at` is None while it stands."""

    id: str
    about: str
    worker_id: str | None
    worker: str | None
    made_at: int
    made_by: str | None
    released_at: int | None


class Mark(NamedTuple):
    """That it is to be worked out from whom the submission `root`, and what belongs to it, is kept."""

    id: str
    submission_id: str


class Family(NamedTuple):
    """A submission and what was added to it or kept aside beside it; `concern`: a sign of harm in any."""

    ids: tuple[str, ...]
    team_id: str
    helpers: frozenset[str]
    audiences: frozenset[str]
    concern: bool


class Person(NamedTuple):
    """Somebody who works here, as far as words may be about them; `teams` is None for all."""

    id: str
    name: str
    teams: frozenset[str] | None


_ROOT = func.coalesce(submissions.c.follows, submissions.c.differs_from, submissions.c.id)


async def add_routings(tx: AsyncConnection, rows: Sequence[RoutingRow]) -> None:
    """Keep submissions from people; a reason or a worker that a submission has already is left out.

    Also one that was released: who decided that knew the words.
    """
    if not rows:
        return
    ids = sorted({row.submission_id for row in rows})
    query = select(routings.c.submission_id, routings.c.about, routings.c.worker_id)
    known = {tuple(row) for row in await tx.execute(query.where(routings.c.submission_id.in_(ids)))}
    fresh = [row for row in rows if (row.submission_id, row.about, row.worker_id) not in known]
    await insert_rows(tx, routings, fresh)


async def mark_unrouted(tx: AsyncConnection, submission_ids: Iterable[str]) -> None:
    """Note that it is to be worked out anew from whom these, and what belongs to them, are kept."""
    ids = sorted(set(submission_ids))
    if ids:
        roots = (await tx.execute(select(_ROOT).where(submissions.c.id.in_(ids)).distinct())).scalars().all()
        await insert_rows(tx, unrouted, [Mark(str(uuid_utils.uuid7()), root) for root in roots])


async def marks(connection: AsyncConnection) -> list[Mark]:
    """What is to be worked out, the oldest first, up to TOGETHER."""
    query = select(unrouted.c.id, unrouted.c.submission_id).order_by(unrouted.c.id).limit(TOGETHER)
    return [Mark(*row) for row in await connection.execute(query)]


async def drop_marks(tx: AsyncConnection, mark_ids: Sequence[str]) -> None:
    """These are worked out. Marks made since stay."""
    await tx.execute(delete(unrouted).where(unrouted.c.id.in_(mark_ids)))


async def people_here(connection: AsyncConnection) -> list[Person]:
    """Every active worker with their teams; little is read, as the writer waits for it."""
    names = select(workers.c.id, workers.c.name, workers.c.all_teams).where(workers.c.active)
    teams: dict[str, set[str]] = {}
    for worker_id, team_id in await connection.execute(
        select(worker_teams.c.worker_id, worker_teams.c.team_id)
    ):
        teams.setdefault(worker_id, set()).add(team_id)
    return [
        Person(row[0], row[1], None if row[2] else frozenset(teams.get(row[0], ())))
        for row in await connection.execute(names)
    ]


async def family_of(connection: AsyncConnection, root: str) -> Family | None:
    """The submission and what belongs to it, or None when it is not kept."""
    raised = exists().where(concerns.c.submission_id == submissions.c.id)
    columns = [submissions.c[name] for name in ("id", "team_id", "helper", "audience")]
    belongs = or_(*(submissions.c[name] == root for name in ("id", "follows", "differs_from")))
    query = select(*columns, raised.label("raised")).where(belongs).order_by(submissions.c.id)
    found = (await connection.execute(query)).all()
    if not found:
        return None
    return Family(
        tuple(row.id for row in found),
        next((row.team_id for row in found if row.id == root), found[0].team_id),
        frozenset(row.helper for row in found if row.helper),
        frozenset(row.audience for row in found),
        any(row.raised for row in found),
    )


async def routings_of(connection: AsyncConnection, submission_id: str) -> list[Routing]:
    """From whom a submission, or the one it belongs to, is or was kept, the oldest first."""
    maker = workers.alias("maker")
    names = ("id", "about", "worker_id", "made_at", "released_at")
    columns = (*(routings.c[name] for name in names), workers.c.name.label("worker"))
    joined = routings.outerjoin(workers, workers.c.id == routings.c.worker_id).outerjoin(
        maker, maker.c.id == routings.c.made_by
    )
    query = select(*columns, maker.c.name.label("made_by")).select_from(joined)
    root = select(_ROOT).where(submissions.c.id == submission_id).scalar_subquery()
    query = query.where(routings.c.submission_id.in_((submission_id, root)))
    rows = await connection.execute(query.order_by(routings.c.made_at, routings.c.id))
    return [Routing(**row) for row in rows.mappings()]


async def root_of(connection: AsyncConnection, submission_id: str) -> str | None:
    """The submission that this one adds to or differs from, or itself; None when it is not kept."""
    root: str | None = await connection.scalar(select(_ROOT).where(submissions.c.id == submission_id))
    return root


async def may_decide(connection: AsyncConnection, scope: Scope, submission_id: str) -> bool:
    """Whether whom it is kept from is this worker's to change: who reads such words before all others."""
    if scope.role not in LEADS:
        return False
    query = select(submissions.c.id).where(submissions.c.id == submission_id, scope.covers())
    return (await connection.execute(query.where(scope.reads_first()))).first() is not None


async def lift(tx: AsyncConnection, root: str, about: Sequence[str], by: str, at: int) -> bool:
    """Release what keeps a submission from groups of people for these reasons; False when nothing did."""
    here = and_(routings.c.submission_id == root, routings.c.worker_id.is_(None))
    return await _release(tx, and_(here, routings.c.about.in_(about)), by, at)


async def lift_bar(tx: AsyncConnection, root: str, routing_id: str, by: str, at: int) -> bool:
    """Let one worker see it again as far as their role and teams go; False when nothing kept them."""
    here = and_(routings.c.submission_id == root, routings.c.worker_id.is_not(None))
    return await _release(tx, and_(here, routings.c.id == routing_id), by, at)


async def _release(tx: AsyncConnection, which: ColumnElement[bool], by: str, at: int) -> bool:
    query = update(routings).where(which, routings.c.released_at.is_(None))
    return (await tx.execute(query.values(released_by=by, released_at=at))).rowcount > 0


async def keep(tx: AsyncConnection, root: str, about: str, by: str, at: int) -> bool:
    """Keep it from groups of people for a reason that somebody knows; False when that stands already."""
    standing = (routings.c.submission_id == root) & routings.c.released_at.is_(None)
    query = select(routings.c.id).where(standing, routings.c.worker_id.is_(None), routings.c.about == about)
    if (await tx.execute(query)).first():
        return False
    await insert_rows(tx, routings, [RoutingRow(str(uuid_utils.uuid7()), root, about, None, at, by)])
    return True


async def bar(tx: AsyncConnection, root: str, worker_id: str, by: str, at: int) -> bool:
    """Keep it from one more worker, whom it is known to be about; False when it is kept from them already."""
    standing = (routings.c.submission_id == root) & routings.c.released_at.is_(None)
    query = select(routings.c.id).where(standing, routings.c.worker_id == worker_id)
    if (await tx.execute(query)).first():
        return False
    await insert_rows(tx, routings, [RoutingRow(str(uuid_utils.uuid7()), root, "named", worker_id, at, by)])
    return True


async def independent_lead(connection: AsyncConnection) -> bool:
    """Whether there is an active worker to whom words about staff may go first."""
    query = select(workers.c.id).where(workers.c.active, workers.c.independent.is_(True))
    return (await connection.execute(query.where(workers.c.role.in_(LEADS)))).first() is not None
