"""Where words stand that a report may quote, and which of them nobody has decided about."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.quote_checks import Place
from feedback_service.storage.report_codings import may_be_quoted
from feedback_service.storage.schema import answers, codings, quote_checks, submissions
from feedback_service.storage.scope import Scope

_QUOTED = ("child", "family", "practitioner")  # what a worker saw of a child is nobody's own words


def _quotable(scope: Scope) -> ColumnElement[bool]:
    """Own words in this scope that may stand in a report."""
    own = and_(answers.c.words.is_not(None), answers.c.value.is_(None), submissions.c.audience.in_(_QUOTED))
    return and_(scope.covers(), submissions.c.differs_from.is_(None), own, may_be_quoted())


def _themed() -> ColumnElement[bool]:
    """A standing theme is on the answer, for what was said in it."""
    return exists().where(
        codings.c.submission_id == answers.c.submission_id,
        codings.c.question_id == answers.c.question_id,
        codings.c.method != "question",
        codings.c.withdrawn_at.is_(None),
        codings.c.suggested.is_not(True),
    )


def _places() -> Select[Any]:
    return select(answers.c.submission_id, answers.c.question_id).join(
        submissions, submissions.c.id == answers.c.submission_id
    )


async def may_be_checked(connection: AsyncConnection, scope: Scope, place: Place) -> bool:
    """Whether there are words at this place, in this scope, that a report may quote."""
    here = and_(answers.c.submission_id == place[0], answers.c.question_id == place[1])
    return (await connection.execute(_places().where(here, _quotable(scope)))).first() is not None


async def unchecked(
    connection: AsyncConnection, scope: Scope, length: tuple[int, int], beside: Place | None = None
) -> list[Place]:
    """Where answers on a theme, of this length in words, wait for a decision, the newest first.

    `beside` is among them though it was decided about, so that one can go on from there.
    """
    decided = exists().where(
        quote_checks.c.submission_id == answers.c.submission_id,
        quote_checks.c.question_id == answers.c.question_id,
    )
    submission_id, question_id = beside or ("", "")
    here = and_(answers.c.submission_id == submission_id, answers.c.question_id == question_id)
    waits = and_(~decided, answers.c.word_count.between(*length), _themed())
    query = _places().where(_quotable(scope), or_(waits, here))
    order = (submissions.c.answered_at.desc(), answers.c.submission_id, answers.c.question_id)
    return [(row[0], row[1]) for row in await connection.execute(query.order_by(*order))]
