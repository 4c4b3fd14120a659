"""What holds for an answer or a concern, as SQL, wherever it is asked for: all must mean the same."""

from sqlalchemy import ColumnElement, Table, and_, exists, func

from feedback_service.storage.schema import (
    answers,
    codings,
    concern_decisions,
    concerns,
    submissions,
    unthemed,
)

# What a submission was added to or kept aside beside, or itself: these are erased, held and kept together.
ROOT = func.coalesce(submissions.c.follows, submissions.c.differs_from, submissions.c.id)

# A name of its own, so that no query that lists decisions takes it for its rows.
_MADE = concern_decisions.alias("made")


def same_answer(table: Table) -> ColumnElement[bool]:
    """The row of `table` is about the answer."""
    return and_(
        table.c.submission_id == answers.c.submission_id, table.c.question_id == answers.c.question_id
    )


def counts() -> ColumnElement[bool]:
    """The coding stands, and not only as a suggestion."""
    return and_(codings.c.withdrawn_at.is_(None), codings.c.suggested.is_not(True))


def themed(*more: ColumnElement[bool]) -> ColumnElement[bool]:
    """A coding that counts, and of which `more` holds, is on the answer."""
    return exists().where(same_answer(codings), counts(), *more)


def waits() -> ColumnElement[bool]:
    """The answer is new: the machine has not read it."""
    return exists().where(same_answer(unthemed))


def is_decided() -> ColumnElement[bool]:
    """A person has decided on the concern."""
    return exists().where(_MADE.c.concern_id == concerns.c.id)
