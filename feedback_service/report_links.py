"""Links that a report counts, as questions whose numbers other reports answer too."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from feedback_service.report_counts import LINK_STATES
from feedback_service.report_findings import Findings
from feedback_service.report_more import Reach
from feedback_service.report_reach import MADE

_ANSWERED, _OPENED, _NEVER = LINK_STATES.values()


class LinksTold(NamedTuple):
    """Links by what became of them; `part` is the heading and name of the part of the place, if it is one."""

    n: int | None
    cells: Mapping[str, int | None]
    stands: tuple[str, ...]
    part: tuple[str, str] | None = None


Asked = Iterator[tuple[tuple[str, ...], list[LinksTold]]]


def links_told(findings: Findings) -> Asked:
    """Sums of each audience, then each row of the tables by heading, as parts and by themselves."""
    for one in findings.links:
        cells = {name: one.cells.get(name) for name in LINK_STATES.values()}
        if any(n is not None for n in cells.values()):
            yield ("links", one.audience), [LinksTold(_sum(cells), cells, ("links", one.audience))]
    for reach in findings.reach:
        yield from _rows(reach)


def _rows(reach: Reach) -> Asked:
    stands = ("reach", reach.audience, reach.heading)
    rows = {label: _row(cells) for label, cells in reach.cells.items()}
    if reach.heading in ("Team", "Agency"):
        parts = [
            LinksTold(n, cells, stands, (reach.heading, label)) for label, (n, cells) in rows.items() if n
        ]
        yield ("links", reach.audience), parts
        return
    made = {label: n for label, (n, _) in rows.items()}
    yield stands, [LinksTold(_sum(made), made, stands)]
    for label, (n, cells) in rows.items():
        if n is not None:
            yield (*stands, label), [LinksTold(n, cells, stands)]


def _row(cells: Mapping[str, int | None]) -> tuple[int | None, dict[str, int | None]]:
    """How many were made, and what became of them, as far as the table's states tell."""
    if MADE in cells:
        return cells[MADE], dict.fromkeys(LINK_STATES.values())
    return _sum(cells), {name: cells.get(name) for name in LINK_STATES.values()}


def _sum(cells: Mapping[str, int | None]) -> int | None:
    known = [n for n in cells.values() if n is not None]
    return sum(known) if len(known) == len(cells) else None
