"""The report's third section: happier, safer, listened to; and what changed for the same people."""

from collections.abc import Iterator
from itertools import groupby

from feedback_service.report_feelings import FAMILIES, SCRIBED, WORKERS
from feedback_service.report_findings import Changed, Feeling, Findings
from feedback_service.report_summary import MEASURE_NAMES
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import number, strip
from feedback_service.web.staff.report_pages import Grid, Note, Part, Section, Strip, Strips


def feelings_section(findings: Findings) -> Section:
    """Each measure by group, from worst to best; then how the same people moved between two moments."""
    lines = [words.FEELINGS if findings.feelings else words.NO_GROUP]
    if findings.left_out:
        lines.append(words.LEFT_OUT.format(groups=", ".join(findings.left_out)))
    parts: list[Part] = [
        Strips(title=MEASURE_NAMES[measure], strips=tuple(_feeling(one) for one in group))
        for measure, group in groupby(findings.feelings, lambda one: one.measure)
    ]
    title = "Happier, safer, listened to"
    return Section(id="feelings", title=title, lines=tuple(lines), parts=(*parts, *_changes(findings)))


def _feeling(one: Feeling) -> Strip:
    scribed = f"Scribed: {number(one.scribed.cells[SCRIBED])}"
    return strip(one.group, one.table, "" if one.group in (FAMILIES, WORKERS) else scribed)


def _changes(findings: Findings) -> Iterator[Part]:
    rows = tuple(map(_change_row, findings.changes))
    title = "What changed for the same people"
    if not rows:
        yield Note(title=title, words=words.NO_CHANGES, by="")
        return
    yield Note(title=title, words=f"{words.CHANGES}\n{words.RANGE}\n{words.AVERAGE}", by="")
    heads = ("What, and who", "Asked twice", "Better", "The same", "Worse", "Range", "On average", "Scribed")
    yield Grid(title="Between the earliest and the latest moment", heads=heads, rows=rows)


def _change_row(one: Changed) -> tuple[str, ...]:
    interval = "too few" if one.interval is None else f"{one.interval[0]} to {one.interval[1]}%"
    return (
        f"{MEASURE_NAMES[one.measure]}: {one.group}",
        number(one.table.n),
        *map(number, one.table.cells.values()),
        interval,
        _average(one),
        "not asked" if one.group == FAMILIES else number(one.scribed.cells[SCRIBED]),
    )


def _average(one: Changed) -> str:
    if one.mean is None or one.mean_range is None:
        return "not told"
    return f"{one.mean:+.1f} ({one.mean_range[0]:+.1f} to {one.mean_range[1]:+.1f})"
