"""How accounts changed, out of the audit trail, beside what they are now."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import audit, teams, worker_teams, workers


class AccessChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change of one account, and that account's role and teams (by name) today."""

    at: int
    action: str
    whose: str
    by: str | None
    role: str
    active: bool
    all_teams: bool
    independent: bool
    teams: tuple[str, ...]


async def access_changes_since(
    connection: AsyncConnection, actions: tuple[str, ...], since: int
) -> list[AccessChange]:
    """The changes noted with one of these actions, the newest first. `by` is None for commands."""
    whose, doer = workers.alias("whose"), workers.alias("doer")
    query = (
        select(audit.c.at, audit.c.action, whose, doer.c.name.label("by"))
        .join(whose, whose.c.id == audit.c.object)
        .outerjoin(doer, doer.c.id == audit.c.worker_id)
        .where(audit.c.action.in_(actions), audit.c.at >= since)
        .order_by(audit.c.at.desc(), audit.c.id.desc())
    )
    rows = (await connection.execute(query)).all()
    names = await _teams(connection)
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
        )
        for row in rows
    ]


async def _teams(connection: AsyncConnection) -> dict[str, list[str]]:
    query = select(worker_teams.c.worker_id, teams.c.name).join(teams).order_by(teams.c.name)
    found: dict[str, list[str]] = {}
    for worker_id, name in await connection.execute(query):
        found.setdefault(worker_id, []).append(name)
    return found
