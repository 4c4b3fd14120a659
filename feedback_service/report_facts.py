"""What a report tells beside its tables of one place and period: by part, by month, of links and elsewhere.

Each is a number of people on some ground (`report_ground`), under the question that it answers: numbers of
different reports under one question can be added and subtracted, whichever way they were told.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from feedback_service.report_elsewhere import is_count
from feedback_service.report_findings import Findings, Group, MonthLine
from feedback_service.report_ground import Ground, Told
from feedback_service.report_links import links_told
from feedback_service.report_months import calendar, spoken_of
from feedback_service.storage.teams import Team

Question = tuple[str, ...]
PARTS: Final = ("Team", "Agency")


class Fact(NamedTuple):
    """A table of its own: `cells` add up to `n`, a cell that is not there is 0, None is not told.

    `stands` names what the report leaves out where this may not be told.
    """

    region: int
    n: int | None
    cells: Mapping[str, int | None]
    stands: tuple[str, ...]


Facts = dict[Question, list[list[Fact]]]
"""By question: groups of facts, those that matter most first."""


def facts_of(told: Told, ground: Ground) -> Facts:
    """Everything that the report tells in this way."""
    found: Facts = {}
    for question, group in (
        *_sizes(told, ground),
        *_themes(told, ground),
        *_links(told, ground),
        *_roles(told, ground),
        *_elsewhere(told, ground),
    ):
        if group:
            found.setdefault(question, []).append(group)
    return found


Asked = Iterator[tuple[Question, list[Fact]]]


def _sizes(told: Told, ground: Ground) -> Asked:
    """How many sets of answers: of all, by team or agency, by month."""
    report, findings = told
    for group in findings.groups:
        question = ("sets", group.audience)
        if group.n is not None:
            yield question, [_one(ground.of(report), group.n, ("sets", group.audience))]
        yield question, _parts(told, ground, group)
    for line in _lines(findings, themed=False):
        yield (
            ("sets", line.audience),
            [
                _one(region, line.cells[name] or 0, ("month", line.audience, "", name))
                for name, region in _months(told, ground, line)
            ],
        )


def _one(region: int, n: int, stands: tuple[str, ...]) -> Fact:
    return Fact(region, None, {"n": n}, stands)


def _parts(told: Told, ground: Ground, group: Group) -> list[Fact]:
    report, _ = told
    return [
        _one(ground.of(report, part), n, ("part", group.audience, heading, label))
        for heading in PARTS
        if heading in group.breakdowns
        for label, n in group.breakdowns[heading].cells.items()
        if n is not None and (part := part_named(heading, label, ground.teams))
    ]


def part_named(heading: str, label: str, teams: Sequence[Team]) -> frozenset[str]:
    """The teams that a part of a place holds, by the name that reports give it."""
    if heading == "Agency":
        return frozenset(one.id for one in teams if one.agency == label)
    return frozenset(one.id for one in teams if label in (one.name, f"{one.name} ({one.id})"))


def _lines(findings: Findings, *, themed: bool) -> list[MonthLine]:
    lines = findings.months.lines if findings.months else ()
    return [one for one in lines if bool(one.theme_id) == themed]


def _months(told: Told, ground: Ground, line: MonthLine) -> Iterator[tuple[str, int]]:
    """The months that a line shows, each with its ground."""
    report, _ = told
    months = calendar(report.period_from, report.period_to)
    ends = [*(one.start for one in months[1:]), report.period_to]
    for month, end in zip(months, ends, strict=True):
        if line.cells.get(month.name) is not None:
            yield month.name, ground.region(ground.whose(report), month.start, end)


def _themes(told: Told, ground: Ground) -> Asked:
    """How many spoke of a theme, and how many did not: in all, and by month."""
    report, findings = told
    for themes in findings.themes:
        for theme in themes.counts:
            if (n := spoken_of(theme)) is not None and themes.n is not None:
                stands = ("theme", themes.audience, theme.theme_id)
                question = ("theme", themes.audience, theme.theme_id)
                yield question, [Fact(ground.of(report), themes.n, _said(n, themes.n), stands)]
    sizes = {line.audience: line.cells for line in _lines(findings, themed=False)}
    for line in _lines(findings, themed=True):
        of = sizes.get(line.audience, {})
        yield (
            ("theme", line.audience, line.theme_id),
            [
                Fact(
                    region,
                    of.get(name),
                    _said(line.cells[name] or 0, of.get(name)),
                    ("month", line.audience, line.theme_id, name),
                )
                for name, region in _months(told, ground, line)
            ],
        )


def _said(n: int, of: int | None) -> dict[str, int | None]:
    return {"spoken": n, "not": None if of is None else of - n}


def _links(told: Told, ground: Ground) -> Asked:
    """Links made, by what became of them: in all, by part, and by what is known of an invitation."""
    report, findings = told
    for question, group in links_told(findings):
        yield (
            question,
            [
                Fact(ground.of(report, part), one.n, one.cells, one.stands)
                for one in group
                if (part := part_named(*one.part, ground.teams) if one.part else None) is None or part
            ],
        )


def _roles(told: Told, ground: Ground) -> Asked:
    """What mothers, fathers and wider family spoke of: over the roles, and in each."""
    report, findings = told
    sizes = next((one.cells for one in findings.families if not one.theme_id), {})
    for line in findings.families:
        stands = ("roles", line.theme_id)
        yield ("roles", line.theme_id), [Fact(ground.of(report), line.n, line.cells, stands)]
        for role, n in line.cells.items():
            if line.theme_id and n is not None:
                said = _said(n, sizes.get(role))
                yield ("roles", line.theme_id, role), [Fact(ground.of(report), sizes.get(role), said, stands)]


def _elsewhere(told: Told, ground: Ground) -> Asked:
    report, findings = told
    for place, one in enumerate(findings.indicators or ()):
        if one.value is not None and is_count(one.value, one.unit):
            region = ground.region(ground.whose(report), one.period_from, one.period_to)
            yield (
                ("elsewhere", one.name.casefold()),
                [_one(region, int(one.value), ("elsewhere", str(place)))],
            )
