"""One submission as stored, for the worker who reads it."""

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import answers, readings, submissions, teams, workers
from feedback_service.storage.scope import Scope
from feedback_service.storage.wishes import FIRST, is_first_one, wished


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a submission besides its answers; `asides` came later under its id and differ."""

    id: str
    differs_from: str | None
    form_id: str
    form_version: int
    audience: str
    band: str | None
    team: str
    subject_id: str | None
    moment: str | None
    channel: str
    finished: bool
    person_role: str | None
    helper: str | None
    scribe: str | None
    share_words: bool
    share_worker: bool | None
    share_parent: bool | None
    follows: str | None
    language: str | None
    answered_at: int
    received_at: int
    asides: tuple[str, ...] = ()


class StoredAnswer(msgspec.Struct, frozen=True, kw_only=True):
    """One answer: `value` is JSON (None for texts, whose words are sealed: `has_words`).

    `shown` is the order in which a pair of pictures stood, codes by commas.
    """

    question_id: str
    state: str
    value: str | None
    has_words: bool
    shown: str | None = None


class Reading(msgspec.Struct, frozen=True):
    """Who has read a submission, and when."""

    worker: str
    at: int
    worker_id: str


_ELSEWHERE = {"team", "asides", "share_worker", "share_parent"}
_COLUMNS = [submissions.c[name] for name in Record.__struct_fields__ if name not in _ELSEWHERE]


async def find_record(connection: AsyncConnection, scope: Scope, submission_id: str) -> Record | None:
    """The submission, or None when there is none in this scope. What it differs from may lie outside."""
    query = (
        select(*_COLUMNS, *wished(), teams.c.name.label("team"))
        .join(teams, teams.c.id == submissions.c.team_id)
        .outerjoin(FIRST, is_first_one())
    )
    row = (
        await connection.execute(query.where(submissions.c.id == submission_id, scope.covers()))
    ).mappings()
    found = row.first()
    if found is None:
        return None
    later = select(submissions.c.id).where(submissions.c.differs_from == submission_id, scope.covers())
    asides = tuple(aside.id for aside in await connection.execute(later.order_by(submissions.c.id)))
    return Record(**found, asides=asides)


async def answers_of(connection: AsyncConnection, submission_id: str) -> list[StoredAnswer]:
    """Every stored answer of a submission."""
    rows = await connection.execute(select(answers).where(answers.c.submission_id == submission_id))
    return [
        StoredAnswer(
            question_id=row.question_id,
            state=row.state,
            value=row.value,
            has_words=row.words is not None,
            shown=row.shown,
        )
        for row in rows
    ]


async def readings_of(connection: AsyncConnection, submission_id: str) -> list[Reading]:
    """Who has read it, first reader first."""
    query = select(workers.c.name, readings.c.at, workers.c.id).join(
        workers, workers.c.id == readings.c.worker_id
    )
    query = query.where(readings.c.submission_id == submission_id).order_by(readings.c.at)
    return [Reading(row.name, row.at, row.id) for row in await connection.execute(query)]
