"""In how many submissions each theme stands, by one thing at a time, as SQL that reads one index.

Whose rows count is what `Scope.covers` says. Asked of 100,000 submissions one by one it takes a second, so
everything of the teams is counted first and what is kept from this worker is taken off: of that there is
little, and it can be found by index (`_kept`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final, Literal

import msgspec
from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Row,
    Select,
    and_,
    func,
    literal,
    select,
    true,
    union,
    union_all,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import routings, submissions, theme_marks, unrouted, unscreened
from feedback_service.storage.scope import Scope
from feedback_service.storage.theme_marks import begins, month_of

By = Literal["audience", "band", "moment", "team_id", "month"]

Kept = Sequence[Row[Any]]

_COLUMNS: Final = ("audience", "band", "moment", "team_id")


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """What is looked at: the months from `first` to `last` (both are in), all teams of the scope or one of
    them, everybody or one audience, every theme or one."""

    scope: Scope
    first: int
    last: int
    team_id: str = ""
    audience: str = ""
    theme_id: str = ""

    def marked(self) -> ColumnElement[bool]:
        """The marks of the teams, also of what is kept from the worker."""
        within = theme_marks.c.month.between(self.first, self.last)
        mine = self._narrowed(theme_marks.c.team_id, theme_marks.c.audience)
        return and_(within, mine, theme_marks.c.theme_id == self.theme_id if self.theme_id else true())

    def said(self) -> ColumnElement[bool]:
        """The submissions of the teams, also those kept from the worker."""
        return self.said_within(literal(begins(self.first)), literal(begins(self.last + 1)))

    def said_within(self, start: ColumnElement[int], end: ColumnElement[int]) -> ColumnElement[bool]:
        """Those from `start` to before `end` (Unix milliseconds) instead."""
        at = submissions.c.answered_at
        mine = self._narrowed(submissions.c.team_id, submissions.c.audience)
        return and_(at >= start, at < end, submissions.c.differs_from.is_(None), mine)

    def _narrowed(self, team: ColumnElement[str], audience: ColumnElement[str]) -> ColumnElement[bool]:
        """A scope covers another table's column by its teams alone."""
        return and_(
            true() if self.scope.all_teams else team.in_(self.scope.reached),
            team == self.team_id if self.team_id else true(),
            audience == self.audience if self.audience else true(),
        )


class Explored(msgspec.Struct, frozen=True):
    """In how many submissions each theme stands, by theme and value, and how many submissions there are, by
    value: those that nothing was said in too. A value is "" where none was given."""

    spoken: dict[tuple[str, str], int]
    sizes: dict[str, int]


async def kept_marks(connection: AsyncConnection, look: Look) -> Kept:
    """What is kept from whoever asks in these months, with the themes on it: of every audience and team."""
    every = msgspec.structs.replace(look, audience="", team_id="")
    return list(await connection.execute(_kept_marks(every)))


async def explored(connection: AsyncConnection, look: Look, kept: Kept, *each: By) -> list[Explored]:
    """By each value of a column, one column after another; `kept` is of the same scope and months."""
    out = _of_look(kept, look)
    return [await _explored(connection, look, by, out) for by in each]


async def explored_by_team(
    connection: AsyncConnection, look: Look, kept: Kept, *each: By
) -> list[dict[str, Explored]]:
    """The same of each team in which anybody answered, by one count a column."""
    out = _of_look(kept, look)
    return [await _explored_by_team(connection, look, by, out) for by in each]


def _of_look(kept: Kept, look: Look) -> Kept:
    return [row for row in kept if look.audience in {"", row.audience} and look.team_id in {"", row.team_id}]


async def _explored_by_team(
    connection: AsyncConnection, look: Look, by: By, kept: Kept
) -> dict[str, Explored]:
    kinds = (theme_marks.c[by], theme_marks.c.theme_id, theme_marks.c.team_id)
    marks = select(*kinds, func.count()).where(look.marked()).group_by(*kinds)
    spoken: dict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    sizes: dict[str, Counter[str]] = defaultdict(Counter)
    for value, team, n in await connection.execute(_sizes_by_team(look, by)):
        sizes[team][_named(value)] += n
    for value, theme, team, n in await connection.execute(marks):
        spoken[team][theme, _named(value)] += n
    for row in {row.id: row for row in kept}.values():
        sizes[row.team_id][_value(row, by)] -= 1
    for row in _themed(kept, look):
        spoken[row.team_id][row.theme_id, _value(row, by)] -= 1
    return {team: _without_zeros(spoken[team], found) for team, found in sizes.items() if any(found.values())}


async def _explored(connection: AsyncConnection, look: Look, by: By, kept: Kept) -> Explored:
    kinds = (theme_marks.c.theme_id, theme_marks.c[by])
    marks = select(*kinds, func.count()).where(look.marked()).group_by(*kinds)
    spoken = Counter({(row[0], _named(row[1])): row[2] for row in await connection.execute(marks)})
    sizes = Counter({_named(row[0]): row[1] for row in await connection.execute(_sizes(look, by))})
    sizes.subtract({row.id: _value(row, by) for row in kept}.values())
    spoken.subtract((row.theme_id, _value(row, by)) for row in _themed(kept, look))
    return _without_zeros(spoken, sizes)


def _value(row: Row[Any], by: By) -> str:
    return _named(month_of(row.answered_at) if by == "month" else getattr(row, by))


def _themed(kept: Kept, look: Look) -> Iterator[Row[Any]]:
    return (row for row in kept if row.theme_id is not None and look.theme_id in {"", row.theme_id})


def _without_zeros(spoken: Counter[tuple[str, str]], sizes: Counter[str]) -> Explored:
    return Explored({key: n for key, n in spoken.items() if n}, {value: n for value, n in sizes.items() if n})


def _sizes(look: Look, by: By) -> Select[Any]:
    if by != "month":
        value = submissions.c[by]
        return select(value, func.count()).where(look.said()).group_by(value)
    months = _months(look)
    # Each month by index: with the whole period asked for too, or joined, SQLite reads it all each time.
    said = select(func.count()).select_from(submissions).where(look.said_within(months.c.start, months.c.end))
    return select(months.c.month, said.correlate(months).scalar_subquery())


def _sizes_by_team(look: Look, by: By) -> Select[Any] | CompoundSelect[Any]:
    team = submissions.c.team_id
    if by != "month":
        return (
            select(submissions.c[by], team, func.count()).where(look.said()).group_by(submissions.c[by], team)
        )
    months = range(look.first, look.last + 1)
    spans = ((month, literal(begins(month)), literal(begins(month + 1))) for month in months)
    said = (
        select(literal(month), team, func.count()).where(look.said_within(start, end)).group_by(team)
        for month, start, end in spans
    )
    return union_all(*said)


def _kept_marks(look: Look) -> Select[Any]:
    """What is kept from whoever asks, with the themes on it."""
    columns = (submissions.c[name] for name in ("id", "answered_at", *_COLUMNS))
    joined = submissions.outerjoin(theme_marks, theme_marks.c.submission_id == submissions.c.id)
    query = select(*columns, theme_marks.c.theme_id, theme_marks.c.strength, theme_marks.c.worry)
    return query.select_from(joined).where(look.said(), submissions.c.id.in_(_kept(look)))


def _months(look: Look) -> Any:  # noqa: ANN401 (a subquery)
    spans = [
        select(
            literal(month).label("month"),
            literal(begins(month)).label("start"),
            literal(begins(month + 1)).label("end"),
        )
        for month in range(look.first, look.last + 1)
    ]
    return union_all(*spans).subquery("months")


def _named(value: str | int | None) -> str:
    return "" if value is None else str(value)


async def sides(connection: AsyncConnection, look: Look) -> dict[tuple[str, bool, bool], int]:
    """Submissions with the theme by audience, and whether it stands as a strength and as a worry."""
    kinds = tuple(theme_marks.c[name] for name in ("audience", "strength", "worry"))
    rows = await connection.execute(select(*kinds, func.count()).where(look.marked()).group_by(*kinds))
    found = Counter({(row[0], bool(row[1]), bool(row[2])): row[3] for row in rows})
    kept = _kept_marks(look).where(theme_marks.c.theme_id == look.theme_id)
    for row in await connection.execute(kept):
        found[row.audience, bool(row.strength), bool(row.worry)] -= 1
    return {key: n for key, n in found.items() if n}


def _kept(look: Look) -> Select[tuple[str]]:
    """The submissions that are kept from whoever asks.

    Whatever can keep one from somebody has a row in one of four places; what belongs to it (added to it, or
    kept aside beside it) is kept with it. Which of these it is for this worker, `covers` says.
    """
    withheld = select(submissions.c.id).where(submissions.c.share_worker.is_(False))
    causes = union(
        select(routings.c.submission_id.label("id")).where(routings.c.released_at.is_(None)),
        select(unrouted.c.submission_id),
        select(unscreened.c.submission_id),
        *([] if look.scope.sees_withheld else [withheld]),
    ).cte("causes")
    maybe = union(
        *(
            select(submissions.c.id).join_from(causes, submissions, submissions.c[name] == causes.c.id)
            for name in ("id", "follows", "differs_from")
        )
    ).cte("maybe")
    return select(submissions.c.id).where(submissions.c.id.in_(select(maybe.c.id)), ~look.scope.covers())
