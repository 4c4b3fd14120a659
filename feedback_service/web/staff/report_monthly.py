"""The report's section on its months: who answered when, the strongest themes, and whether they move."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

from feedback_service.report_findings import Findings, MonthLine, Months, Move
from feedback_service.report_summary import WHO
from feedback_service.report_trends import ENOUGH
from feedback_service.web.staff import report_words as words
from feedback_service.web.staff.report_figures import number
from feedback_service.web.staff.report_pages import Grid, Section

_FEWEST_MONTHS: Final = 3
_MOST_THEMES: Final = 5
_CLEAR: Final = 0.05


def month_by_month(findings: Findings) -> Iterator[Section]:
    """The months of a report about three or more, a cut one counting half; nothing in a shorter one."""
    months = findings.months
    if months is None:
        return
    if not months.names:
        yield _section((words.MONTHS_TOO_LONG,))
    elif len(months.names) - len(months.parts) / 2 >= _FEWEST_MONTHS:
        yield _told(months)


def _section(lines: tuple[str, ...], grids: tuple[Grid, ...] = ()) -> Section:
    return Section(id="months", title="Month by month", lines=lines, parts=grids)


def _told(months: Months) -> Section:
    counted = [one for one in months.lines if not one.theme_id]
    fit = [one for one in counted if _tells(one)]
    if not fit:
        return _section((words.MONTHS_ALL_HIDDEN,))
    covered = [
        _coverage(one) if one in fit else words.MONTHS_HIDDEN.format(who=WHO[one.audience]) for one in counted
    ]
    strongest = {one.audience: _strongest(months, one) for one in fit}
    moves = [(one, one.move) for themes in strongest.values() for one in themes if one.move]
    grids = tuple(_grid(months, one, strongest[one.audience]) for one in fit)
    return _section((words.MONTHS, *covered, *_moves(moves)), grids)


def _tells(one: MonthLine) -> bool:
    """Whether months are shown that can be compared, and no more are hidden than shown."""
    shown = [count for count in one.cells.values() if count is not None]
    return len(shown) * 2 >= len(one.cells) and sum(count > 0 for count in shown) > 1


def _coverage(one: MonthLine) -> str:
    enough = sum(count is not None and count >= ENOUGH for count in one.cells.values())
    return words.MONTHS_COVERED.format(who=WHO[one.audience], enough=enough, all=len(one.cells))


def _strongest(months: Months, sets: MonthLine) -> list[MonthLine]:
    themes = [one for one in months.lines if one.theme_id and one.audience == sets.audience and _tells(one)]
    return sorted(themes, key=lambda one: -one.n)[:_MOST_THEMES]


def _grid(months: Months, sets: MonthLine, themes: Sequence[MonthLine]) -> Grid:
    rows = tuple(
        (_name(months, month), *(number(one.cells[month]) for one in (sets, *themes)))
        for month in months.names
    )
    heads = ("Month", "Sets of answers", *(one.name for one in themes))
    return Grid(title=f"{WHO[sets.audience]}, month by month", heads=heads, rows=rows)


def _name(months: Months, month: str) -> str:
    name = f"{datetime.strptime(month, '%Y-%m'):%B %Y}"  # noqa: DTZ007 (a name, not a time)
    return f"{name} (in part)" if month in months.parts else name


def _moves(moves: Sequence[tuple[MonthLine, Move]]) -> Iterator[str]:
    for one, move in moves:
        way = "no clear rise or fall" if move.p >= _CLEAR else "rises" if move.tau > 0 else "falls"
        told = {"way": way, "months": move.months, "tau": move.tau, "p": move.p}
        yield words.MOVES.format(who=WHO[one.audience], theme=one.name, **told)
        if move.p < _CLEAR:
            yield words.SEASONS[move.season]
    yield words.MOVES_CHANCE if moves else words.MOVES_UNKNOWN
