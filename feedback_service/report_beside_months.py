"""Months in two reports of which one lies within the other: a line that tells of a few is left out whole."""

from collections.abc import Collection

import msgspec

from feedback_service.report_findings import Findings, MonthLine, Months
from feedback_service.report_months import spoken_of


def months_beside(findings: Findings, earlier: Findings) -> Months | None:
    """The lines in which no month, nor those that are hidden together, moved by a few since.

    Without the line of an audience there are none of its themes, nor any of a theme whose total is hidden.
    Also reports shorter than what is shown by month have lines, so that they can be compared.
    """
    if findings.months is None:
        return None
    threshold = findings.method.threshold
    before = {(one.audience, one.theme_id): one for one in (earlier.months or _NONE).lines}
    safe = {
        (one.audience, one.theme_id): one
        for one in findings.months.lines
        if (then := before.get((one.audience, one.theme_id))) is None or not tells(one, then, threshold)
    }
    kept = msgspec.structs.replace(findings.months, lines=tuple(safe.values()))
    return lines_told(msgspec.structs.replace(findings, months=kept))


def lines_told(findings: Findings) -> Months | None:
    """The lines whose audience still has one, and whose theme's number is still told."""
    if findings.months is None:
        return None
    totals = {
        (themes.audience, one.theme_id): spoken_of(one) for themes in findings.themes for one in themes.counts
    }
    audiences = {one.audience for one in findings.months.lines if not one.theme_id}
    lines = tuple(
        one
        for one in findings.months.lines
        if one.audience in audiences and (not one.theme_id or totals[one.audience, one.theme_id] is not None)
    )
    return msgspec.structs.replace(findings.months, lines=lines)


_NONE = Months(names=(), parts=(), lines=())


def tells(one: MonthLine, other: MonthLine, threshold: int) -> bool:
    """Whether two lines, of which one may have more months, tell of 1 to `threshold` between them."""
    moved = {
        name: count - then
        for name, count in one.cells.items()
        if count is not None and (then := other.cells.get(name)) is not None
    }
    if any(1 <= abs(move) <= threshold for move in moved.values()):
        return True
    apart = (_hidden_apart(one, other, moved.keys()), _hidden_apart(other, one, moved.keys()))
    return any(1 <= abs(move) <= threshold for move in apart if move is not None)


def _hidden_apart(whole: MonthLine, part: MonthLine, shown: Collection[str]) -> int | None:
    """By how much the months that not both show differ together; None where that cannot be worked out."""
    outside = [count for name, count in whole.cells.items() if name not in part.cells]
    if None in outside or not part.cells.keys() <= whole.cells.keys() or len(shown) == len(part.cells):
        return None

    def hidden(line: MonthLine) -> int:
        return line.n - sum(line.cells[name] or 0 for name in shown)

    return hidden(whole) - sum(filter(None, outside)) - hidden(part)
