"""What people wished for what they sent, in SQL: an addition, or words kept aside, go by the first one's."""

from sqlalchemy import ColumnElement, Label, func

from feedback_service.storage.schema import submissions

FIRST = submissions.alias("first")


def is_first_one() -> ColumnElement[bool]:
    """The condition under which FIRST is what a submission adds to or differs from; join it outwards."""
    return FIRST.c.id == func.coalesce(submissions.c.follows, submissions.c.differs_from)


def wished() -> tuple[Label[bool | None], ...]:
    """The columns `share_worker` and `share_parent`: yes, no, or not said."""
    names = ("share_worker", "share_parent")
    return tuple(func.coalesce(submissions.c[name], FIRST.c[name]).label(name) for name in names)
