"""What people decided about words that may point at somebody: every decision is kept, the newest stands."""

from collections.abc import Collection, Sequence
from typing import Any, Literal

import msgspec
from sqlalchemy import ColumnElement, Select, and_, exists, insert, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.report_codings import may_be_quoted
from feedback_service.storage.schema import answers, codings, quote_checks, submissions, workers
from feedback_service.storage.scope import Scope

Outcome = Literal["clear", "held"]
Place = tuple[str, str]
"""Where words stand: submission and question."""
Span = tuple[int, int, str]

_QUOTED = ("child", "family", "practitioner")  # what a worker saw of a child is nobody's own words
_LARGEST = 500


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One decision; `spans` is what is hidden in the words, `worker` the name of who decided."""

    id: str
    submission_id: str
    question_id: str
    spans: tuple[Span, ...]
    outcome: Outcome
    decided_at: int
    worker: str


async def add_check(tx: AsyncConnection, check: Check, worker_id: str, *, after: str) -> bool:
    """Keep a decision made by somebody who had seen the one with the id `after` ("" for none).

    False when another has been made since; then nothing is kept.
    """
    place = check.submission_id, check.question_id
    same = submissions.c.id == check.submission_id
    await tx.execute(select(submissions.c.id).where(same).with_for_update())  # decisions come one by one
    standing = (await standing_checks(tx, [place])).get(place)
    if (standing.id if standing else "") != after:
        return False
    row = msgspec.structs.asdict(check) | {"decided_by": worker_id}
    row["spans"] = msgspec.json.encode(check.spans).decode()
    del row["worker"]
    await tx.execute(insert(quote_checks), row)
    return True


async def standing_checks(connection: AsyncConnection, places: Collection[Place]) -> dict[Place, Check]:
    """The newest decision at each of these places that has one."""
    ordered, found = sorted(places), dict[Place, Check]()
    for start in range(0, len(ordered), _LARGEST):
        for check in await _checks(connection, ordered[start : start + _LARGEST]):
            found[check.submission_id, check.question_id] = check
    return found


async def _checks(connection: AsyncConnection, places: Sequence[Place]) -> list[Check]:
    """Every decision at these places, the oldest first."""
    here = tuple_(quote_checks.c.submission_id, quote_checks.c.question_id).in_(places)
    query = select(quote_checks, workers.c.name.label("worker"))
    query = query.join(workers, workers.c.id == quote_checks.c.decided_by).where(here)
    rows = await connection.execute(query.order_by(quote_checks.c.decided_at, quote_checks.c.id))
    return [_check(dict(row)) for row in rows.mappings()]


def _check(row: dict[str, object]) -> Check:
    spans = msgspec.json.decode(str(row["spans"]))
    return msgspec.convert({**{name: row[name] for name in _PLAIN}, "spans": spans}, Check)


_PLAIN = tuple(name for name in Check.__struct_fields__ if name != "spans")


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
