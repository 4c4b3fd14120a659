"""Second readings: answers read without seeing what others, or the machine, made of them."""

from collections.abc import Sequence
from typing import Final

import msgspec
from sqlalchemy import and_, exists, insert, or_, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import same_answer
from feedback_service.storage.schema import (
    analysed_texts,
    answers,
    codings,
    readings,
    second_readings,
    submission_keys,
    submissions,
)
from feedback_service.storage.scope import Scope
from feedback_service.storage.taken_back import is_taken_back
from feedback_service.storage.words import SealedText, texts_query

Place = tuple[str, str]
_FEWEST_WORDS: Final = 3
_SINCE: Final = 365 * 86_400_000


class SecondReading(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `second_readings`; `codebook` is the version whose themes there were to choose from."""

    submission_id: str
    question_id: str
    worker_id: str
    themes: tuple[str, ...]
    codebook: str
    at: int


async def next_to_read_blind(
    connection: AsyncConnection, scope: Scope, worker_id: str, now: int, *, leave: Sequence[Place] = ()
) -> SealedText | None:
    """Words of the last year whose themes this worker has not seen; None when there are none.

    Not what they have read blind, corrected, or marked as read: the page they did that on shows the themes.
    First what another has read blind, so that there is something to compare; then what was said last, the
    same for everybody: how far people agree is so told of what is said of late. Without `leave`.
    """
    mine = exists().where(same_answer(second_readings), second_readings.c.worker_id == worker_id)
    touched = or_(codings.c.assigned_by == worker_id, codings.c.withdrawn_by == worker_id)
    corrected = exists().where(same_answer(codings), touched)
    marked = readings.c.submission_id == answers.c.submission_id
    known = exists().where(marked, readings.c.worker_id == worker_id)
    within = and_(
        submissions.c.differs_from.is_(None),
        submissions.c.answered_at >= now - _SINCE,
        scope.covers(),
        ~is_taken_back(),
    )
    machine_read = exists().where(same_answer(analysed_texts), analysed_texts.c.vectors.is_not(None))
    opens = exists().where(submission_keys.c.submission_id == answers.c.submission_id)
    fit = and_(answers.c.word_count >= _FEWEST_WORDS, answers.c.value.is_(None), answers.c.words.is_not(None))
    here = (answers.c.submission_id, answers.c.question_id)
    query = select(*here).join_from(answers, submissions, submissions.c.id == answers.c.submission_id)
    query = query.where(fit, opens, machine_read, within, ~mine, ~corrected, ~known)
    query = query.where(tuple_(*here).not_in(list(leave))) if leave else query
    # Asked of one submission after another by the index on when it was said, so that a year of them is not
    # sorted for one. Ids do not tell that order: those of imported words are made of what was imported.
    newest = (submissions.c.answered_at.desc(), *(column.desc() for column in here))
    query = query.order_by(*newest).limit(1)
    read = select(second_readings.c.submission_id, second_readings.c.question_id)
    for one in (query.where(tuple_(*here).in_(read)), query):
        if place := (await connection.execute(one)).first():
            text = texts_query().where(here[0] == place[0], here[1] == place[1])
            return SealedText(**(await connection.execute(text)).mappings().one())
    return None


async def keep_second_reading(tx: AsyncConnection, row: SecondReading) -> bool:
    """Keep a reading; False when this worker has read the answer before (the first stays)."""
    names = ("submission_id", "question_id", "worker_id")
    same = and_(*(second_readings.c[name] == getattr(row, name) for name in names))
    if (await tx.execute(select(second_readings.c.at).where(same))).first():
        return False
    values = msgspec.structs.asdict(row) | {"themes": msgspec.json.encode(row.themes).decode()}
    await tx.execute(insert(second_readings), values)
    return True


async def second_readings_made(connection: AsyncConnection) -> list[SecondReading]:
    """Every reading there is, of all teams, in the order they were made."""
    query = select(second_readings).order_by(second_readings.c.at, second_readings.c.worker_id)
    rows = (await connection.execute(query)).mappings()
    return [
        SecondReading(**{**row, "themes": msgspec.json.decode(row["themes"], type=tuple[str, ...])})
        for row in rows
    ]


async def machine_said(connection: AsyncConnection, places: Sequence[Place]) -> dict[Place, set[str]]:
    """The themes that the machine itself finds at these places, whatever workers made of them since.

    Without what it only suggests, and what it took back when it read again.
    """
    own = and_(
        codings.c.assigned_by.is_(None),
        codings.c.suggested.is_not(True),
        or_(codings.c.withdrawn_at.is_(None), codings.c.withdrawn_by.is_not(None)),
    )
    here = tuple_(codings.c.submission_id, codings.c.question_id)
    query = select(codings.c.submission_id, codings.c.question_id, codings.c.theme_id)
    found: dict[Place, set[str]] = {place: set() for place in places}
    for row in await connection.execute(query.where(own, here.in_(list(places)))):
        found[row[0], row[1]].add(row[2])
    return found
