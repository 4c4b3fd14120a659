"""Recordings: spoken answers, sealed, beside the draft or submission they belong to."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import delete, func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import recordings, submission_keys, submissions


class RecordingRow(NamedTuple):
    """A row of `recordings`; `owner_id` is the id of the draft, which becomes the submission's."""

    owner_id: str
    question_id: str
    mime: str
    milliseconds: int
    sealed: bytes
    at: int


class SealedRecording(NamedTuple):
    """A recording with what is needed to open it; `owner` is the id that it and its key are bound to."""

    question_id: str
    mime: str
    milliseconds: int
    sealed: bytes
    owner: str
    master: str
    wrapped: bytes


async def keep_recording(tx: AsyncConnection, row: RecordingRow) -> None:
    """Keep a recording in place of an earlier one for the same question."""
    await drop_recordings(tx, row.owner_id, row.question_id)
    await tx.execute(insert(recordings), row._asdict())


async def drop_recordings(tx: AsyncConnection, owner_id: str, question_id: str | None = None) -> None:
    """Remove the recording of one question, or all that belong to this id."""
    mine = recordings.c.owner_id == owner_id
    await tx.execute(
        delete(recordings).where(
            mine if question_id is None else mine & (recordings.c.question_id == question_id)
        )
    )


async def recordings_of(connection: AsyncConnection, submission_id: str) -> list[SealedRecording]:
    """The recordings of a submission, by question; none when its key was erased."""
    owner = func.coalesce(submissions.c.differs_from, submissions.c.id).label("owner")
    columns = (*(recordings.c[name] for name in SealedRecording._fields[:4]), owner)
    keys = (submission_keys.c.master, submission_keys.c.wrapped)
    joined = recordings.join(submissions, submissions.c.id == recordings.c.owner_id).join(
        submission_keys, submission_keys.c.submission_id == recordings.c.owner_id
    )
    query = select(*columns, *keys).select_from(joined).where(recordings.c.owner_id == submission_id)
    rows = await connection.execute(query.order_by(recordings.c.question_id))
    return [SealedRecording(**row) for row in rows.mappings()]


async def recording_counts(connection: AsyncConnection, submission_ids: Sequence[str]) -> dict[str, int]:
    """How many recordings each of these submissions has; those without any are left out."""
    query = select(recordings.c.owner_id, func.count()).where(recordings.c.owner_id.in_(submission_ids))
    rows = await connection.execute(query.group_by(recordings.c.owner_id))
    return {row[0]: int(row[1]) for row in rows}
