"""The report's first section: who was heard, who was only seen, and who was not."""

from collections.abc import Iterator

from feedback_service.report_counts import FATHERS, MOTHERS, SEEN, VIEW_HEADING, WIDER
from feedback_service.report_findings import Findings, Group, Table
from feedback_service.report_summary import WHO
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import by_itself, in_sentence, number, size, strip
from feedback_service.web.staff.report_pages import Grid, Section, Strip, Strips


def heard_section(findings: Findings) -> Section:
    """Each audience with its breakdowns, the subjects nobody was heard about, and the links made."""
    t = findings.method.threshold
    counts = {group.audience: size(group.n, t) for group in findings.groups}
    anybody = any(group.n != 0 for group in findings.groups)
    first = words.HEARD.format(**counts) if anybody else words.NOBODY_HEARD
    parts = [
        Strips(title=f"{WHO[group.audience]} ({size(group.n, t)})", strips=_breakdowns(group))
        for group in findings.groups
        if group.breakdowns
    ]
    return Section(
        id="heard",
        title="Who we heard, and who we did not",
        lines=(first, *_observed(findings, t), *_about_subjects(findings)),
        parts=(*parts, *_links(findings), *_reach(findings)),
    )


def _about_subjects(findings: Findings) -> tuple[str, ...]:
    heard, roles = findings.subjects.heard, findings.subjects.roles
    everyone = in_sentence(heard.n, "children and families").capitalize()
    whole = "" if heard.n is None else f" of the {heard.n:,}"
    figures = {label: in_sentence(count) for label, count in heard.cells.items()}
    observed = words.OBSERVED.format(**figures) if heard.cells.get("observed", 0) != 0 else ""
    answered = {name: in_sentence(table.cells["answered"]) for name, table in roles.items()}
    return (
        words.SUBJECTS.format(everyone=everyone, **figures) + observed,
        words.RELATIVES.format(
            whole=whole, fathers=answered[FATHERS], mothers=answered[MOTHERS], wider=answered[WIDER]
        ),
    )


def _observed(findings: Findings, t: int) -> Iterator[str]:
    """What workers saw, and how often a child could give no view, by reason: as far as its table tells."""
    for group in findings.groups:
        if group.audience == "observation" and group.n != 0:
            yield words.WATCHED.format(n=size(group.n, t))
            if table := group.breakdowns.get(VIEW_HEADING):
                yield from _no_view(table)


def _no_view(table: Table) -> Iterator[str]:
    reasons = [label for label in table.cells if label != SEEN]
    told = ", ".join(f"{label} ({in_sentence(table.cells[label])})" for label in reasons)
    seen = table.cells.get(SEEN, 0)
    n = None if table.n is None or seen is None else table.n - seen
    if reasons:
        yield words.NO_VIEW.format(times=in_sentence(n, "times"), reasons=told)


def _breakdowns(group: Group) -> tuple[Strip, ...]:
    return tuple(strip(heading, table) for heading, table in group.breakdowns.items())


def _links(findings: Findings) -> Iterator[Strips]:
    made = [group for group in findings.links if any(count != 0 for count in group.cells.values())]
    strips = tuple(by_itself(WHO[group.audience], group.cells) for group in made)
    if strips:
        yield Strips(title="Links made in the period, and what became of them", strips=strips)


def _reach(findings: Findings) -> Iterator[Grid]:
    """Who was invited, and what became of it, by what is known of an invitation."""
    for one in findings.reach:
        states = list(next(iter(one.cells.values()), {}))
        rows = tuple(
            (label, *(number(cells[state]) for state in states)) for label, cells in one.cells.items()
        )
        title = f"Links for {WHO[one.audience].lower()}: {one.heading.lower()}"
        yield Grid(title=title, heads=(one.heading, *states), rows=rows)
