"""What was spoken of: what matters to children in their words, and themes with strengths before worries."""

from collections.abc import Iterator

from analysis.codebook import EVERYDAY
from feedback_service.report_findings import Findings, ThemeCount, Themes
from feedback_service.report_summary import WHO
from feedback_service.report_themes import GOOD, MENTIONED, MIXED, NOT_MENTIONED, WORRY
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import HIDDEN, draw_map, number, size, spoken_of
from feedback_service.web.staff.report_monthly import month_by_month
from feedback_service.web.staff.report_pages import Grid, Note, Part, Section
from feedback_service.web.staff.report_quoted import Quoted, quotes_of
from feedback_service.web.staff.report_sounds import sounded

_MATTERS = "matters"
_KINDS = {
    _MATTERS: "What matters to them",
    "help": "The help they get",
    "practitioners": "What practitioners need",
}
_HOUSED = ("child", "family", "observation")


def matters_section(findings: Findings, quoted: Quoted) -> Section:
    """What children say matters: their own themes, most spoken of first, and their words."""
    quotes = quotes_of(quoted, "child")
    lines = [words.MATTERS]
    lines.append(words.QUOTES.format(base=findings.method.quote_base) if quotes else words.NO_QUOTES)
    children = next((one for one in findings.themes if one.audience == "child"), None)
    if children is None:
        return Section(id="matters", title=_TITLE, lines=(words.TOO_FEW,))
    t = findings.method.threshold
    told = [one for one in children.counts if one.kind == _MATTERS]
    rows = tuple((one.name, spoken_of(one.table)) for one in sorted(told, key=_by_number))
    heads = ("What children spoke of", f"Sets of answers, of {size(children.n, t)}")
    grid = Grid(title="What matters to children, the most spoken of first", heads=heads, rows=rows)
    return Section(id="matters", title=_TITLE, lines=tuple(lines), parts=(grid, *quotes))


_TITLE = "What matters to children, in their words"


def themes_section(findings: Findings) -> Section:
    """The six types, what is good first, then worries; then other themes, their sound, their months."""
    t = findings.method.threshold
    housed = [one for one in findings.themes if one.audience in _HOUSED]
    parts: list[Part] = []
    unshown = [one for one in housed if not any(map(_shows, _everyday(one)))]
    for themes in housed:
        if themes in unshown:
            continue
        parts += [draw_map(themes, _everyday(themes), WHO[themes.audience])]
        parts += [_side(themes, GOOD, t), _side(themes, WORRY, t)]
    parts += [*_others(findings, t), *_folded(findings)]
    lines = [words.MAP, words.NOT_PREVALENCE] if housed else [words.TOO_FEW]
    lines += [words.TYPES_HIDDEN.format(who=WHO[one.audience]) for one in unshown]
    title = "Themes: what is good, then what worries them"
    return Section(id="themes", title=title, lines=tuple(lines), parts=tuple(parts))


def _everyday(themes: Themes) -> list[ThemeCount]:
    return [one for one in themes.counts if one.kind == EVERYDAY]


def _shows(one: ThemeCount) -> bool:
    """Whether any side of it is shown."""
    return any(one.table.cells[side] is not None for side in (GOOD, WORRY, MIXED))


def _by_number(one: ThemeCount) -> int:
    """The most spoken of first; one that hides its number last."""
    rest = one.table.cells[NOT_MENTIONED]
    return 1 if rest is None or one.table.n is None else rest - one.table.n


def _side(themes: Themes, side: str, t: int) -> Grid:
    """One side of the six types, the most spoken of first."""
    ordered = sorted(_everyday(themes), key=lambda one: -(one.table.cells[side] or -1))
    named, other = ("What is good", "Worry") if side == GOOD else ("What worries them", "Good")
    rows = tuple(
        (
            one.name,
            number(one.table.cells[side]),
            number(one.table.cells[GOOD if side == WORRY else WORRY]),
            number(one.table.cells[MIXED]),
            spoken_of(one.table),
        )
        for one in ordered
    )
    title = f"{WHO[themes.audience]}: {named.lower()}, out of {size(themes.n, t)}"
    heads = ("Type", named, other, "Both, or not clear", "Spoken of at all")
    return Grid(title=title, heads=heads, rows=rows)


def _others(findings: Findings, t: int) -> Iterator[Part]:
    """All other themes, beside one another for each audience; children's own also stand in their section."""
    audiences = findings.themes
    if not audiences:
        return
    tables = [{one.theme_id: one for one in themes.counts} for themes in audiences]
    heads = tuple(f"{WHO[themes.audience]} (of {size(themes.n, t)})" for themes in audiences)
    kinds = dict.fromkeys(one.kind for one in audiences[0].counts if one.kind != EVERYDAY)
    for kind in sorted(kinds, key=lambda one: [*_KINDS, one].index(one)):
        rows = tuple(
            (one.name, *(_mentioned(table.get(one.theme_id)) for table in tables))
            for one in audiences[0].counts
            if one.kind == kind
        )
        yield Grid(title=_KINDS.get(kind, "Other themes"), heads=("Theme", *heads), rows=rows)


def _mentioned(one: ThemeCount | None) -> str:
    return HIDDEN if one is None else number(one.table.cells[MENTIONED])


def _folded(findings: Findings) -> Iterator[Part]:
    """How it sounded and how it went month by month, each under a heading of its own."""
    for section in (*month_by_month(findings), *sounded(findings)):
        yield Note(title=section.title, words="\n".join(section.lines), by="")
        yield from section.parts
