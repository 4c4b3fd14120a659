"""Bringing in indicators: all rows of a file, or none."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from feedback_service.indicator_rows import read_rows
from feedback_service.indicator_values import Reader
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.indicators import put_indicators
from feedback_service.storage.places import PARTNERSHIP, place_of
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team, teams_in

MOST_BYTES: Final = 1_000_000


class Brought(NamedTuple):
    """What became of a file: how many rows were kept, how many of them took an older one's place.

    With `problems` nothing was kept.
    """

    kept: int = 0
    replaced: int = 0
    problems: tuple[str, ...] = ()


async def bring(service: Service, content: bytes, scope: Scope, worker_id: str | None) -> Brought:
    """Keep the rows of a file, each in place of one with the same place, name and period: all, or none.

    Rows about places outside the scope are faults.
    """
    now = service.now()
    async with service.database.reading() as connection:
        teams = await teams_in(connection, EVERYTHING)
    rows, problems = read_rows(content, Reader(_places(teams), scope, worker_id, now))
    if problems or not rows:
        return Brought(problems=problems or ("The file has no rows.",))

    async def work(tx: Transaction) -> int:
        replaced = await put_indicators(tx, rows)
        await note(tx, "indicators-imported", f"{len(rows)} rows, {replaced} replaced", worker_id, now)
        return replaced

    return Brought(len(rows), await service.database.transaction(work))


def _places(teams: Sequence[Team]) -> dict[str, str]:
    """Teams by their ids, agencies by their names; a team wins where both are called the same."""
    agencies = {one.agency.casefold(): place_of(agency=one.agency) for one in teams}
    return {PARTNERSHIP: PARTNERSHIP, **agencies, **{one.id: place_of(team_id=one.id) for one in teams}}
