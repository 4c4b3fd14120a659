"""Trying a change of the codebook: every answer is read by both, and only what would move is stored."""

from collections.abc import Sequence
from typing import Final

from feedback_service import machine
from feedback_service.analysing import run
from feedback_service.learning import corrections_until, reading_version
from feedback_service.machine import Found, Said, Taught
from feedback_service.recoding import recoded
from feedback_service.saying import said
from feedback_service.service import Service
from feedback_service.storage.codebooks import (
    Move,
    StoredCodebook,
    begin_trial,
    note_tried,
    read_texts,
    untried_codebook,
)
from feedback_service.storage.codings import StoredCoding, codings_at
from feedback_service.storage.words import SealedText
from feedback_service.theming import coded_as

BATCH: Final = 200


async def try_codebooks(service: Service) -> int:
    """Try the change that waits; returns how many answers were read for it.

    A killed trial starts over; one whose change is decided meanwhile stops.
    """
    async with service.database.reading() as connection:
        row = await untried_codebook(connection)
    return await _try(service, row) if row else 0


async def _try(service: Service, row: StoredCodebook) -> int:
    await service.database.transaction(lambda tx: begin_trial(tx, row.number))
    corrections = await corrections_until(service, service.now())
    taught: Taught = await run(machine.learn, corrections, row.content)
    before = await reading_version(service)
    done, after = 0, ("", "")
    while True:
        async with service.database.reading() as connection:
            texts = await read_texts(connection, BATCH, after=after)
        moves = await _moves(service, texts, before, taught.version)
        if moves is None:  # the process that reads was replaced: the next turn starts over
            return 0
        read, last = (done, done + len(texts)), len(texts) < BATCH
        if not await _note(service, row.number, read, moves, last=last):
            return 0
        done += len(texts)
        if last:
            return done
        after = (texts[-1].submission_id, texts[-1].question_id)


async def _note(
    service: Service, number: int, read: tuple[int, int], moves: list[Move], *, last: bool
) -> bool:
    at = service.now() if last else None
    return await service.database.transaction(lambda tx: note_tried(tx, number, read, moves, at))


async def _moves(service: Service, texts: list[SealedText], before: str, later: str) -> list[Move] | None:
    """What would stand otherwise on these answers; None when the process forgot one of the versions."""
    readable = list(said(service, texts))
    spoken: list[Said] = [one for _, one in readable]
    found: list[Found | None] = [await run(machine.read, spoken, version) for version in (before, later)]
    if found[0] is None or found[1] is None:
        return None
    places = [(text.submission_id, text.question_id) for text, _ in readable]
    async with service.database.reading() as connection:
        stored = await codings_at(connection, places)
    moves = []
    for at, (text, _) in enumerate(readable):
        standing = stored.get(places[at], [])
        was, will = (
            _themes(standing, coded_as(text, each.heard[at], each.themes_version, 0))
            for each in found
            if each
        )
        if was != will:
            gained, lost = tuple(sorted(will - was)), tuple(sorted(was - will))
            moves.append(
                Move(submission_id=text.submission_id, question_id=text.question_id, gained=gained, lost=lost)
            )
    return moves


def _themes(before: Sequence[StoredCoding], found: Sequence[StoredCoding]) -> set[str]:
    """The themes that would count; what workers decided stands (`recoding`)."""
    change = recoded(before, found)
    left = [one for one in before if one.withdrawn_at is None and one.id not in change.withdrawn]
    return {one.theme_id for one in (*left, *change.added) if not one.suggested}
