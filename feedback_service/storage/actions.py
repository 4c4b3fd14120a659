"""Actions: what is done because of what was said. Rows only; workers' words in them are sealed."""

from collections.abc import Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, exists, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.desk import Waiting
from feedback_service.storage.schema import (
    action_events,
    action_submissions,
    actions,
    submissions,
    teams,
    workers,
)
from feedback_service.storage.scope import Scope
from feedback_service.storage.workers import Worker

State = Literal["open", "done", "explained"]
Standing = Literal["open", "overdue", "closed"]
CARRIED = "carried"  # the event that a due date passed with nothing settled
_STEERS = "manager"


class Action(msgspec.Struct, frozen=True, kw_only=True):
    """An action as stored; `team_id` None is the whole partnership's.

    `said`, `planned` and `outcome` are sealed with the row's own key. `due_at` is the end of the day by
    which it is due, in Unix milliseconds: from then on it is overdue. `shown`: to those whose answers led to
    it. `single`: it came of single submissions, which stays known when they are deleted. `version` grows with
    every change.
    """

    id: str
    team_id: str | None
    report_id: str | None
    theme_id: str | None
    master: str
    wrapped: bytes
    said: bytes
    planned: bytes
    outcome: bytes | None
    owner_id: str | None
    due_at: int
    state: State
    shown: bool
    single: bool
    version: int
    made_by: str
    made_at: int
    settled_by: str | None = None
    settled_at: int | None = None


class KnownAction(msgspec.Struct, frozen=True, kw_only=True):
    """An action with names and the owner's role; `carried` counts the due dates that passed unsettled."""

    action: Action
    team: str | None
    owner: str | None
    owner_role: str | None
    owner_active: bool
    maker: str
    settler: str | None
    carried: int


class Narrowed(msgspec.Struct, frozen=True, kw_only=True):
    """Which actions a list has: by their standing at `now`, of one team (empty: any), or only shown ones."""

    standing: Standing
    now: int
    team_id: str = ""
    only_shown: bool = False


def within(scope: Scope) -> ColumnElement[bool]:
    """The actions somebody may see: of their teams, and none made from a submission that is kept from them.

    An action that came of a theme has many submissions behind it and tells of none. Once the submission of a
    single one is deleted, nobody can tell from whom that was kept: it is the managers'.
    """
    behind = select(action_submissions.c.action_id).join(
        submissions, submissions.c.id == action_submissions.c.submission_id
    )
    kept = behind.where(action_submissions.c.action_id == actions.c.id, ~scope.covers())
    steers = scope.worker_id is None or scope.role == _STEERS
    open_to = ~exists(kept) if steers else and_(~exists(kept), ~_left_alone())
    return and_(scope.covers(actions.c.team_id), or_(~actions.c.single, open_to))


def _left_alone() -> ColumnElement[bool]:
    """That no submission is left of those that an action came of."""
    return actions.c.single & ~exists().where(action_submissions.c.action_id == actions.c.id)


def _query(carried_before: int | None = None) -> Select[Any]:
    makers, owners, settlers = (workers.alias(name) for name in ("makers", "owners", "settlers"))
    passed = (action_events.c.action_id == actions.c.id) & (action_events.c.what == CARRIED)
    if carried_before is not None:
        passed &= action_events.c.at < carried_before
    names = (
        teams.c.name.label("team"),
        owners.c.name.label("owner"),
        owners.c.role.label("owner_role"),
        func.coalesce(owners.c.active, False).label("owner_active"),
        makers.c.name.label("maker"),
        settlers.c.name.label("settler"),
        select(func.count()).select_from(action_events).where(passed).scalar_subquery().label("carried"),
    )
    joined = (
        actions.join(makers, makers.c.id == actions.c.made_by)
        .outerjoin(teams, teams.c.id == actions.c.team_id)
        .outerjoin(owners, owners.c.id == actions.c.owner_id)
        .outerjoin(settlers, settlers.c.id == actions.c.settled_by)
    )
    return select(actions, *names).select_from(joined)


_NAMES = ("team", "owner", "owner_role", "maker", "settler", "carried")


def _known(row: Any) -> KnownAction:  # noqa: ANN401 (a row of SQL)
    action = Action(**{name: row[name] for name in Action.__struct_fields__})
    return KnownAction(
        action=action, owner_active=bool(row["owner_active"]), **{name: row[name] for name in _NAMES}
    )


async def add_action(tx: AsyncConnection, action: Action) -> None:
    """Keep a new action."""
    await tx.execute(insert(actions), msgspec.structs.asdict(action))


async def find_action(connection: AsyncConnection, scope: Scope, action_id: str) -> KnownAction | None:
    """The action when it is within this scope, else None."""
    query = _query().where(actions.c.id == action_id, within(scope))
    row = (await connection.execute(query)).mappings().first()
    return _known(row) if row else None


async def replace_action(tx: AsyncConnection, action: Action) -> bool:
    """Put a changed action in its place under the next version; False when somebody changed it meanwhile."""
    same = (actions.c.id == action.id) & (actions.c.version == action.version)
    values = msgspec.structs.asdict(action) | {"version": action.version + 1}
    return (await tx.execute(update(actions).where(same).values(**values))).rowcount == 1


def _narrowed(scope: Scope, wanted: Narrowed) -> ColumnElement[bool]:
    is_open = actions.c.state == "open"
    standing = {
        "open": is_open,
        "overdue": is_open & (actions.c.due_at <= wanted.now),
        "closed": ~is_open,
    }[wanted.standing]
    team = [actions.c.team_id == wanted.team_id] if wanted.team_id else []
    shown = [actions.c.shown] if wanted.only_shown else []
    return and_(within(scope), standing, *team, *shown)


async def count_actions(connection: AsyncConnection, scope: Scope, wanted: Narrowed) -> int:
    """How many actions the list has."""
    query = select(func.count()).select_from(actions).where(_narrowed(scope, wanted))
    return (await connection.execute(query)).scalar_one()


async def actions_in(
    connection: AsyncConnection, scope: Scope, wanted: Narrowed, *, limit: int, offset: int
) -> list[KnownAction]:
    """The list: what is due first, first; of closed ones the latest first."""
    when = actions.c.settled_at.desc() if wanted.standing == "closed" else actions.c.due_at
    query = _query().where(_narrowed(scope, wanted)).order_by(when, actions.c.id)
    rows = await connection.execute(query.limit(limit).offset(offset))
    return [_known(row) for row in rows.mappings()]


async def actions_until(
    connection: AsyncConnection, scope: Scope, period_from: int, period_to: int
) -> list[KnownAction]:
    """The actions a report about this period tells of: made before its end, and not settled before it began.

    Not those that came of single submissions, unless a manager shows them. What was settled after the
    period's end was still open then: see `state_at`. `carried` counts until its end. In the order in which
    they were made.
    """
    for_all = or_(actions.c.shown, ~actions.c.single)
    unsettled = or_(actions.c.settled_at.is_(None), actions.c.settled_at >= period_from)
    query = _query(period_to).where(within(scope), for_all, actions.c.made_at < period_to, unsettled)
    rows = await connection.execute(query.order_by(actions.c.made_at, actions.c.id))
    return [_known(row) for row in rows.mappings()]


async def still_shown(connection: AsyncConnection, action_ids: Sequence[str]) -> list[Action]:
    """Those of these actions that are shown now, whoever's."""
    rows = await connection.execute(select(actions).where(actions.c.shown, actions.c.id.in_(action_ids)))
    return [Action(**row) for row in rows.mappings()]


def state_at(action: Action, time: int) -> State:
    """How the action stood at a time in Unix milliseconds, as far as its row tells."""
    settled_later = action.settled_at is not None and action.settled_at >= time
    return "open" if settled_later else action.state


async def due_actions(connection: AsyncConnection, worker: Worker, now: int, *, ahead: int) -> Waiting:
    """Open actions that are this worker's to see to and are due within `ahead` milliseconds from now.

    `late` are those past their day; `oldest` is when the one longest past it was due. A manager also sees to
    those whose owner is gone, or cannot see them any more.
    """
    mine = actions.c.owner_id == worker.id
    if worker.role == _STEERS:
        working = select(workers.c.id).where(workers.c.active)
        mine = or_(mine, actions.c.owner_id.is_(None), actions.c.owner_id.not_in(working), _left_alone())
    return await _past_their_day(connection, worker.scope, now, _due_by(now + ahead) & mine)


async def overdue_actions(connection: AsyncConnection, scope: Scope, now: int) -> Waiting:
    """Open actions of a scope past their day, whoever's, as the list of overdue ones counts them."""
    return await _past_their_day(connection, scope, now, _due_by(now))


async def _past_their_day(
    connection: AsyncConnection, scope: Scope, now: int, which: ColumnElement[bool]
) -> Waiting:
    overdue = case((actions.c.due_at <= now, actions.c.due_at))
    query = select(func.count(), func.min(overdue), func.count(overdue)).where(which, within(scope))
    count, oldest, late = (await connection.execute(query)).one()
    return Waiting(count, oldest, late)


def _due_by(time: int) -> ColumnElement[bool]:
    return (actions.c.state == "open") & (actions.c.due_at <= time)


async def open_until(connection: AsyncConnection, before: int) -> list[Action]:
    """Every open action due before a time, whoever's: for reminders."""
    rows = await connection.execute(
        select(actions).where(_due_by(before)).order_by(actions.c.due_at, actions.c.id)
    )
    return [Action(**row) for row in rows.mappings()]
