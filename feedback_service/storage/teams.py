"""Teams: whose submissions, links and workers belong together."""

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import teams
from feedback_service.storage.scope import Scope


class Team(msgspec.Struct, frozen=True):
    """A team of one agency of the partnership."""

    id: str
    name: str
    agency: str


async def add_team(tx: AsyncConnection, team: Team) -> None:
    """Keep a new team; StorageError when its id is taken."""
    await tx.execute(insert(teams), msgspec.structs.asdict(team))


async def teams_in(connection: AsyncConnection, scope: Scope) -> list[Team]:
    """The teams of this scope, by name."""
    query = select(teams).where(scope.covers(teams.c.id)).order_by(teams.c.name, teams.c.id)
    return [Team(**row) for row in (await connection.execute(query)).mappings()]
