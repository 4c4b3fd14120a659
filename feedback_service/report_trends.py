"""Whether a theme rises or falls over the months of a report, as far as its months are shown."""

from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from feedback_service import analysing
from feedback_service.report_findings import MonthLine, Months, Move

FEWEST_MONTHS: Final = 8
ENOUGH: Final = 20

Line = Mapping[str, tuple[int, int]]
"""By month: sets of answers, and those in which the theme stands."""


async def followed(months: Months) -> Months:
    """The lines of themes with how they move, where enough months are shown and enough answered in each.

    It rests on nothing that is hidden. Raises BrokenProcessPool as `analysing.run` does.
    """
    sets = {one.audience: one.cells for one in months.lines if not one.theme_id}
    asked = {place: _line(one, sets[one.audience]) for place, one in enumerate(months.lines) if one.theme_id}
    long = {place: line for place, line in asked.items() if len(line) >= FEWEST_MONTHS}
    if not long:
        return months
    moves = dict(zip(long, await analysing.run(follow, list(long.values())), strict=True))
    lines = tuple(
        msgspec.structs.replace(one, move=moves.get(place)) for place, one in enumerate(months.lines)
    )
    return msgspec.structs.replace(months, lines=lines)


def _line(one: MonthLine, sets: Mapping[str, int | None]) -> dict[str, tuple[int, int]]:
    return {
        name: (of, count)
        for name, count in one.cells.items()
        if count is not None and (of := sets[name]) is not None and of >= ENOUGH
    }


def follow(lines: Sequence[Line]) -> list[Move | None]:
    """How each line moves, in the analysis process; None where that cannot be said."""
    from analysis.trend import Month, trend  # noqa: PLC0415 (scipy: only in the analysis process)

    moves: list[Move | None] = []
    for line in lines:
        found = trend({name: Month(of, of, count) for name, (of, count) in line.items()})
        if found.tau is None or found.p is None:
            moves.append(None)
        else:
            moves.append(Move(len(line), round(found.tau, 2) + 0.0, round(found.p, 3), found.season))
    return moves
