"""The report's section on families: who spoke, of what, and where people see one thing differently."""

from collections.abc import Iterator

from analysis.suppression import percentage
from feedback_service.report_counts import FATHERS, MOTHERS, WIDER
from feedback_service.report_families import OTHERS
from feedback_service.report_findings import Findings, Gap, Themes
from feedback_service.report_months import spoken_of
from feedback_service.report_summary import MEASURE_NAMES, WHO
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import HIDDEN, in_sentence, number, size
from feedback_service.web.staff.report_pages import Grid, Note, Part, Section
from feedback_service.web.staff.report_quoted import Quoted, quotes_of

_NAMES = {MOTHERS: "Mothers", FATHERS: "Fathers", WIDER: "Wider family", OTHERS: "Others"}
_SIDES = ("child", "family", "practitioner")


def families_section(findings: Findings, quoted: Quoted) -> Section:
    """Mothers, fathers and wider family; then child beside adult beside practitioner."""
    parts: tuple[Part, ...] = (
        _answered(findings),
        *_spoken(findings),
        *_differently(findings),
        *quotes_of(quoted, "family"),
    )
    title = "Families: mothers, fathers and wider family, and who sees it differently"
    lines = (words.FAMILIES if findings.families else words.NO_FAMILIES,)
    return Section(id="families", title=title, lines=lines, parts=parts)


def _answered(findings: Findings) -> Grid:
    roles = findings.subjects.roles
    rows = tuple(
        (_NAMES.get(name, name), number(table.cells["answered"]), number(table.cells["not"]))
        for name, table in roles.items()
    )
    everyone = in_sentence(findings.subjects.heard.n, "children and families")
    title = f"For how many of {everyone} they answered"
    return Grid(title=title, heads=("Who", "Answered", "Did not"), rows=rows)


def _spoken(findings: Findings) -> Iterator[Grid]:
    if findings.families:
        first = findings.families[0]
        heads = tuple(_NAMES.get(role, role) for role in first.cells)
        rows = tuple(
            (one.name or "Sets of answers", *(number(one.cells.get(role)) for role in first.cells))
            for one in findings.families
        )
        yield Grid(title="What each spoke of, in sets of answers", heads=("Theme", *heads), rows=rows)


def _differently(findings: Findings) -> Iterator[Part]:
    if findings.gaps:
        yield Note(title="Where they see it differently", words=words.GAPS, by="")
        rows = tuple(_gap_row(one) for one in findings.gaps)
        heads = ("What, and between whom", "Answered", "Difference", "95% interval", "Read as")
        yield Grid(title="How far apart they see it", heads=heads, rows=rows)
    yield from _shares(findings)


def _gap_row(one: Gap) -> tuple[str, ...]:
    low, high = one.interval
    left, right = one.groups
    clear = f"{left}: lower" if high < 0 else f"{left}: higher" if low > 0 else "no clear difference"
    return (
        f"{MEASURE_NAMES[one.measure]}: {left} and {right}",
        f"{one.answered[0]:,} and {one.answered[1]:,}",
        f"{one.difference:+.1f}",
        f"{low:+.1f} to {high:+.1f}",
        clear,
    )


def _shares(findings: Findings) -> Iterator[Grid]:
    """What share of each audience spoke of a theme: worked out from the numbers that are shown."""
    t = findings.method.threshold
    audiences = {one.audience: one for one in findings.themes if one.audience in _SIDES}
    if len(audiences) < 2:  # noqa: PLR2004 (one is beside nothing)
        return
    order = [audiences[name] for name in _SIDES if name in audiences]
    rows = [
        (theme.name, *(_share(themes, theme.theme_id, t) for themes in order)) for theme in order[0].counts
    ]
    told = tuple(row for row in rows if sum(figure.endswith("%") for figure in row[1:]) > 1)
    if told:
        heads = tuple(f"{WHO[one.audience]} (of {size(one.n, t)})" for one in order)
        yield Grid(title="What share of each spoke of it", heads=("Theme", *heads), rows=told)


def _share(themes: Themes, theme_id: str, t: int) -> str:
    count = next((spoken_of(one) for one in themes.counts if one.theme_id == theme_id), None)
    if count is None or not themes.n:
        return HIDDEN
    percent = percentage(count, themes.n, threshold=t)
    return "too few to say" if percent is None else f"{percent}%"
