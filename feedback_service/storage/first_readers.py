"""To whom words about staff come before they come to anybody else, as SQL."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, exists, false, or_

from feedback_service.storage.conditions import is_of_family
from feedback_service.storage.reached import reaches
from feedback_service.storage.schema import routings, submissions, unrouted, workers

LEADS = ("safeguarding", "manager")


class Reader(NamedTuple):
    """Who asks: only what decides how far words about staff may come to them."""

    worker_id: str
    role: str
    all_teams: bool
    independent: bool


# Names of their own, so that no query that lists workers or routings takes these for its rows.
_theirs, _other = routings.alias("theirs"), workers.alias("other")
_waits = unrouted.alias("waits")


def comes_later(reader: Reader) -> ColumnElement[bool]:
    """That there is somebody to whom words about staff in the submission come before this worker.

    They come to independent leads. Where no such lead may see the team whom the words do not name, they come
    to a safeguarding lead of all teams, else one of the team, else a manager. Nothing comes to who just came
    before it is worked out whether the words name them.
    """
    if reader.independent:
        return false()
    before: list[ColumnElement[bool]] = [_other.c.independent.is_(True) & _other.c.role.in_(LEADS)]
    lead = _other.c.role == "safeguarding"
    if reader.role != "safeguarding":
        before.append(lead)
    elif not reader.all_teams:
        before.append(lead & _other.c.all_teams)
    return exists().where(_other.c.active, or_(*before), _sees_team(), ~_is_named(), ~_may_be_named())


def _sees_team() -> ColumnElement[bool]:
    return or_(_other.c.all_teams, reaches(_other.c.id, submissions.c.team_id))


def _is_named() -> ColumnElement[bool]:
    standing = is_of_family(_theirs.c.submission_id) & _theirs.c.released_at.is_(None)
    return exists().where(standing, _theirs.c.worker_id == _other.c.id).correlate(_other, submissions)


def _may_be_named() -> ColumnElement[bool]:
    theirs = _waits.c.worker_id == _other.c.id
    return exists().where(theirs, is_of_family(_waits.c.submission_id)).correlate(_other, submissions)
