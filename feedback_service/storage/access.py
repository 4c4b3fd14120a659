"""How accounts changed, out of the audit trail, beside what they are now."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Row, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.audit_list import ID_LENGTH
from feedback_service.storage.schema import audit, teams, worker_agencies, worker_teams, workers


class AccessChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one account, and that account's role, agencies and teams (by name) today.

    `team`: the one that was added to an agency of theirs.
    """

    at: int
    action: str
    whose: str
    by: str | None
    role: str
    active: bool
    all_teams: bool
    independent: bool
    teams: tuple[str, ...]
    agencies: tuple[str, ...]
    team: str | None


async def access_changes_since(
    connection: AsyncConnection, actions: tuple[str, ...], since: int
) -> list[AccessChange]:
    """The changes noted with one of these actions, the newest first. `by` is None for commands."""
    whose, doer = workers.alias("whose"), workers.alias("doer")
    query = (
        select(audit.c.at, audit.c.action, whose, doer.c.name.label("by"), teams.c.name.label("team"))
        .join(whose, whose.c.id == func.substr(audit.c.object, 1, ID_LENGTH))
        .outerjoin(teams, teams.c.id == func.substr(audit.c.object, ID_LENGTH + 2))
        .outerjoin(doer, doer.c.id == audit.c.worker_id)
        .where(audit.c.action.in_(actions), audit.c.at >= since)
        .order_by(audit.c.at.desc(), audit.c.id.desc())
    )
    rows = (await connection.execute(query)).all()
    names, agencies = await _teams(connection), await _agencies(connection)
    return [
        AccessChange(
            at=row.at,
            action=row.action,
            whose=row.name,
            by=row.by,
            role=row.role,
            active=row.active,
            all_teams=row.all_teams,
            independent=bool(row.independent),
            teams=tuple(names.get(row.id, ())),
            agencies=tuple(agencies.get(row.id, ())),
            team=row.team,
        )
        for row in rows
    ]


async def _teams(connection: AsyncConnection) -> dict[str, list[str]]:
    query = select(worker_teams.c.worker_id, teams.c.name).join(teams).order_by(teams.c.name)
    return _by_worker((await connection.execute(query)).all())


async def _agencies(connection: AsyncConnection) -> dict[str, list[str]]:
    query = select(worker_agencies.c.worker_id, worker_agencies.c.agency).order_by(worker_agencies.c.agency)
    return _by_worker((await connection.execute(query)).all())


def _by_worker(rows: Iterable[Row[Any, Any]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for worker_id, name in rows:
        found.setdefault(worker_id, []).append(name)
    return found
