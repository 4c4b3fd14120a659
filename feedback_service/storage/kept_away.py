"""From whom a submission is kept because of whom its words are about, as SQL for `scope`.

Three kinds of rows in `routings` count until released, on a submission and all that belongs to it: those only
an independent lead gets past, those that leads get past, and those with a worker, whom the words name, who
gets past none. Nobody sees what is not worked out yet (`unrouted`); who came or was renamed since
does not, for what is to be worked out anew because of them. Only leads see what waits to be held
against the examples (`unscreened`), until a person is asked to read it.
"""

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from feedback_service.storage.conditions import is_of_family
from feedback_service.storage.first_readers import LEADS, Reader, comes_later
from feedback_service.storage.reached import reaches
from feedback_service.storage.schema import routings, submissions, unrouted, unscreened, workers

FOR_INDEPENDENT = ("worker", "staff", "carer", "named", "unchecked")
FOR_LEADS = ("helper", "handed")


# Names of their own, so that no query that lists workers or routings takes these for its rows.
_routing, _mark, _unread = routings.alias("routing"), unrouted.alias("mark"), unscreened.alias("unread")
_named = workers.alias("named")
_FOR_ALL = _mark.c.worker_id.is_(None)


def kept_from(reader: Reader) -> ColumnElement[bool]:
    """That a submission is kept from this worker, whatever their teams."""
    named = _routed(_routing.c.worker_id == reader.worker_id)
    for_this = or_(_FOR_ALL, _mark.c.worker_id == reader.worker_id)
    if reader.role not in LEADS:
        return or_(_not_yet(for_this), is_unread(), named, _routed(_routing.c.worker_id.is_(None)))
    return or_(_not_yet(for_this), named, and_(_for_independent(), comes_later(reader)))


def kept_from_anybody() -> ColumnElement[bool]:
    """That somebody, of whatever team, may not see the submission because of whom it is about."""
    return or_(_not_yet(), _routed())


def kept_from_anybody_here() -> ColumnElement[bool]:
    """The same, but for whom the words name and who could not see the team's submissions anyway.

    Nor for who just came: for minutes after, a report would count no concern.
    """
    root = submissions.alias("root")
    wide = exists().where(_named.c.id == _routing.c.worker_id, _named.c.all_teams.is_(True))
    here = or_(wide, reaches(_routing.c.worker_id, root.c.team_id))
    theirs = exists().where(root.c.id == _routing.c.submission_id, here)
    return or_(_not_yet(_FOR_ALL), _routed(or_(_routing.c.worker_id.is_(None), theirs)))


def kept_until_released() -> ColumnElement[bool]:
    """That somebody may not see the submission because of whom it is about, as far as that is worked out."""
    return _routed()


def not_worked_out(submission_id: ColumnElement[str]) -> ColumnElement[bool]:
    """That it is not worked out yet from whom this submission is kept: nobody is to be told of it before."""
    said = submissions.alias("said")
    return exists().where(_FOR_ALL, said.c.id == submission_id, is_of_family(_mark.c.submission_id, said))


def _not_yet(*which: ColumnElement[bool]) -> ColumnElement[bool]:
    return belongs_to(select(_mark.c.submission_id).where(*which))


def is_unread() -> ColumnElement[bool]:
    """That neither the machine has read it nor a person was asked to: it may be about whoever asks."""
    return belongs_to(select(_unread.c.submission_id).where(_unread.c.asked_at.is_(None)))


def _for_independent() -> ColumnElement[bool]:
    return _routed(_routing.c.worker_id.is_(None), _routing.c.about.in_(FOR_INDEPENDENT))


def _routed(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    return belongs_to(select(_routing.c.submission_id).where(_routing.c.released_at.is_(None), *more))


def belongs_to(kept: Select[tuple[str]]) -> ColumnElement[bool]:
    """The submission, or what it adds to or differs from, is one of these, which are looked up only once.

    Asked for each submission apart, a list of 6,000 took 50 times as long.
    """
    others = (submissions.c[name] for name in ("follows", "differs_from"))
    of_other = (and_(column.is_not(None), column.in_(kept)) for column in others)
    return or_(submissions.c.id.in_(kept), *of_other)
