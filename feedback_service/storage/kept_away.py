"""From whom a submission is kept because of whom its words are about, as SQL for `scope`.

Three kinds of rows in `routings` count until they are released, wherever in a submission and what belongs to
it they stand: those that only an independent lead gets past, those that leads get past, and those with a
worker, whom the words name, and who gets past none. What is not worked out yet (`unrouted`) nobody sees.
"""

from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.sql.selectable import FromClause

from feedback_service.storage.schema import routings, submissions, unrouted, worker_teams, workers

LEADS = ("safeguarding", "manager")
FOR_INDEPENDENT = ("worker", "staff", "carer", "named", "unchecked")
FOR_LEADS = ("helper", "handed")


class Reader(NamedTuple):
    """Who asks: only what decides how far words about staff may come to them."""

    worker_id: str
    role: str
    all_teams: bool
    independent: bool


# Names of their own, so that no query that lists workers or routings takes these for its rows.
_routing, _theirs = routings.alias("routing"), routings.alias("theirs")
_other, _mark = workers.alias("other"), unrouted.alias("mark")
_teams = worker_teams.alias("other_teams")


def kept_from(reader: Reader) -> ColumnElement[bool]:
    """That a submission is kept from this worker, whatever their teams."""
    named = _routed(_routing.c.worker_id == reader.worker_id)
    if reader.role not in LEADS:
        return or_(_not_yet(), named, _routed(_routing.c.worker_id.is_(None)))
    return or_(_not_yet(), named, and_(_for_independent(), comes_later(reader)))


def kept_for_independent() -> ColumnElement[bool]:
    """That only an independent lead may see the submission, or that this is not worked out yet."""
    return or_(_not_yet(), _for_independent())


def kept_from_anybody() -> ColumnElement[bool]:
    """That somebody of the team may not see the submission because of whom it is about."""
    return or_(_not_yet(), _routed())


def not_worked_out(submission_id: ColumnElement[str]) -> ColumnElement[bool]:
    """That it is not worked out yet from whom this submission is kept: nobody is to be told of it before."""
    said = submissions.alias("said")
    family = _mark.c.submission_id.in_((said.c.id, said.c.follows, said.c.differs_from))
    return exists().where(said.c.id == submission_id, family)


def _not_yet() -> ColumnElement[bool]:
    return belongs_to(select(_mark.c.submission_id))


def _for_independent() -> ColumnElement[bool]:
    return _routed(_routing.c.worker_id.is_(None), _routing.c.about.in_(FOR_INDEPENDENT))


def _routed(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return belongs_to(select(_routing.c.submission_id).where(_routing.c.released_at.is_(None), *more))


def belongs_to(kept: Select[tuple[str]]) -> ColumnElement[bool]:
    """The submission, or what it adds to or differs from, is one of these, which are looked up only once.

    Asked for each submission apart, a list of 6,000 took 50 times as long.
    """
    own = submissions.c.id
    others = (func.coalesce(submissions.c[name], own) for name in ("follows", "differs_from"))
    return or_(*(column.in_(kept) for column in (own, *others)))


def _of_family(table: FromClause) -> ColumnElement[bool]:
    """The row is about the submission, or the one that it adds to or differs from."""
    return table.c.submission_id.in_((submissions.c.id, submissions.c.follows, submissions.c.differs_from))


def comes_later(reader: Reader) -> ColumnElement[bool]:
    """That there is somebody to whom words about staff in the submission come before this worker.

    They come to independent leads. Where no such lead may see the team whom the words do not name, they come
    to a safeguarding lead of all teams, else one of the team, else a manager.
    """
    if reader.independent:
        return false()
    before: list[ColumnElement[bool]] = [_other.c.independent.is_(True) & _other.c.role.in_(LEADS)]
    lead = _other.c.role == "safeguarding"
    if reader.role != "safeguarding":
        before.append(lead)
    elif not reader.all_teams:
        before.append(lead & _other.c.all_teams)
    return exists().where(_other.c.active, or_(*before), _sees_team(), ~_is_named())


def _sees_team() -> ColumnElement[bool]:
    here = _teams.c.team_id == submissions.c.team_id
    member = exists().where(_teams.c.worker_id == _other.c.id, here)
    return or_(_other.c.all_teams, member.correlate(_other, submissions))


def _is_named() -> ColumnElement[bool]:
    standing = _of_family(_theirs) & _theirs.c.released_at.is_(None)
    return exists().where(standing, _theirs.c.worker_id == _other.c.id).correlate(_other, submissions)
