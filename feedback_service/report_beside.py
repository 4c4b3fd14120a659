"""Two reports held side by side: no number of the second, less the same of the first, may tell of a few.

Compared are an approved report and a new one where one lies within the other in team and period: what one
holds more than the other is then one set of people, also of those who came or went between the two. What
more than two tell together is looked at in `report_apart`, with what stands in no such table.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import msgspec

from feedback_service.report_beside_months import months_beside
from feedback_service.report_families import families_beside
from feedback_service.report_feelings import NO_ANSWER
from feedback_service.report_findings import Changed, Feeling, Findings, Table
from feedback_service.report_resting import followed
from feedback_service.storage.reports import Report

_NAMES = ("audience", "measure", "group", "theme_id", "level")
_OPEN = "breakdowns"
Path = tuple[str, ...]


def compared(report: Report, earlier: Sequence[Report]) -> list[Report]:
    """The earlier reports that lie within this one, or this one within them."""
    return [one for one in earlier if _within(one, report) or _within(report, one)]


def _within(one: Report, other: Report) -> bool:
    period = other.period_from <= one.period_from and one.period_to <= other.period_to
    whole = other.team_id is None and other.agency is None
    return period and (whole or (other.team_id, other.agency) == (one.team_id, one.agency))


def too_near(findings: Findings, earlier: Findings) -> bool:
    """Whether so few have answered more that the two reports tell what those few said."""
    threshold = findings.method.threshold
    before = {group.audience: group.n for group in earlier.groups}
    return any(_few(group.n, before.get(group.audience), threshold) for group in findings.groups)


def beside(findings: Findings, earlier: Findings) -> Findings:
    """The findings without what the earlier ones, taken off, would tell of a few."""
    then, threshold = dict(tables_in(earlier, ())), findings.method.threshold

    def safe_table(path: Path, table: Table) -> Table:
        before = then.get(path)
        if before is None:
            return table
        now, then_ = alike([table, before])
        return as_shown(table_beside(now, then_, threshold), table)

    safe: Findings = mapped(findings, (), safe_table)
    months = months_beside(safe, earlier)
    families = families_beside(safe, earlier)
    return followed(msgspec.structs.replace(safe, months=months, families=families))


def _few(count: int | None, before: int | None, threshold: int) -> bool:
    return count is not None and before is not None and 1 <= abs(count - before) <= threshold


def _steps(found: object, path: Path) -> Iterator[tuple[str, Path, object]]:
    """What a part of findings holds: the field or place of each, where it is, and it."""
    if isinstance(found, msgspec.Struct):
        named = (str(getattr(found, name)) for name in _NAMES if hasattr(found, name))
        here = (*path, *named, *_scale(found))
        for name in found.__struct_fields__:
            yield name, (*here, name), getattr(found, name)
    elif isinstance(found, dict):
        for name, value in found.items():
            yield name, (*path, name), value


def _scale(found: msgspec.Struct) -> Path:
    """A group may be asked for one measure in several words, each of which has its own tables."""
    if isinstance(found, Feeling):
        return tuple(found.table.cells)
    return found.scale if isinstance(found, Changed) else ()


def _scaled(findings: Findings) -> Findings:
    """Older reports do not say in which words a change was asked: where a group has only one, in those."""

    def scale(one: Changed) -> Path:
        mine = (one.measure, one.group)
        asked = [each.table.cells for each in findings.feelings if (each.measure, each.group) == mine]
        if one.scale or len(asked) != 1:
            return one.scale
        return tuple(name for name in asked[0] if name != NO_ANSWER)

    changes = tuple(msgspec.structs.replace(one, scale=scale(one)) for one in findings.changes)
    return msgspec.structs.replace(findings, changes=changes)


def _whole(path: Path, table: Table) -> Path:
    """Where a table stands: the names of its cells belong to that, but for those that differ by who came."""
    return path if _OPEN in path[-2:] else (*path, *table.cells)


def tables_in(found: object, path: Path) -> Iterator[tuple[Path, Table]]:
    """Every table of findings, and where it stands."""
    if isinstance(found, Findings):
        found = _scaled(found)
    if isinstance(found, Table):
        yield _whole(path, found), found
    elif isinstance(found, tuple):
        for value in found:
            yield from tables_in(value, path)
    else:
        for _, there, value in _steps(found, path):
            yield from tables_in(value, there)


def mapped(found: Any, path: Path, change: Callable[[Path, Table], Table]) -> Any:  # noqa: ANN401 (any part)
    """The same part of findings with every table as `change` makes it."""
    if isinstance(found, Table):
        return change(_whole(path, found), found)
    if isinstance(found, tuple):
        return tuple(mapped(value, path, change) for value in found)
    parts = {name: mapped(value, there, change) for name, there, value in _steps(found, path)}
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


def alike(tables: Sequence[Table]) -> list[Table]:
    """The tables with the same cells: what one does not name, nobody is in."""
    names = {name: None for one in tables for name in one.cells}
    return [Table(one.n, {name: one.cells.get(name, 0) for name in names}) for one in tables]


def as_shown(table: Table, before: Table) -> Table:
    """The table without the cells that it did not name `before` and that nobody is in."""
    cells = {name: n for name, n in table.cells.items() if name in before.cells or n != 0}
    return Table(table.n, cells)


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
