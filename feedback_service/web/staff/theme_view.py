"""The tables and the chart of the theme explorer, made of what was counted."""

from collections.abc import Mapping, Sequence
from typing import Final

from analysis.codebook import EVERYDAY, Codebook, Theme
from analysis.suppression import suppress
from feedback_service.exploring import Line, Moved, Table
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.one_theme_pages import MonthBar, SideRow, TrendView
from feedback_service.web.staff.submission_view import GROUPS
from feedback_service.web.staff.theme_asked import AUDIENCES, Choice, as_asked, month_name
from feedback_service.web.staff.theme_pages import Cell, MovedView, ThemeRow, ThemeTable

HIDDEN: Final = "hidden"
WAYS: Final = {
    "new": "New: nobody spoke of it in the year before",
    "more": "Spoken of more often",
    "less": "Spoken of less often",
}
_BAR, _GAP, _HIGH, _TOP, _LOW = 26, 10, 110, 20, 4


def theme_table(
    choice: Choice, codebook: Codebook, table: Table, named: Mapping[str, str], caption: str
) -> ThemeTable:
    """Themes by groups, with links to the answers."""
    heads = [_head("All", table.n), *(_head(named[group.value], group.n) for group in table.groups)]
    asked = [choice.query(value=as_asked(group.value)) for group in table.groups]
    columns = [(choice.query(all="yes"), "all")]
    columns += [(query, named[group.value]) for query, group in zip(asked, table.groups, strict=True)]
    groups: dict[str, list[ThemeRow]] = {}
    for line in table.lines:
        theme = codebook.themes[line.theme_id]
        row = _row(choice.query(), theme, line, columns)
        groups.setdefault(GROUPS.get(theme.group, theme.group.capitalize()), []).append(row)
    return ThemeTable(
        caption=caption,
        heads=tuple(heads),
        groups=tuple((name or "Other themes", tuple(rows)) for name, rows in groups.items()),
    )


def _head(label: str, n: int | None) -> Option:
    return Option(HIDDEN if n is None else f"{n:,}", label)


def _row(asked: str, theme: Theme, line: Line, columns: Sequence[tuple[str, str]]) -> ThemeRow:
    """`columns`: what the address of each asks for, and its name."""
    address = f"/staff/themes/{theme.id}"
    cells = (
        _cell(f"{address}/answers?{query}", count, f"{theme.name}, {label}")
        for (query, label), count in zip(columns, (line.n, *line.cells), strict=True)
    )
    return ThemeRow(name=theme.name, href=f"{address}?{asked}", cells=tuple(cells))


def _cell(href: str, count: int | None, about: str) -> Cell:
    figure = HIDDEN if count is None else f"{count:,}"
    return Cell(figure=figure, href=href if count != 0 else "", hidden=count is None, about=about)


def moved_views(choice: Choice, codebook: Codebook, found: Sequence[Moved]) -> tuple[MovedView, ...]:
    """What is spoken of more or less of late."""
    return tuple(
        MovedView(
            name=codebook.themes[one.theme_id].name,
            href=f"/staff/themes/{one.theme_id}?{choice.query(by='month')}",
            way=WAYS[one.way],
            before=f"{one.before[0]:,} of {one.before[1]:,}",
            late=f"{one.late[0]:,} of {one.late[1]:,}",
        )
        for one in found
    )


def side_rows(
    choice: Choice,
    theme: Theme,
    found: Mapping[tuple[str, bool, bool], int],
    everybody: Table,
    threshold: int,
) -> tuple[SideRow, ...]:
    """How each audience sees the theme, side by side and never added up.

    `everybody` is the line of the theme in the table of all themes by audience: what that one hides is hidden
    here too, and nothing is said of how they lean.
    """
    (line,) = everybody.lines
    rows = []
    for group, spoken in zip(everybody.groups, line.cells, strict=True):
        leaning = _leaning(group.value, found, spoken, threshold) if theme.group == EVERYDAY else ()
        figures = (HIDDEN if one is None else f"{one:,}" for one in (spoken, group.n, *leaning))
        asked = choice._replace(by="audience").query(value=group.value)
        where = f"/staff/themes/{theme.id}/answers?{asked}"
        who = AUDIENCES.get(group.value, group.value)
        rows.append(SideRow(who=who, href=where, figures=tuple(figures)))
    return tuple(rows)


def _leaning(
    audience: str, found: Mapping[tuple[str, bool, bool], int], spoken: int | None, threshold: int
) -> tuple[int | None, ...]:
    """As good, as a worry, both or neither: a breakdown of how many spoke of it."""
    if spoken is None:
        return (None, None, None)
    good, worry = found.get((audience, True, False), 0), found.get((audience, False, True), 0)
    counts = {"good": good, "worry": worry, "both": spoken - good - worry}
    return tuple(suppress(counts, threshold=threshold, total_shown=True).values())


def trend_view(choice: Choice, theme: Theme, table: Table) -> TrendView | None:
    """The months of a theme as bars; None where none is told."""
    (line,) = table.lines
    told = [count for count in line.cells if count is not None]
    if not told or not any(told):
        return None
    most = max(told)
    by = choice.by if choice.by.startswith("month") else "month"
    bars = []
    for at, (group, count) in enumerate(zip(table.groups, line.cells, strict=True)):
        height = _LOW * 3 if count is None else round(_HIGH * count / most)
        name = month_name(int(group.value))
        asked = choice._replace(by=by).query(value=group.value)
        bars.append(
            MonthBar(
                name=name,
                short=name[:3],
                year=name[4:] if at == 0 or name.startswith("Jan") else "",
                x=_GAP + at * (_BAR + _GAP),
                y=_TOP + _HIGH - height,
                height=height,
                figure=HIDDEN if count is None else f"{count:,}",
                of=HIDDEN if group.n is None else f"{group.n:,}",
                href="" if count == 0 else f"/staff/themes/{theme.id}/answers?{asked}",
                hidden=count is None,
            )
        )
    return TrendView(
        finding=_finding(theme, table, line), width=_GAP + len(bars) * (_BAR + _GAP), bars=tuple(bars)
    )


def _finding(theme: Theme, table: Table, line: Line) -> str:
    """The month in which it stands in most sets of answers."""
    told = [(count, group) for group, count in zip(table.groups, line.cells, strict=True) if count]
    count, group = max(told, key=lambda one: one[0])
    of = f" of {group.n:,}" if group.n is not None else ""
    hidden = ", of the months that are told" if None in line.cells else ""
    month = month_name(int(group.value))
    return f"{theme.name}: most often{hidden}, in {month}, in {count:,}{of} sets of answers."
