"""What people wished for what they sent, in SQL: an addition, or words kept aside, go by the first one's."""

from sqlalchemy import ColumnElement, Label, and_, exists, func, or_

from feedback_service.storage.schema import submissions

FIRST = submissions.alias("first")
# A name of its own, as what is listed may be joined to FIRST.
_other = submissions.alias("held")


def is_first_one() -> ColumnElement[bool]:
    """The condition under which FIRST is what a submission adds to or differs from; join it outwards."""
    return FIRST.c.id == func.coalesce(submissions.c.follows, submissions.c.differs_from)


def wished() -> tuple[Label[bool | None], ...]:
    """The columns `share_worker` and `share_parent`: yes, no, or not said."""
    names = ("share_worker", "share_parent")
    return tuple(func.coalesce(submissions.c[name], FIRST.c[name]).label(name) for name in names)


def withheld() -> ColumnElement[bool]:
    """That this submission, or the one it adds to or differs from, is not for workers of the team.

    Few have such a one, which is looked up then; a list of all that are withheld takes longer than a page.
    """
    no = exists().where(_other.c.share_worker.is_(False))
    others = (submissions.c[name] for name in ("follows", "differs_from"))
    of_other = (and_(one.is_not(None), no.where(_other.c.id == one)) for one in others)
    return or_(submissions.c.share_worker.is_(False), *of_other)
