"""What an edition of a report says differently from the one before, in words."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from types import MappingProxyType
from typing import Final

from analysis.quotable import merged
from feedback_service.report_findings import Findings, Quote, Table
from feedback_service.report_summary import MEASURE_NAMES, WHO

_MOST: Final = 40
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})
_PLAIN: Final = {
    "answered": "answered",
    "not": "did not",
    "good": "good",
    "worry": "worry",
    "mixed": "both, or not clear",
    "spoken": "spoken of",
    "not-spoken": "not spoken of",
    "seen": "seen",
    "waiting": "waiting",
    "scribed": "somebody else",
    "rest": "the others",
}


Parts = Mapping[str, str]
"""What workers wrote in a report, by its part."""


def corrected(
    before: Findings, now: Findings, wrote_before: Parts = _NOTHING, wrote_now: Parts = _NOTHING
) -> tuple[str, ...]:
    """One line a table with a number that differs, and one for each other thing; at least one in all.

    Of many tables the first are named and the others counted; nothing else is ever left out.
    """
    tables = [*_tables(before, now)]
    if (more := len(tables) - _MOST) > 0:
        tables[_MOST:] = [f"{more} more {'table differs' if more == 1 else 'tables differ'}."]
    rest = (_quotes(before, now), _written(wrote_before, wrote_now), _versions(before, now))
    lines = [*tables, *chain.from_iterable(rest), *_others(before, now)]
    return tuple(lines) or ("No number differs, and no quote.",)


def _named(findings: Findings) -> Iterator[tuple[str, Table]]:
    yield from _named_people(findings)
    for themes in findings.themes:
        for theme in themes.counts:
            yield f"{WHO[themes.audience]}, \u201c{theme.name}\u201d", theme.table
    for concern in findings.concerns:
        yield f"Concerns ({concern.level}), seen or not", concern.seen
        if concern.outcomes:
            yield f"Concerns ({concern.level}), decisions", concern.outcomes
    for tone in findings.tones or ():
        yield f"{WHO[tone.audience]}, how their words sounded", tone.table
    for one in findings.confidence or ():
        yield f"Practitioners, \u201c{one.question}\u201d", one.table


def _named_people(findings: Findings) -> Iterator[tuple[str, Table]]:
    for group in findings.groups:
        for heading, table in group.breakdowns.items():
            yield f"{WHO[group.audience]}, {heading.lower()}", table
    yield "Children and families known", findings.subjects.heard
    for role, table in findings.subjects.roles.items():
        yield f"Children and families for whom {role} answered", table
    for feeling in findings.feelings:
        scale = "/".join(feeling.table.cells)
        name = f"{MEASURE_NAMES[feeling.measure]}, {feeling.group.lower()}"
        yield f"{name} [{scale}]", feeling.table
        yield f"{name}, who tapped or wrote [{scale}]", feeling.scribed
    for change in findings.changes:
        scale = "/".join(change.scale)
        name = f"{MEASURE_NAMES[change.measure]}, {change.group.lower()} asked twice"
        yield f"{name} [{scale}]", change.table
        yield f"{name}, who tapped or wrote [{scale}]", change.scribed


def _tables(before: Findings, now: Findings) -> Iterator[str]:
    then, new = dict(_named(before)), dict(_named(now))
    for name, table in new.items():
        plain = name.partition(" [")[0]
        if name not in then:
            yield f"{plain}: this table was not in the edition before."
        elif moved := list(_moved(then[name].cells, table.cells)):
            yield f"{plain}: {'; '.join(moved)}."
    for name in sorted(then.keys() - new.keys()):
        yield f"{name.partition(' [')[0]}: this table is not shown any more."


def _moved(then: Mapping[str, int | None], now: Mapping[str, int | None]) -> Iterator[str]:
    for label in {**now, **then}:
        before, count = then.get(label, 0), now.get(label, 0)
        if before != count:
            yield f"{_PLAIN.get(label, label)} was {_shown(before)}, is {_shown(count)}"


def _shown(count: int | None) -> str:
    return "hidden" if count is None else f"{count:,}"


def _quotes(before: Findings, now: Findings) -> Iterator[str]:
    then, new = (
        {(one.submission_id, one.question_id): _as_read(one) for one in some.quotes} for some in (before, now)
    )
    if gone := then.keys() - new.keys():
        yield f"Quotes taken out: {len(gone)}."
    if fresh := new.keys() - then.keys():
        yield f"Quotes added: {len(fresh)}."
    if other := sum(then[place] != new[place] for place in then.keys() & new.keys()):
        yield f"Quotes worded differently, or under another heading: {other}."


def _as_read(one: Quote) -> tuple[object, ...]:
    return merged(one.hidden), one.who, one.audience, one.theme_id, one.theme, one.side


def _written(then: Parts, new: Parts) -> Iterator[str]:
    both = then.keys() & new.keys()
    counts = (
        (len(then.keys() - new.keys()), "not in this edition"),
        (sum(then[part] != new[part] for part in both), "worded differently"),
        (len(new.keys() - then.keys()), "new"),
    )
    said = [f"{n} {'part is' if n == 1 else 'parts are'} {what}" for n, what in counts if n]
    if said:
        yield f"What workers wrote: {'; '.join(said)}."


def _versions(before: Findings, now: Findings) -> Iterator[str]:
    for name, then, new in (
        ("Codebook", before.method.codebook, now.method.codebook),
        ("Rules for signs of harm", before.method.rules, now.method.rules),
        ("Software", before.method.software, now.method.software),
    ):
        if then != new:
            yield f"{name}: was {then}, is {new}."


def _others(before: Findings, now: Findings) -> Iterator[str]:
    pairs: Sequence[tuple[str, object, object]] = (
        ("Child and adult voice", before.voices, now.voices),
        ("Links made, and what became of them", (before.links, before.reach), (now.links, now.reach)),
        ("Indicators from elsewhere", before.indicators, now.indicators),
        ("Actions", before.actions, now.actions),
        ("Month by month", before.months, now.months),
        ("What mothers, fathers and wider family spoke of", before.families, now.families),
        ("How far apart people see things", before.gaps, now.gaps),
        ("Averages and ranges of changes", _ranges(before), _ranges(now)),
        ("Minutes until concerns were seen", _minutes(before), _minutes(now)),
        ("What is set beside the last report", before.since, now.since),
        ("How themes came about", before.method.codings, now.method.codings),
        ("Answers with and without a theme", before.method.texts, now.method.texts),
    )
    for name, then, new in pairs:
        if then != new:
            yield f"{name}: something differs."


def _ranges(findings: Findings) -> object:
    return [(one.measure, one.group, one.interval, one.mean, one.mean_range) for one in findings.changes]


def _minutes(findings: Findings) -> object:
    return [(one.level, one.median_minutes) for one in findings.concerns]
