"""Who works in a made-up partnership."""

from collections.abc import Sequence
from typing import NamedTuple

from feedback_service.accounts import add_worker
from feedback_service.service import Service
from feedback_service.storage.scope import EVERYTHING, Scope


class People(NamedTuple):
    """Ids of who works here: an independent lead is there, so that what is kept is not the manager's."""

    manager: str
    lead: str
    practitioners: tuple[str, ...]


async def hired(service: Service, teams: Sequence[str]) -> People:
    """A manager and an independent lead of all teams, and a practitioner of each."""

    async def hire(name: str, role: str, scope: Scope = EVERYTHING, *, independent: bool = False) -> str:
        return await add_worker(
            service,
            username=name,
            name=f"The {name}",
            role=role,
            password=None,
            scope=scope,
            independent=independent,
        )

    return People(
        await hire("manager", "manager"),
        await hire("lead", "safeguarding", independent=True),
        tuple([await hire(one, "practitioner", Scope(all_teams=False, team_ids=(one,))) for one in teams]),
    )
