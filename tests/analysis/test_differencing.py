"""Whoever keeps every table ever published, and adds and subtracts them at will, learns of no few people."""

from itertools import product
from typing import NamedTuple

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from analysis.differencing import Shown, beside_all, let_stand
from analysis.suppression import suppress

THRESHOLD = 5
TEAMS, TIMES, CELLS = 3, 3, 3
PIECES = [1 << place for place in range(TEAMS * TIMES)]

Counts = tuple[tuple[int, ...], ...]


class Wanted(NamedTuple):
    """What a report is about: a team (None: all), and from which time to before which."""

    team: int | None
    first: int
    end: int

    @property
    def region(self) -> int:
        teams = range(TEAMS) if self.team is None else (self.team,)
        return sum(PIECES[team * TIMES + time] for team, time in product(teams, range(self.first, self.end)))


counted = st.lists(
    st.lists(
        st.one_of(st.integers(0, 4), st.integers(0, 12), st.integers(20, 40)),
        min_size=CELLS, max_size=CELLS,
    ).map(tuple),
    min_size=len(PIECES), max_size=len(PIECES),
).map(tuple)  # fmt: skip
wanted = st.builds(
    lambda team, ends: Wanted(team, min(ends), max(ends)),
    st.sampled_from([None, *range(TEAMS)]),
    st.lists(st.integers(0, TIMES), min_size=2, max_size=2, unique=True),
)


def count(counts: Counts, region: int, cell: int | None = None) -> int:
    return sum(
        sum(row) if cell is None else row[cell]
        for piece, row in zip(PIECES, counts, strict=True)
        if region & piece
    )


def published(counts: Counts, asked: list[Wanted]) -> list[Shown]:
    """The tables as they would be published one after another."""
    shown: list[Shown] = []
    for region in dict.fromkeys(one.region for one in asked):
        row = {str(cell): count(counts, region, cell) for cell in range(CELLS)}
        n = None if 1 <= sum(row.values()) <= THRESHOLD else sum(row.values())
        safe = suppress(row, threshold=THRESHOLD, total_shown=n is not None)
        shown.append(beside_all(Shown(region, n, tuple(safe.values())), shown, threshold=THRESHOLD))
    return shown


class Attacker:
    """Knows every published number, and that no count is less than 0: linear programming over the pieces."""

    def __init__(self, tables: list[Shown]) -> None:
        rows, self.sums = [], []
        self.cells = range(len(tables[0].cells)) if tables else range(CELLS)
        for one in tables:
            told = [(frozenset([cell]), value) for cell, value in enumerate(one.cells)]
            for part, value in [*told, (frozenset(self.cells), one.n)]:
                if value is not None:
                    rows.append(self.row(one.region, part))
                    self.sums.append(value)
        self.rows = np.array(rows).reshape(-1, len(PIECES) * len(self.cells))

    def row(self, region: int, part: frozenset[int]) -> list[float]:
        return [float(bool(region & piece) and cell in part) for piece in PIECES for cell in self.cells]

    def bounds(self, region: int, part: frozenset[int]) -> tuple[int, int]:
        goal = np.array(self.row(region, part))
        known = {"A_eq": self.rows, "b_eq": self.sums} if len(self.sums) else {}
        low, high = (linprog(way * goal, bounds=(0, 500), method="highs", **known) for way in (1, -1))
        return int(np.ceil(low.fun - 1e-6)), int(np.floor(-high.fun + 1e-6))


def regions(tables: list[Shown]) -> set[int]:
    """What may be asked about: each report's people, what one has more than another, what both have."""
    own = {one.region for one in tables}
    return {
        region for one, other in product(own, own) for region in (one, one & ~other, one & other) if region
    }


@settings(max_examples=40)
@given(counted, st.lists(wanted, min_size=2, max_size=6))
def test_nothing_published_together_tells_how_many_a_few_are(counts: Counts, asked: list[Wanted]) -> None:
    tables = published(counts, asked)
    attacker = Attacker(tables)
    every = frozenset(range(CELLS))
    for region in sorted(regions(tables)):
        for part in [frozenset([cell]) for cell in every] + [every]:
            real = sum(count(counts, region, cell) for cell in part)
            if 1 <= real <= THRESHOLD:
                low, high = attacker.bounds(region, part)
                assert low < high, (region, part, real)


def facts(counts: Counts, one: Wanted) -> list[list[Shown]]:
    """What a report tells of how many there were: in all, by team, by time; each safe by itself."""
    whole = range(TEAMS) if one.team is None else (one.team,)
    times = range(one.first, one.end)
    n = count(counts, one.region, 0)
    groups = [[one.region]]
    if one.team is None:
        groups.append([Wanted(team, one.first, one.end).region for team in whole])
    groups.append([Wanted(one.team, time, time + 1).region for time in times])
    shown = [[] if 1 <= n <= THRESHOLD else [Shown(one.region, None, (n,))]]
    for group in groups[1:]:
        safe = suppress(
            {str(region): count(counts, region, 0) for region in group},
            threshold=THRESHOLD, total_shown=bool(shown[0]),
        )  # fmt: skip
        told = [(region, safe[str(region)]) for region in group]
        shown.append([Shown(region, None, (value,)) for region, value in told if value is not None])
    return shown


@settings(max_examples=40)
@given(counted, st.lists(wanted, min_size=1, max_size=5))
def test_parts_and_months_of_all_reports_together_tell_of_no_few(counts: Counts, asked: list[Wanted]) -> None:
    standing: list[Shown] = []
    for one in dict.fromkeys(asked):
        groups = facts(counts, one)
        kept = let_stand(standing, groups, threshold=THRESHOLD)
        if groups[0] and not kept[0][0]:
            continue  # not approved
        standing += [
            fact
            for group, stays in zip(groups, kept, strict=True)
            for fact, stay in zip(group, stays, strict=True)
            if stay
        ]
    attacker = Attacker(standing)
    for region in sorted(regions(standing)):
        real = count(counts, region, 0)
        if standing and 1 <= real <= THRESHOLD:
            low, high = attacker.bounds(region, frozenset([0]))
            assert low < high, (region, real)
