"""Whether something that belongs with a submission keeps its words from being quoted, as SQL.

What was sent, what was added to it and what came differently under its id are one person's: a report that
quotes one of them tells of all. Both conditions look their list up once, whichever of them is asked about.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from feedback_service.storage.conditions import ROOT
from feedback_service.storage.schema import answers, concerns, submissions

SHARING: Final = "share"
"""The question of every form that keeps `share_words`: whether one's words may be shown to others."""

_NO: Final = '"no"'
# Names of their own, so that no query about submissions or answers takes these for its rows.
_member, _other, _first = (submissions.alias(name) for name in ("member", "other", "began"))
_wish, _raised = answers.alias("wish"), concerns.alias("raised")


def raised_beside() -> ColumnElement[bool]:
    """A concern is on the submission, or on any that belongs with it.

    Its own and the first one's are looked up by index: a list of all there are takes as long as a page may.
    """
    mine = exists().where(_raised.c.submission_id == submissions.c.id)
    of_first = and_(submissions.c.id != ROOT, exists().where(_raised.c.submission_id == ROOT))
    has_one = exists().where(_raised.c.submission_id == _member.c.id)
    added, aside = (
        select(column).where(column.is_not(None), has_one)
        for column in (_member.c.follows, _member.c.differs_from)
    )
    return or_(mine, of_first, ROOT.in_(added.union_all(aside)))


def refused_beside() -> ColumnElement[bool]:
    """Sharing was refused for something that belongs with the submission.

    The first one counts unless it said yes, and so does what came differently under its id. What was added
    counts where it said no: the short forms of younger children do not ask again.
    """
    said_no = exists().where(
        _wish.c.submission_id == _other.c.id, _wish.c.question_id == SHARING, _wish.c.value == _NO
    )
    differs = and_(_other.c.differs_from.is_not(None), _other.c.follows.is_(None))
    added = _roots(_other.c.follows, _other.c.follows.is_not(None), said_no)
    return ROOT.in_(added.union(_roots(_other.c.differs_from, differs, _other.c.share_words.is_(False))))


def _roots(
    root: ColumnElement[Any], belongs: ColumnElement[bool], refused: ColumnElement[bool]
) -> Select[tuple[str]]:
    """Each kind by itself, so that the few there are come from the index of their column."""
    joined = _other.outerjoin(_first, _first.c.id == root)
    return select(root).select_from(joined).where(belongs, or_(_first.c.share_words.is_(False), refused))
