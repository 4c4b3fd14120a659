"""Where words stand that a report may quote, and which of them wait because they may point at somebody."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, tuple_, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import same_answer, themed
from feedback_service.storage.desk import Waiting, counted
from feedback_service.storage.quote_checks import Place
from feedback_service.storage.report_codings import may_be_quoted
from feedback_service.storage.schema import analysed_texts, answers, codings, quote_checks, submissions
from feedback_service.storage.scope import EVERYTHING, Scope

_NEAR: Final = 30 * 86_400_000  # milliseconds
_QUOTED = ("child", "family", "practitioner")  # what a worker saw of a child is nobody's own words


def _quotable(scope: Scope) -> ColumnElement[bool]:
    """Own words in this scope that may stand in a report."""
    own = and_(answers.c.words.is_not(None), answers.c.value.is_(None), submissions.c.audience.in_(_QUOTED))
    return and_(scope.covers(), submissions.c.differs_from.is_(None), own, may_be_quoted())


def _undecided(length: tuple[int, int]) -> ColumnElement[bool]:
    """On a theme, of this length in words, and nobody has decided about it."""
    decided = exists().where(same_answer(quote_checks))
    said = themed(codings.c.method != "question")  # for what stands in the words
    return and_(~decided, answers.c.word_count.between(*length), said)


def _places(*columns: ColumnElement[Any]) -> Select[Any]:
    joined = answers.join(submissions, submissions.c.id == answers.c.submission_id)
    return select(*(columns or _PLACE)).select_from(
        joined.outerjoin(analysed_texts, same_answer(analysed_texts))
    )


_PLACE = (answers.c.submission_id, answers.c.question_id)


async def may_be_checked(connection: AsyncConnection, scope: Scope, place: Place) -> bool:
    """Whether there are words at this place, in this scope, that a report may quote."""
    here = and_(answers.c.submission_id == place[0], answers.c.question_id == place[1])
    return (await connection.execute(_places().where(here, _quotable(scope)))).first() is not None


async def checkable(connection: AsyncConnection, scope: Scope, places: Collection[Place]) -> set[Place]:
    """At which of these places (some dozens) there are words, in this scope, that a report may quote."""
    here = tuple_(*_PLACE).in_(sorted(places))
    return {
        (row[0], row[1]) for row in await connection.execute(_places(*_PLACE).where(here, _quotable(scope)))
    }


async def unchecked(
    connection: AsyncConnection,
    scope: Scope,
    length: tuple[int, int],
    *,
    at: Place | None,
    back: bool,
    limit: int,
) -> dict[Place, bool]:
    """The next `limit` places where answers on a theme, of this length in words, wait for a decision.

    The newest first, those after the place `at`; or `back` from there, the nearest first. Whether it is known
    that the words may point at somebody; those known not to do not wait. `at` need not wait itself;
    where it is not there, all come after it and none before.
    """
    when = submissions.c.answered_at
    query = _places(*_PLACE, analysed_texts.c.pointing).where(_quotable(scope), _undecided(length))
    query = query.where(analysed_texts.c.pointing.is_not(False))
    moment = await connection.scalar(select(when).where(submissions.c.id == at[0])) if at else None
    if back and moment is None:
        return {}
    if at and moment is not None:
        later, sooner = tuple_(*_PLACE) > tuple_(*at), tuple_(*_PLACE) < tuple_(*at)
        query = query.where(or_(when != moment, sooner if back else later))
    query = query.order_by(*(when, *(one.desc() for one in _PLACE)) if back else (when.desc(), *_PLACE))
    found: dict[Place, bool] = {}
    for since, until in await _stretches(connection, moment, back=back):
        within = query.where(when.between(since, until)).limit(limit - len(found))
        found |= {(row[0], row[1]): bool(row[2]) for row in await connection.execute(within)}
        if len(found) == limit:
            break
    return found


async def _stretches(
    connection: AsyncConnection, moment: int | None, *, back: bool
) -> Sequence[tuple[int, int]]:
    """From a moment, or the last one, to the first in which anybody answered; or `back` on to the last.

    Each is twice as long as the one before (Unix milliseconds, with both ends): what is near is found without
    all there is being looked at.
    """
    when = submissions.c.answered_at
    ends = [select(end(when)).scalar_subquery() for end in (func.min, func.max)]
    first, last = (await connection.execute(select(*ends))).one()
    if first is None:
        return ()
    here = last if moment is None else moment
    far = last - here if back else here - first
    near, span, stretches = 0, _NEAR, list[tuple[int, int]]()
    while near <= far:
        end = near + span
        stretches.append((here + near, here + end) if back else (here - end, here - near))
        near, span = end + 1, span * 2
    return stretches


async def waiting_to_be_checked(
    connection: AsyncConnection, scope: Scope, length: tuple[int, int], most: int
) -> Waiting:
    """Words that are known to point at somebody and that nobody has decided about.

    Of more, `most` are counted: by their ids, which tell nothing of time where words were imported.
    """
    query = _places(submissions.c.received_at.label("at"))
    query = query.where(_quotable(scope), _undecided(length), analysed_texts.c.pointing)
    return await counted(connection, query.order_by(analysed_texts.c.submission_id), unordered_most=most)


async def unmarked(
    connection: AsyncConnection, length: tuple[int, int], limit: int, *, after: Place = ("", "")
) -> list[Place]:
    """Up to `limit` places that would wait if their words point at somebody, which is not known yet.

    In a stable order; `after` is the last one already looked at.
    """
    unknown = and_(analysed_texts.c.version.is_not(None), analysed_texts.c.pointing.is_(None))
    query = _places().where(
        _quotable(EVERYTHING), _undecided(length), unknown, tuple_(*_PLACE) > tuple_(*after)
    )
    return [(row[0], row[1]) for row in await connection.execute(query.order_by(*_PLACE).limit(limit))]


async def pointing_nowhere(connection: AsyncConnection, places: Collection[Place]) -> set[Place]:
    """Which of these places (at most some hundreds) have words that were found to point at nobody."""
    here = (analysed_texts.c.submission_id, analysed_texts.c.question_id)
    query = select(*here).where(tuple_(*here).in_(places), analysed_texts.c.pointing.is_(False))
    return {(row[0], row[1]) for row in await connection.execute(query)}


async def mark(tx: AsyncConnection, pointing: Mapping[Place, bool]) -> None:
    """Keep which of these words may point at somebody (at most some hundreds at once)."""
    here = tuple_(analysed_texts.c.submission_id, analysed_texts.c.question_id)
    for said in (True, False):
        places = [place for place, points in pointing.items() if points == said]
        await tx.execute(update(analysed_texts).where(here.in_(places)).values(pointing=said))
