"""Counts of each team by group, added up over groups or over teams."""

from collections import Counter
from collections.abc import Collection, Mapping

from feedback_service.storage.exploring import Explored


def each_team(teams: Mapping[str, Explored], values: Collection[str] | None = None) -> Explored:
    """The counts by team of all groups together, or of these."""
    spoken: Counter[tuple[str, str]] = Counter()
    sizes: Counter[str] = Counter()
    for team, found in teams.items():
        sizes[team] += sum(n for value, n in found.sizes.items() if values is None or value in values)
        for (theme, value), n in found.spoken.items():
            if values is None or value in values:
                spoken[theme, team] += n
    return Explored(dict(spoken), {team: n for team, n in sizes.items() if n})


def all_teams(teams: Mapping[str, Explored]) -> Explored:
    """The counts by group of all teams together."""
    spoken: Counter[tuple[str, str]] = Counter()
    sizes: Counter[str] = Counter()
    for found in teams.values():
        spoken.update(found.spoken)
        sizes.update(found.sizes)
    return Explored(dict(spoken), dict(sizes))
