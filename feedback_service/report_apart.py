"""A new report held beside every report that stands: places and periods added and subtracted at will.

`report_beside` compares two reports of which one lies within the other, as they were told at the time. Here
all are taken together: the partnership less all other teams is one team, two months of three are the third.
"""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from msgspec.structs import replace

from feedback_service import analysing
from feedback_service.report_beside import (
    Path,
    alike,
    as_shown,
    beside,
    compared,
    mapped,
    tables_in,
    too_near,
)
from feedback_service.report_far import elsewhere_told, far_reach
from feedback_service.report_findings import Findings, Table, decode
from feedback_service.report_ground import Ground
from feedback_service.report_resting import followed, rested
from feedback_service.report_together import Others, others_of, together
from feedback_service.service import Service
from feedback_service.storage.reports import Report, approved_in
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.teams import Team, teams_in

_Counted = tuple[int, int | None, tuple[int | None, ...]]
"""A table as `analysis.differencing.Shown`, which only the analysis process loads."""


TOO_NEAR: Final = (
    "An approved report is about the same people but for a few: whoever has both could work out what those "
    "few said. Make a report about another period."
)
APPROVED_SINCE: Final = (
    "Another report about some of the same people was approved since this draft was made. Make the report "
    "anew: some numbers will be hidden."
)
RULES_SINCE: Final = (
    "What reports have to hide was changed since this draft was made. Make the report anew: some numbers "
    "will be hidden."
)
QUOTES_UNTOLD: Final = (
    "Some quotes may no longer stand as they do: this report does not tell how many stand behind them, or "
    "how many are of the age beside them. Take out those about {themes}, or make the report anew."
)


class Apart(NamedTuple):
    """The findings as they may stand; `near`: a report stands that is about the same people but for a few."""

    findings: Findings
    near: bool


async def held_apart(service: Service, report: Report) -> Apart:
    """The report's findings without what they, and all approved and published reports, would tell of a few.

    Looked at are those whose period overlaps the report's, and those that overlap these. Raises
    BrokenProcessPool as `analysing.run` does.
    """
    draft = await asyncio.to_thread(decode, report.findings)
    async with service.database.reading() as db:
        teams = await teams_in(db, EVERYTHING)
        overlapping = await approved_in(db, report.period_from, report.period_to)
        ends = [(one.period_from, one.period_to) for one in (report, *overlapping)]
        near_by = min(one for one, _ in ends), max(one for _, one in ends)
        far = far_reach(report, draft)
        found = await approved_in(db, min(near_by[0], far[0]), max(near_by[1], far[1]))
    around = await asyncio.to_thread(_around, report, draft, found, near_by, teams)
    before, findings = None, draft
    near = any(too_near(findings, earlier) for earlier in around.within)
    while findings != before:  # what is hidden beside one report may tell something beside another
        before = findings
        findings = await asyncio.to_thread(_beside_each, findings, around.within)
        findings = await _apart(findings, around)
        held = await together((report, findings), around.others)
        findings, near = followed(held.findings), near or held.near
    return Apart(rested(draft, findings), near)


class _Around(NamedTuple):
    """What stands around a new report: those that it lies within or that lie within it; then of each near one
    what it counts (after the new one's own) and its tables; and what all tell that stands in no table.
    """

    within: Sequence[Findings]
    regions: Sequence[int]
    tables: Sequence[Mapping[Path, Table]]
    others: Others


def _around(
    report: Report, draft: Findings, found: Sequence[Report], near: tuple[int, int], teams: Sequence[Team]
) -> _Around:
    """All of it once, whatever of the draft will be hidden. Takes a while: not for the event loop."""
    told = [(one, decode(one.findings)) for one in found if one.id != report.id]
    start, end = near
    others = [(one, each) for one, each in told if one.period_from < end and one.period_to > start]
    known = {one.id for one, _ in others}
    wider = [*others, *elsewhere_told((one, each) for one, each in told if one.id not in known)]
    return _Around(
        within=[earlier for one, earlier in others if compared(report, [one])],
        regions=regions_of([report, *(one for one, _ in others)], teams),
        tables=[dict(tables_in(one, ())) for _, one in others],
        others=others_of((report, draft), wider, teams),
    )


def _beside_each(findings: Findings, within: Sequence[Findings]) -> Findings:
    for earlier in within:
        findings = beside(findings, earlier)
    return findings


def refusal(findings: Findings, apart: Apart) -> str:
    """Why a draft must not stand beside the approved reports, as `held_apart` found them; or ""."""
    if apart.near or _total_hidden(findings):
        return TOO_NEAR
    if apart.findings == findings:
        return ""
    if replace(apart.findings, quotes=findings.quotes) == findings:
        gone = {one.theme for one in findings.quotes if one not in apart.findings.quotes}
        return QUOTES_UNTOLD.format(themes=_listed(sorted(gone)))
    alone = followed(findings)  # as it would stand beside no other report
    return APPROVED_SINCE if replace(alone, quotes=findings.quotes) == findings else RULES_SINCE


def _listed(themes: Sequence[str]) -> str:
    *first, last = [f"\u201c{one}\u201d" for one in themes]
    return f"{', '.join(first)} and {last}" if first else last


def _total_hidden(findings: Findings) -> bool:
    """Whether not even how many answered may be told beside the others."""
    return any(
        group.n is not None and any(table.n is None for table in group.breakdowns.values())
        for group in findings.groups
    )


def regions_of(reports: Sequence[Report], teams: Sequence[Team]) -> list[int]:
    """What each report counts, as a set of bits: one for each team between two ends of any period."""
    ground = Ground(teams, sorted({end for one in reports for end in (one.period_from, one.period_to)}))
    return [ground.of(one) for one in reports]


async def _apart(findings: Findings, around: _Around) -> Findings:
    names, asked = await asyncio.to_thread(_asked, findings, around)
    if not asked:
        return findings
    safe = dict(zip(names, await analysing.run(hide, asked, findings.method.threshold), strict=True))

    def hidden(path: Path, table: Table) -> Table:
        if path not in safe:
            return table
        _, n, cells = safe[path]
        return as_shown(Table(n, dict(zip(names[path], cells, strict=True))), table)

    changed: Findings = mapped(findings, (), hidden)
    return followed(changed)


def _asked(
    findings: Findings, around: _Around
) -> tuple[Mapping[Path, Sequence[str]], Sequence[tuple[_Counted, Sequence[_Counted]]]]:
    """Each table that others tell something of: the names of its cells, and how it and they count."""
    mine, *regions = around.regions
    names: dict[Path, Sequence[str]] = {}
    asked: list[tuple[_Counted, Sequence[_Counted]]] = []
    for path, table in tables_in(findings, ()):
        there = [
            (at, one[path]) for at, one in zip(regions, around.tables, strict=True) if at and path in one
        ]
        if any(at & mine for at, _ in there):
            new, *others = alike([table, *(other for _, other in there)])
            names[path] = [*new.cells]
            beyond = [_counted(at, other) for (at, _), other in zip(there, others, strict=True)]
            asked.append((_counted(mine, new), beyond))
    return names, asked


def _counted(region: int, table: Table) -> _Counted:
    return region, table.n, tuple(table.cells.values())


def hide(asked: Sequence[tuple[_Counted, Sequence[_Counted]]], threshold: int) -> list[_Counted]:
    """Each table as it may stand beside the others, in the analysis process."""
    from analysis.differencing import Shown, beside_all  # noqa: PLC0415 (numpy: only in that process)

    found = (
        beside_all(Shown(*new), [Shown(*one) for one in others], threshold=threshold) for new, others in asked
    )
    return [(one.region, one.n, one.cells) for one in found]
