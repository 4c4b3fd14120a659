"""Findings without some of what they tell beside their tables."""

from collections.abc import Collection

from msgspec.structs import replace

from feedback_service.report_findings import Findings, Group, MonthLine, Months, Table, Themes

Stands = tuple[str, ...]


def unsaid(findings: Findings, left_out: Collection[Stands]) -> Findings:
    """The findings without these, as `report_facts.Fact.stands` names them."""
    links = tuple(
        replace(one, cells=dict.fromkeys(one.cells)) if ("links", one.audience) in left_out else one
        for one in findings.links
    )
    indicators = findings.indicators and tuple(
        replace(one, value=None) if ("elsewhere", str(place)) in left_out else one
        for place, one in enumerate(findings.indicators)
    )
    return replace(
        findings,
        groups=tuple(_without_parts(one, left_out) for one in findings.groups),
        themes=tuple(_without_themes(one, left_out) for one in findings.themes),
        months=findings.months and _without_months(findings.months, left_out),
        links=links,
        reach=tuple(
            one
            for one in findings.reach
            if ("reach", one.audience, one.heading) not in left_out
            and ("links", one.audience) not in left_out
        ),
        families=_without_roles(findings.families, left_out),
        indicators=indicators,
    )


def _without_parts(group: Group, left_out: Collection[Stands]) -> Group:
    return replace(
        group,
        breakdowns={
            heading: Table(
                table.n,
                {
                    label: None if ("part", group.audience, heading, label) in left_out else n
                    for label, n in table.cells.items()
                },
            )
            for heading, table in group.breakdowns.items()
        },
    )


def _without_themes(themes: Themes, left_out: Collection[Stands]) -> Themes:
    return replace(
        themes,
        counts=tuple(
            replace(one, table=Table(one.table.n, dict.fromkeys(one.table.cells)))
            if ("theme", themes.audience, one.theme_id) in left_out
            else one
            for one in themes.counts
        ),
    )


def _without_months(months: Months, left_out: Collection[Stands]) -> Months:
    """A month of a theme goes with the month of its audience; a line of which nothing is left goes too."""
    sizes: dict[str, MonthLine] = {}
    lines = []
    for line in months.lines:
        whole = sizes.get(line.audience, line)
        gone = {
            name
            for name in line.cells
            if ("month", line.audience, line.theme_id, name) in left_out or whole.cells.get(name) is None
        }
        cells = {name: None if name in gone else count for name, count in line.cells.items()}
        found = line if cells == line.cells else replace(line, cells=cells, move=None)
        if not line.theme_id:
            sizes[line.audience] = found
        lines.append(found)
    return replace(months, lines=tuple(one for one in lines if set(one.cells.values()) != {None}))


def _without_roles(lines: tuple[MonthLine, ...], left_out: Collection[Stands]) -> tuple[MonthLine, ...]:
    """Without how many of each answered, nothing is told of what they spoke of."""
    if ("roles", "") in left_out:
        return ()
    return tuple(one for one in lines if ("roles", one.theme_id) not in left_out)
