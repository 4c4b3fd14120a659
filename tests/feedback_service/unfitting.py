"""Answers that no theme fits, as they are once the machine has read them; vectors are made up."""

import numpy as np

from feedback_service.intake import Place, submit
from feedback_service.saying import sealed_vectors
from feedback_service.service import Service
from feedback_service.storage.analysed import Analysed, note_analysed
from feedback_service.storage.subjects import know_subjects
from feedback_service.storage.unscreened import note_screened
from feedback_service.storage.words import sealed_texts
from tests.feedback_service.storage.seeds import arriving, given, new_id

WIDTH = 384


def near(kind: int, seed: int = 0) -> bytes:
    """The vector of a text about something: texts of one kind are near one another."""
    row = 0.01 * np.random.default_rng(seed).standard_normal(WIDTH)
    row[kind] += 1
    return (row / np.linalg.norm(row)).astype(np.float16).tobytes()


async def unfitting(
    service: Service, words: str, vectors: bytes, team: str = "north", subject: str = ""
) -> str:
    """An answer with these words, read and without any theme; gives the id of its submission."""
    if subject:
        await service.database.transaction(lambda tx: know_subjects(tx, [subject], team, service.now()))
    where = Place(team_id=team, channel="link", moment="start", subject_id=subject or None)
    arrival = arriving(service, new_id(), answers=given(matters=words), place=where)
    await submit(service, arrival)
    await read_as(service, arrival.id, vectors)
    return arrival.id


async def read_as(service: Service, submission_id: str, vectors: bytes) -> None:
    """Note that the machine has read it, with these vectors, and has found no harm in it."""
    async with service.database.reading() as connection:
        (text,) = await sealed_texts(connection, [submission_id])
    one = Analysed(
        submission_id=submission_id,
        question_id=text.question_id,
        version="1",
        tone="neutral" if vectors else None,
        vectors=sealed_vectors(service, text, vectors),
    )
    await service.database.transaction(lambda tx: note_analysed(tx, [one]))
    await service.database.transaction(lambda tx: note_screened(tx, {(submission_id, text.question_id)}))
