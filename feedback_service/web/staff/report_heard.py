"""The report's first section: who was heard, who was only seen, and who was not."""

from collections.abc import Iterator
from typing import Final

from feedback_service.report_counts import FATHERS, MOTHERS, SEEN, VIEW_HEADING, WIDER
from feedback_service.report_feelings import FAMILIES
from feedback_service.report_findings import Audience, Findings, Group, Table
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import HIDDEN, by_itself, cell, number, strip
from feedback_service.web.staff.report_pages import Section, Strip, Strips

WHO: Final[dict[Audience, str]] = {
    "child": "Children",
    "family": FAMILIES,
    "practitioner": "Practitioners",
    "observation": "What workers saw",
}


def heard_section(findings: Findings) -> Section:
    """Each audience with its breakdowns, the subjects nobody was heard about, and the links made."""
    t = findings.method.threshold
    counts = {group.audience: number(group.n, t) for group in findings.groups}
    anybody = any(group.n != 0 for group in findings.groups)
    first = words.HEARD.format(**counts) if anybody else words.NOBODY_HEARD
    parts = [
        Strips(title=f"{WHO[group.audience]} ({number(group.n, t)})", strips=_breakdowns(group, t))
        for group in findings.groups
        if group.breakdowns
    ]
    return Section(
        id="heard",
        title="Who we heard, and who we did not",
        lines=(first, *_observed(findings, t), *_about_subjects(findings, t)),
        parts=(*parts, *_links(findings, t)),
    )


def _about_subjects(findings: Findings, t: int) -> tuple[str, ...]:
    heard, roles = findings.subjects.heard, findings.subjects.roles
    everyone = number(heard.n, t)
    figures = {label: _in_sentence(heard, label, t) for label in heard.cells}
    observed = words.OBSERVED.format(**figures) if heard.cells.get("observed", 0) != 0 else ""
    answered = {name: _in_sentence(table, "answered", t) for name, table in roles.items()}
    return (
        words.SUBJECTS.format(everyone=everyone, **figures) + observed,
        words.RELATIVES.format(
            everyone=everyone, fathers=answered[FATHERS], mothers=answered[MOTHERS], wider=answered[WIDER]
        ),
    )


def _observed(findings: Findings, t: int) -> Iterator[str]:
    """What workers saw, and how often a child could give no view, by reason: as far as its table tells."""
    for group in findings.groups:
        if group.audience == "observation" and group.n != 0:
            yield words.WATCHED.format(n=number(group.n, t))
            if table := group.breakdowns.get(VIEW_HEADING):
                yield from _no_view(table, t)


def _no_view(table: Table, t: int) -> Iterator[str]:
    reasons = [label for label in table.cells if label != SEEN]
    told = ", ".join(f"{label} ({_in_sentence(table, label, t)})" for label in reasons)
    seen = table.cells.get(SEEN, 0)
    sum_known = table.n is not None and seen is not None
    n = str((table.n or 0) - (seen or 0)) if sum_known else "a hidden number of"
    if reasons:
        yield words.NO_VIEW.format(n=n, reasons=told)


def _in_sentence(table: Table, label: str, t: int) -> str:
    figure = cell(table, label, t)
    return "a hidden number" if figure == HIDDEN else figure


def _breakdowns(group: Group, t: int) -> tuple[Strip, ...]:
    return tuple(strip(heading, table, t) for heading, table in group.breakdowns.items())


def _links(findings: Findings, t: int) -> Iterator[Strips]:
    made = [group for group in findings.links if any(count != 0 for count in group.cells.values())]
    strips = tuple(by_itself(WHO[group.audience], group.cells, t) for group in made)
    if strips:
        yield Strips(title="Links made in the period, and what became of them", strips=strips)
