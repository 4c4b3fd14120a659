"""Asking for what was sent to be taken away, and what was decided."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import ColumnElement, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.desk import Waiting
from feedback_service.storage.schema import concerns, removal_requests, submissions, teams
from feedback_service.storage.scope import Scope

_WITH_SUBMISSIONS = removal_requests.join(submissions, submissions.c.id == removal_requests.c.submission_id)


class Removal(msgspec.Struct, frozen=True, kw_only=True):
    """A request; `outcome` is None until somebody decides, `reason` (sealed) why it was kept."""

    asked_at: int
    outcome: str | None
    settled_at: int | None
    reason: bytes | None


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided ("removed" or "kept"), why it was kept (sealed), by whom and when."""

    outcome: str
    reason: bytes | None
    settled_by: str
    settled_at: int


class RemovalRow(msgspec.Struct, frozen=True, kw_only=True):
    """A request in the list; `unseen` counts concerns that no person has seen."""

    submission_id: str
    form_id: str
    form_version: int
    audience: str
    band: str | None
    team: str
    subject_id: str | None
    answered_at: int
    asked_at: int
    unseen: int = 0


async def ask_removal(tx: AsyncConnection, submission_id: str, at: int) -> bool:
    """Keep the request; False when it was made before. Asking again after "kept" opens it once more."""
    there = await removal_of(tx, submission_id)
    if there is None:
        await tx.execute(insert(removal_requests), {"submission_id": submission_id, "asked_at": at})
    elif there.outcome == "kept":
        same = removal_requests.c.submission_id == submission_id
        fresh = {"asked_at": at, "outcome": None, "settled_at": None, "settled_by": None, "reason": None}
        await tx.execute(update(removal_requests).where(same).values(**fresh))
    return there is None or there.outcome == "kept"


async def removal_of(connection: AsyncConnection, submission_id: str) -> Removal | None:
    """The request about this submission, or None."""
    columns = [removal_requests.c[name] for name in Removal.__struct_fields__]
    query = select(*columns).where(removal_requests.c.submission_id == submission_id)
    row = (await connection.execute(query)).mappings().first()
    return Removal(**row) if row else None


async def open_removals(connection: AsyncConnection, scope: Scope) -> list[RemovalRow]:
    """The requests that nobody has decided, the one that has waited longest first."""
    names = ("form_id", "form_version", "audience", "band", "subject_id", "answered_at")
    columns = (
        *(removal_requests.c[name] for name in ("submission_id", "asked_at")),
        *(submissions.c[name] for name in names),
        teams.c.name.label("team"),
    )
    joined = _WITH_SUBMISSIONS.join(teams, teams.c.id == submissions.c.team_id)
    query = select(*columns).select_from(joined).where(_is_open(scope))
    rows = (await connection.execute(query.order_by(removal_requests.c.asked_at))).mappings().all()
    unseen = [await unseen_in(connection, await whole(connection, row["submission_id"])) for row in rows]
    return [RemovalRow(**row, unseen=count) for row, count in zip(rows, unseen, strict=True)]


async def waiting_removals(connection: AsyncConnection, scope: Scope) -> Waiting:
    """How many requests nobody has decided."""
    query = select(func.count(), func.min(removal_requests.c.asked_at)).select_from(_WITH_SUBMISSIONS)
    count, oldest = (await connection.execute(query.where(_is_open(scope)))).one()
    return Waiting(count, oldest)


def _is_open(scope: Scope) -> ColumnElement[bool]:
    return scope.covers() & removal_requests.c.outcome.is_(None)


async def settle_removal(tx: AsyncConnection, submission_id: str, decision: Decision) -> bool:
    """Note what was decided; False when it was decided before, or never asked."""
    waiting = (removal_requests.c.submission_id == submission_id) & removal_requests.c.outcome.is_(None)
    decided = msgspec.structs.asdict(decision)
    return (await tx.execute(update(removal_requests).where(waiting).values(**decided))).rowcount == 1


async def whole(connection: AsyncConnection, submission_id: str) -> list[str]:
    """The ids of a submission, of what was added to it, and of what was kept aside under any of them."""
    added = select(submissions.c.id).where(submissions.c.follows == submission_id)
    first = [submission_id, *(await connection.execute(added.order_by(submissions.c.id))).scalars()]
    aside = select(submissions.c.id).where(submissions.c.differs_from.in_(first))
    return [*first, *(await connection.execute(aside.order_by(submissions.c.id))).scalars()]


async def unseen_in(connection: AsyncConnection, submission_ids: Sequence[str]) -> int:
    """How many concerns in these submissions no person has seen."""
    query = select(func.count()).select_from(concerns)
    query = query.where(concerns.c.submission_id.in_(submission_ids), concerns.c.seen_at.is_(None))
    return (await connection.execute(query)).scalar_one()
