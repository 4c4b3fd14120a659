"""Asking for what was sent to be taken away, and what was decided."""

from collections.abc import Sequence
from typing import NamedTuple

import msgspec
from sqlalchemy import ColumnElement, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import ROOT, is_decided, is_in_families
from feedback_service.storage.desk import Waiting
from feedback_service.storage.schema import (
    case_records,
    concern_decisions,
    concerns,
    readings,
    removal_requests,
    submission_keys,
    submissions,
    teams,
    unscreened,
)
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


class Unmet(NamedTuple):
    """Of a submission and what belongs to it: how many no person has read, concerns nobody has decided on,
    texts that are not screened and of which nobody was asked in the machine's place, and of these those that
    were imported (`past`), of which nobody ever is; and whether nobody has confirmed that the case record
    holds what was decided."""

    unread: int = 0
    undecided: int = 0
    unscreened: int = 0
    past: int = 0
    unfiled: bool = False


class RemovalRow(msgspec.Struct, frozen=True, kw_only=True):
    """A request in the list, and what of it still stands against taking it away."""

    submission_id: str
    form_id: str
    form_version: int
    audience: str
    band: str | None
    team: str
    subject_id: str | None
    answered_at: int
    asked_at: int
    unmet: Unmet


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
    unmet = [await unmet_of(connection, row["submission_id"]) for row in rows]
    return [RemovalRow(**row, unmet=one) for row, one in zip(rows, unmet, strict=True)]


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
    belongs = or_(submissions.c.follows == submission_id, submissions.c.differs_from == submission_id)
    found = await connection.execute(select(submissions.c.id).where(belongs).order_by(submissions.c.id))
    return [submission_id, *found.scalars()]


async def unmet_of(connection: AsyncConnection, submission_id: str) -> Unmet:
    """What stands against taking a submission away, with what belongs to it; those whose words are erased
    need no reader."""
    ids = await whole(connection, submission_id)
    read = exists().where(readings.c.submission_id == submission_keys.c.submission_id)
    unasked = unscreened.c.asked_at.is_(None)
    against = (
        (submission_keys, ~read),
        (concerns, ~is_decided()),
        (unscreened, unasked & ~_is_past()),
        (unscreened, unasked & _is_past()),
    )
    counts = []
    for table, more in against:
        query = select(func.count()).select_from(table).where(table.c.submission_id.in_(ids), more)
        counts.append((await connection.execute(query)).scalar_one())
    unread, undecided, waiting, past = counts
    return Unmet(unread, undecided, waiting, past, unfiled=await _is_unfiled(connection, ids))


def _is_past() -> ColumnElement[bool]:
    mine = submissions.c.id == unscreened.c.submission_id
    return exists().where(mine, submissions.c.channel == "import")


async def _is_unfiled(connection: AsyncConnection, ids: Sequence[str]) -> bool:
    """Whether any of these was decided on after the case record was last confirmed, as it is for all that
    belongs together, under the first of them."""
    made = concern_decisions.join(concerns, concerns.c.id == concern_decisions.c.concern_id)
    decided = select(func.coalesce(func.max(concern_decisions.c.decided_at), 0)).select_from(made)
    decided_at = (await connection.execute(decided.where(concerns.c.submission_id.in_(ids)))).scalar_one()
    roots = (await connection.execute(select(ROOT).where(submissions.c.id.in_(ids)))).scalars()
    kept = case_records.join(submissions, submissions.c.id == case_records.c.submission_id)
    filed = select(func.coalesce(func.max(case_records.c.confirmed_at), 0)).select_from(kept)
    filed_at = (await connection.execute(filed.where(is_in_families(list(roots))))).scalar_one()
    return bool(filed_at < decided_at)
