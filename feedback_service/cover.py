"""Whether somebody is on duty: now, and in the days that come. Leavers do not count, nor do other roles."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from feedback_service.duty import CALLABLE
from feedback_service.service import Service
from feedback_service.storage.rota import Turn, turns_between
from feedback_service.storage.scope import Scope
from feedback_service.storage.teams import Team, teams_in
from feedback_service.storage.workers import Worker, all_workers

FIRST_CALLED = ("duty", "out_of_hours")  # rungs whose shifts answer an urgent concern at once


class Gap(NamedTuple):
    """From when until when nobody has the duty for these teams; Unix milliseconds."""

    since: int
    until: int
    teams: tuple[str, ...]


class Cover(NamedTuple):
    """The rota of some days as it stands: `workers` are those who count, by id."""

    teams: Sequence[Team]
    workers: dict[str, Worker]
    turns: Sequence[Turn]


async def cover(service: Service, scope: Scope, since: int, until: int) -> Cover:
    """The teams of a scope, and every turn between two times that counts for one of them."""
    async with service.database.reading() as connection:
        teams = await teams_in(connection, scope)
        turns = await turns_between(connection, since, until)
        people = await all_workers(connection)
    workers = {one.id: one for one in people if one.active and one.role in CALLABLE}
    counting = [one for one in turns if any(_counts(workers, one, team.id) for team in teams)]
    return Cover(teams, workers, counting)


def _counts(workers: dict[str, Worker], turn: Turn, team_id: str) -> bool:
    worker = workers.get(turn.worker_id)
    return worker is not None and worker.scope.includes(team_id) and turn.team_id in {None, team_id}


def gaps(found: Cover, since: int, until: int) -> tuple[Gap, ...]:
    """When nobody has the duty between two times, the first one first; teams that lack alike together."""
    lacking: dict[tuple[int, int], list[str]] = {}
    for team in found.teams:
        mine = (
            one for one in found.turns if one.rung in FIRST_CALLED and _counts(found.workers, one, team.id)
        )
        for between in _uncovered(((one.starts_at, one.ends_at) for one in mine), since, until):
            lacking.setdefault(between, []).append(team.name)
    return tuple(Gap(*between, tuple(names)) for between, names in sorted(lacking.items()))


def _uncovered(times: Iterable[tuple[int, int]], since: int, until: int) -> list[tuple[int, int]]:
    found, reached = [], since
    for start, end in sorted(times):
        if start > reached:
            found.append((reached, min(start, until)))
        reached = max(reached, end)
        if reached >= until:
            return found
    return [*found, (reached, until)]


async def off_duty(service: Service, scope: Scope) -> str:
    """Where nobody is on duty at this moment, as a sentence; empty when somebody is for every team."""
    now = service.now()
    found = await cover(service, scope, now, now + 1)
    lacking = [name for gap in gaps(found, now, now + 1) for name in gap.teams]
    if not lacking:
        return ""
    if len(lacking) == len(found.teams):
        return "Nobody is on duty now."
    return f"Nobody is on duty now for {in_a_row(lacking)}."


def in_a_row(names: Sequence[str]) -> str:
    """Names as in a sentence: "North team, East team and South team"."""
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
