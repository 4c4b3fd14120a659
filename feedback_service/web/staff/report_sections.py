"""A report's findings told section by section: plain sentences first, then the figures they rest on."""

from collections.abc import Sequence
from itertools import groupby

from analysis.codebook import EVERYDAY
from feedback_service.report_feelings import FAMILIES, SCRIBED, WORKERS
from feedback_service.report_findings import (
    Audience,
    Changed,
    Feeling,
    Findings,
    Gap,
    Quote,
    ThemeCount,
    Themes,
)
from feedback_service.report_themes import GOOD, MENTIONED, MIXED, WORRY
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import (
    cell,
    draw_map,
    few,
    in_percent,
    number,
    spoken_of,
    strip,
)
from feedback_service.web.staff.report_heard import WHO, heard_section
from feedback_service.web.staff.report_monthly import month_by_month
from feedback_service.web.staff.report_pages import (
    Grid,
    Map,
    Part,
    Quotes,
    QuoteView,
    Section,
    Strip,
    Strips,
)
from feedback_service.web.staff.report_sounds import sounded

_MEASURES = {
    "happier": "Being happier",
    "safe": "Feeling safe",
    "listened": "Being listened to",
    "seen": "Being noticed and cared for",
    "fed": "Having enough to eat",
    "warm": "Being warm at home",
}
_SIDES = {"strength": "what is good", "worry": "worries", "said": "in their words"}
_LEVELS = {"urgent": "Urgent", "concern": "Other concern"}


def sections(findings: Findings, quoted: Sequence[tuple[Quote, QuoteView]]) -> tuple[Section, ...]:
    """All sections in their order; one with nothing to tell says so."""
    return (
        heard_section(findings),
        _voices(findings),
        _feelings(findings),
        _map(findings),
        _themes(findings),
        *sounded(findings),
        _quotes(findings, quoted),
        _changes(findings),
        *month_by_month(findings),
        _concerns(findings),
        _limits(findings),
    )


def _voices(findings: Findings) -> Section:
    t, voices = findings.method.threshold, findings.voices
    sizes = {group.audience: number(group.n, t) for group in findings.groups}
    said = (_words(voices.child_words), _words(voices.family_words))
    rows = (
        ("Sets of answers", sizes["child"], sizes["family"], _percent(voices.submissions_percent)),
        ("Words of their own", *said, _percent(voices.words_percent)),
    )
    grid = Grid(title="Child and adult voice", heads=("", "Children", FAMILIES, "Children in %"), rows=rows)
    lines = (words.VOICES, words.ADULTS_OUTWEIGH) if voices.adults_outweigh else (words.VOICES,)
    return Section(id="voices", title="Whose voice this is", lines=lines, parts=(grid,))


def _percent(value: int | None) -> str:
    return "too few to say" if value is None else f"{value}%"


def _words(count: int | None) -> str:
    return "not shown" if count is None else f"{count:,} words"


def _feelings(findings: Findings) -> Section:
    t = findings.method.threshold
    lines = [words.FEELINGS if findings.feelings else words.NO_GROUP]
    if findings.left_out:
        lines.append(words.LEFT_OUT.format(groups=", ".join(findings.left_out)))
    parts: list[Part] = [
        Strips(title=_MEASURES[measure], strips=tuple(_feeling(one, t) for one in group))
        for measure, group in groupby(findings.feelings, lambda one: one.measure)
    ]
    if findings.gaps:
        lines.append(words.GAPS)
        rows = tuple(_gap_row(one) for one in findings.gaps)
        heads = ("What, and between whom", "Answered", "Difference", "95% interval", "Read as")
        parts.append(Grid(title="How far apart they see it", heads=heads, rows=rows))
    return Section(id="feelings", title="How things are for children", lines=tuple(lines), parts=tuple(parts))


def _gap_row(one: Gap) -> tuple[str, ...]:
    low, high = one.interval
    left, right = one.groups
    clear = f"{left}: lower" if high < 0 else f"{left}: higher" if low > 0 else "no clear difference"
    return (
        f"{_MEASURES[one.measure]}: {left} and {right}",
        f"{one.answered[0]:,} and {one.answered[1]:,}",
        f"{one.difference:+.1f}",
        f"{low:+.1f} to {high:+.1f}",
        clear,
    )


def _feeling(one: Feeling, t: int) -> Strip:
    scribed = f"Scribed: {cell(one.scribed, SCRIBED, t)}"
    return strip(one.group, one.table, t, "" if one.group in (FAMILIES, WORKERS) else scribed)


def _everyday(themes: Themes) -> list[ThemeCount]:
    return [one for one in themes.counts if one.kind == EVERYDAY]


def _map(findings: Findings) -> Section:
    t = findings.method.threshold
    parts: list[Part] = []
    for themes in findings.themes:
        if themes.audience != "practitioner":
            parts += [_drawing(themes), _map_table(themes, t)]
    lines = (words.MAP, words.NOT_PREVALENCE) if parts else (words.TOO_FEW,)
    return Section(id="map", title="The six types", lines=lines, parts=tuple(parts))


def _drawing(themes: Themes) -> Map:
    return draw_map(themes, _everyday(themes), WHO[themes.audience])


def _map_table(themes: Themes, t: int) -> Grid:
    rows = tuple(
        (one.name, spoken_of(one.table, t), *(cell(one.table, side, t) for side in (GOOD, WORRY, MIXED)))
        for one in _everyday(themes)
    )
    title = f"{WHO[themes.audience]}: the same in numbers, out of {number(themes.n, t)}"
    return Grid(title=title, heads=("Type", "Spoken of", "Good", "Worry", "Both, or not clear"), rows=rows)


def _themes(findings: Findings) -> Section:
    t, audiences = findings.method.threshold, findings.themes
    lines = (words.THEMES if audiences else words.TOO_FEW,)
    tables = [{one.theme_id: one for one in themes.counts} for themes in audiences]
    heads = tuple(f"{WHO[themes.audience]} (of {number(themes.n, t)})" for themes in audiences)
    grids = tuple(
        Grid(
            title=title,
            heads=("Theme", *heads),
            rows=tuple(
                (one.name, *(cell(table[one.theme_id].table, MENTIONED, t) for table in tables))
                for one in audiences[0].counts
                if one.kind == kind
            ),
        )
        for kind, title in _KINDS.items()
        if audiences
    )
    return Section(id="themes", title="What matters, and what help is like", lines=lines, parts=grids)


_KINDS = {
    "matters": "What matters to them",
    "help": "The help they get",
    "practitioners": "What practitioners need",
}


def _quotes(findings: Findings, quoted: Sequence[tuple[Quote, QuoteView]]) -> Section:
    parts = tuple(
        _claim(*heading, list(group)) for heading, group in groupby(quoted, lambda pair: _heading(pair[0]))
    )
    line = words.QUOTES.format(base=findings.method.quote_base) if parts else words.NO_QUOTES
    return Section(id="quotes", title="In their words", lines=(line,), parts=parts)


def _claim(audience: Audience, theme: str, side: str, group: Sequence[tuple[Quote, QuoteView]]) -> Quotes:
    return Quotes(
        title=f"{WHO[audience]}: {theme}, {_SIDES[side]}",
        note=words.ALONE if any(quote.alone for quote, _ in group) else "",
        quotes=tuple(view for _, view in group),
    )


def _heading(quote: Quote) -> tuple[Audience, str, str]:
    return quote.audience, quote.theme, quote.side


def _changes(findings: Findings) -> Section:
    rows = tuple(_change_row(one, findings.method.threshold) for one in findings.changes)
    if not rows:
        return Section(id="changes", title="What changed", lines=(words.NO_CHANGES,))
    heads = ("What, and who", "Asked twice", "Better", "The same", "Worse", "Range", "On average", "Scribed")
    grid = Grid(title="Between the earliest and the latest moment", heads=heads, rows=rows)
    lines = (words.CHANGES, words.RANGE, words.AVERAGE)
    return Section(id="changes", title="What changed", lines=lines, parts=(grid,))


def _change_row(one: Changed, t: int) -> tuple[str, ...]:
    interval = "too few" if one.interval is None else f"{one.interval[0]} to {one.interval[1]}%"
    return (
        f"{_MEASURES[one.measure]}: {one.group}",
        number(one.table.n, t),
        *(cell(one.table, label, t) for label in one.table.cells),
        interval,
        _average(one),
        "not asked" if one.group == FAMILIES else cell(one.scribed, SCRIBED, t),
    )


def _average(one: Changed) -> str:
    if one.mean is None or one.mean_range is None:
        return "not told"
    return f"{one.mean:+.1f} ({one.mean_range[0]:+.1f} to {one.mean_range[1]:+.1f})"


def _concerns(findings: Findings) -> Section:
    t = findings.method.threshold
    rows = tuple(
        (
            _LEVELS[one.level],
            number(one.seen.n, t),
            cell(one.seen, "seen", t),
            cell(one.seen, "waiting", t),
            "none seen" if one.median_minutes is None else f"{one.median_minutes:,}",
        )
        for one in findings.concerns
    )
    heads = ("Level", "Sets of answers", "Seen by a person", "Not yet seen", "Minutes until seen (median)")
    grid = Grid(title="Concerns raised", heads=heads, rows=rows)
    return Section(id="concerns", title="Concerns raised", lines=(words.CONCERNS,), parts=(grid,))


def _limits(findings: Findings) -> Section:
    method = findings.method
    t = method.threshold
    lines = words.LIMITS.format(
        few=few(t),
        codebook=method.codebook,
        coded_by=", ".join(method.coded_by) or "workers only",
        rules=method.rules,
        software=method.software,
    ).splitlines()
    strips = (
        in_percent("Themes on answers", method.codings),
        in_percent("Answers in own words", method.texts),
    )
    parts = (Strips(title="How far themes were checked by people", strips=strips),)
    return Section(id="limits", title="Method and limits", lines=tuple(lines), parts=parts)
