"""Two reports held side by side: no number of the second, less the same of the first, may tell of a few.

Compared are an approved report and a new one where one lies within the other in team and period: what one
holds more than the other is then one set of people. Reports that overlap in part differ by two such sets.
Shares in per cent and links are not compared.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from feedback_service.report_beside_months import months_beside
from feedback_service.report_findings import Changed, Findings, Table
from feedback_service.report_gaps import told
from feedback_service.storage.reports import Report

_NAMES = ("audience", "measure", "group", "theme_id", "level")
Path = tuple[str, ...]


def compared(report: Report, earlier: Sequence[Report]) -> list[Report]:
    """The earlier reports that lie within this one, or this one within them."""
    return [one for one in earlier if _within(one, report) or _within(report, one)]


def _within(one: Report, other: Report) -> bool:
    period = other.period_from <= one.period_from and one.period_to <= other.period_to
    return period and other.team_id in (None, one.team_id)


def too_near(findings: Findings, earlier: Findings) -> bool:
    """Whether so few have answered more that the two reports tell what those few said."""
    threshold = findings.method.threshold
    before = {group.audience: group.n for group in earlier.groups}
    return any(_few(group.n, before.get(group.audience), threshold) for group in findings.groups)


def beside(findings: Findings, earlier: Findings) -> Findings:
    """The findings without what the earlier ones, taken off, would tell of a few."""
    then = dict(_tables(earlier, ()))
    safe: Findings = _mapped(findings, (), then, findings.method.threshold)
    gaps = tuple(gap for gap in safe.gaps if told(gap, safe.feelings))
    months = months_beside(safe, earlier)
    return msgspec.structs.replace(safe, gaps=gaps, months=months)


def _few(count: int | None, before: int | None, threshold: int) -> bool:
    return count is not None and before is not None and 1 <= abs(count - before) <= threshold


def _steps(found: object, path: Path) -> Iterator[tuple[str, Path, object]]:
    """What a part of findings holds: the field or place of each, where it is, and it."""
    if isinstance(found, msgspec.Struct):
        here = (*path, *(str(getattr(found, name)) for name in _NAMES if hasattr(found, name)))
        for name in found.__struct_fields__:
            yield name, (*here, name), getattr(found, name)
    elif isinstance(found, dict):
        for name, value in found.items():
            yield name, (*path, name), value


def _tables(found: object, path: Path) -> Iterator[tuple[Path, Table]]:
    if isinstance(found, Table):
        yield (*path, *found.cells), found
    elif isinstance(found, tuple):
        for value in found:
            yield from _tables(value, path)
    else:
        for _, there, value in _steps(found, path):
            yield from _tables(value, there)


def _mapped(found: Any, path: Path, then: Mapping[Path, Table], threshold: int) -> Any:  # noqa: ANN401 (any part)
    """The same part of findings with every table made safe beside the one that stood there."""
    if isinstance(found, Table):
        before = then.get((*path, *found.cells))
        return table_beside(found, before, threshold) if before else found
    if isinstance(found, tuple):
        return tuple(_mapped(value, path, then, threshold) for value in found)
    parts = {name: _mapped(value, there, then, threshold) for name, there, value in _steps(found, path)}
    if isinstance(found, dict):
        return parts
    if isinstance(found, msgspec.Struct):
        return _without_means(msgspec.structs.replace(found, **parts))
    return found


def _without_means(found: msgspec.Struct) -> msgspec.Struct:
    """A mean and a range tell of every cell: they go with the first that is hidden."""
    if isinstance(found, Changed) and None in found.table.cells.values():
        return msgspec.structs.replace(found, interval=None, mean=None, mean_range=None)
    return found


def table_beside(now: Table, before: Table, threshold: int) -> Table:
    """The cells that did not move by a few, nor give those that did away together with the totals.

    The rule of `analysis.suppression.safe_beside`, for tables whose hidden cells are not known any more.
    """
    moved = {
        name: count - then
        for name, count in now.cells.items()
        if count is not None and (then := before.cells[name]) is not None
    }
    hidden = {name for name, move in moved.items() if 1 <= abs(move) <= threshold}
    if now.n is not None and before.n is not None:
        for name in sorted(moved, key=lambda name: (abs(moved[name]), name)):
            if _gives_away(now, now.n - before.n, moved, hidden, threshold):
                hidden.add(name)
    return Table(now.n, {name: None if name in hidden else count for name, count in now.cells.items()})


def _gives_away(now: Table, grown: int, moved: Mapping[str, int], hidden: set[str], threshold: int) -> bool:
    seen = moved.keys() - hidden
    unseen = len(now.cells) - len(seen)
    away = sum(count is None or name in hidden for name, count in now.cells.items())
    together = abs(grown - sum(moved[name] for name in seen))
    return away == 1 or unseen == 1 or (unseen > 0 and 1 <= together <= threshold)
