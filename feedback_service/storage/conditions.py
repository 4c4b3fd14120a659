"""What holds for an answer or a concern, as SQL, wherever it is asked for: all must mean the same."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, FromClause, Table, and_, exists, func, or_

from feedback_service.storage.schema import (
    answers,
    codings,
    concern_decisions,
    concerns,
    corrections,
    submissions,
    unthemed,
)

PRESSES = 7 * 86_400_000  # milliseconds for which imported words are as pressing as others

# What a submission was added to or kept aside beside, or itself: these are erased, held and kept together.
ROOT = func.coalesce(submissions.c.follows, submissions.c.differs_from, submissions.c.id)


def is_of_family(column: ColumnElement[str], said: FromClause = submissions) -> ColumnElement[bool]:
    """The column holds the id of the submission, or of what it adds to or differs from."""
    return column.in_((said.c.id, said.c.follows, said.c.differs_from))


def belongs_with(root: ColumnElement[str] | str) -> ColumnElement[bool]:
    """The submission is this one, or was added to it or kept aside beside it: found by index."""
    return or_(*(submissions.c[name] == root for name in ("id", "follows", "differs_from")))


def is_in_families(roots: Sequence[str]) -> ColumnElement[bool]:
    """ROOT is one of these; what may be is found by index first."""
    maybe = or_(*(submissions.c[name].in_(roots) for name in ("id", "follows", "differs_from")))
    return and_(maybe, ROOT.in_(roots))


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


def is_on_words() -> ColumnElement[bool]:
    """The coding is on something written, not on a drawing or a recording, of which nothing can be quoted."""
    return exists().where(same_answer(codings), answers.c.word_count > 0)


def waits() -> ColumnElement[bool]:
    """The answer is new: the machine has not read it."""
    return exists().where(same_answer(unthemed))


def is_of_the_past() -> ColumnElement[bool]:
    """The concern was found in imported words that were a week old: a person reads them, nobody is woken.

    Not in what was put right of them: that is said now, and raised in the moment in which it is written down.
    """
    old = submissions.c.answered_at < concerns.c.raised_at - PRESSES
    mine = exists().where(
        submissions.c.id == concerns.c.submission_id, submissions.c.channel == "import", old
    )
    put_right = exists().where(
        corrections.c.submission_id == concerns.c.submission_id,
        corrections.c.question_id == concerns.c.question_id,
        corrections.c.made_at == concerns.c.raised_at,
    )
    return and_(concerns.c.raised_by.is_(None), mine, ~put_right)


def is_decided() -> ColumnElement[bool]:
    """A person has decided on the concern."""
    return exists().where(_MADE.c.concern_id == concerns.c.id)
