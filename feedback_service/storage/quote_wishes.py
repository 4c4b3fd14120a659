"""Whether something that belongs with a submission keeps its words from being quoted, as SQL.

What was sent, what was added to it and what came differently under its id are one person's: a report that
quotes one of them tells of all. Few have others, which are found by index: a list of all that there are
takes longer than a page may.
"""

from typing import Final

from sqlalchemy import ColumnElement, and_, exists, or_

from feedback_service.storage.conditions import ROOT
from feedback_service.storage.schema import answers, concerns, submissions

SHARING: Final = "share"
"""The question of every form that keeps `share_words`: whether one's words may be shown to others."""

_NO: Final = '"no"'
# Names of their own, so that no query about submissions or answers takes these for its rows.
_member, _other, _first = (submissions.alias(name) for name in ("member", "other", "began"))
_wish, _raised = answers.alias("wish"), concerns.alias("raised")


def raised_beside() -> ColumnElement[bool]:
    """A concern is on the submission, or on any that belongs with it."""
    mine = exists().where(_raised.c.submission_id == submissions.c.id)
    of_first = and_(submissions.c.id != ROOT, exists().where(_raised.c.submission_id == ROOT))
    has_one = exists().where(_raised.c.submission_id == _member.c.id)
    added, aside = (_member.c[name] == ROOT for name in ("follows", "differs_from"))
    return or_(mine, of_first, *(exists().where(other, has_one) for other in (added, aside)))


def refused_beside() -> ColumnElement[bool]:
    """Sharing was refused for something that belongs with the submission.

    The first one counts unless it said yes, and so does what came differently under its id. What was added
    counts where it said no: the short forms of younger children do not ask again.
    """
    of_first = _first.c.id == ROOT
    first_refused = and_(submissions.c.id != ROOT, exists().where(of_first, _first.c.share_words.is_(False)))
    said_no = exists().where(
        _wish.c.submission_id == _other.c.id, _wish.c.question_id == SHARING, _wish.c.value == _NO
    )
    added = exists().where(_other.c.follows == ROOT, said_no)
    differs = and_(_other.c.differs_from == ROOT, _other.c.follows.is_(None))
    return or_(first_refused, added, exists().where(differs, _other.c.share_words.is_(False)))
