"""Which teams workers were given: by name, or with a whole agency. Here alone an agency becomes its teams."""

from typing import Any

from sqlalchemy import ColumnElement, Select, exists, null, or_, select
from sqlalchemy.sql.selectable import CompoundSelect

from feedback_service.storage.schema import teams, worker_agencies, worker_teams

# Names of their own, so that no query around takes these for its rows.
_named, _agencies, _team = worker_teams.alias(), worker_agencies.alias(), teams.alias()


def reached() -> CompoundSelect[Any]:
    """Rows of `worker_id`, `team_id` and the `agency` the team was given with; None where it was named."""
    named: Select[Any] = select(_named.c.worker_id, _named.c.team_id, null().label("agency"))
    given = select(_agencies.c.worker_id, _team.c.id.label("team_id"), _agencies.c.agency)
    return named.union_all(given.join(_team, _team.c.agency == _agencies.c.agency))


def reaches(worker_id: ColumnElement[str], team_id: ColumnElement[str]) -> ColumnElement[bool]:
    """That the worker was given the team, one way or the other."""
    named = exists().where(_named.c.worker_id == worker_id, _named.c.team_id == team_id)
    given = exists().where(
        _agencies.c.worker_id == worker_id, _agencies.c.agency == _team.c.agency, _team.c.id == team_id
    )
    return or_(named.correlate_except(_named), given.correlate_except(_agencies, _team))
