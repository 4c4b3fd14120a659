"""Theming: answers are read, coded and marked done, a batch at a time; again when another version reads."""

from collections.abc import Awaitable, Callable
from typing import Final

import uuid_utils

from feedback_service.cumulative import watch
from feedback_service.learning import read, reading_version
from feedback_service.machine import Found, Heard
from feedback_service.recoding import recoded
from feedback_service.saying import said, sealed_vectors
from feedback_service.service import Service
from feedback_service.storage.analysed import Analysed, Place, due, note_analysed, stale_texts
from feedback_service.storage.codings import StoredCoding, add_codings, codings_at, replace_codings
from feedback_service.storage.database import Transaction
from feedback_service.storage.pauses import pause_now
from feedback_service.storage.words import SealedText, unthemed_texts

BATCH: Final = 200

_Next = Callable[[Place], Awaitable[list[SealedText]]]


async def theme_pending(service: Service) -> int:
    """Code every waiting answer once and return how many were read. A killed run goes on where it stopped."""

    async def waiting(after: Place) -> list[SealedText]:
        async with service.database.reading() as connection:
            return await unthemed_texts(connection, BATCH, after=after)

    return await _read_all(service, waiting)


async def read_again(service: Service) -> int:
    """Read what another version has read, until all is done or somebody pauses it; returns how many."""
    version = await reading_version(service)

    async def stale(after: Place) -> list[SealedText]:
        async with service.database.reading() as connection:
            if await pause_now(connection):
                return []
            return await stale_texts(connection, version, BATCH, after=after)

    return await _read_all(service, stale)


async def _read_all(service: Service, following: _Next) -> int:
    done, after = 0, ("", "")
    while texts := await following(after):
        after = (texts[-1].submission_id, texts[-1].question_id)
        readable = list(said(service, texts))
        found = await read(service, [one for _, one in readable])
        done += await _keep(service, [text for text, _ in readable], found)
        if len(texts) < BATCH:
            break
    return done


async def _keep(service: Service, texts: list[SealedText], found: Found) -> int:
    """Store what was found, all of it or nothing; returns for how many answers."""
    at = service.now()
    read_now = [_analysed(service, *one, found) for one in zip(texts, found.heard, strict=True)]
    coded = {
        (text.submission_id, text.question_id): coded_as(text, heard, found.themes_version, at)
        for text, heard in zip(texts, found.heard, strict=True)
    }

    async def keep(tx: Transaction) -> int:
        wanted = await due(tx, read_now)
        before = await codings_at(tx, wanted)
        changes = [recoded(before.get(place, []), coded[place]) for place in sorted(wanted)]
        await replace_codings(tx, [one for change in changes for one in change.withdrawn], at)
        await add_codings(tx, [one for change in changes for one in change.added])
        await note_analysed(tx, [one for one in read_now if one.place in wanted])
        await watch(tx, service, {one.submission_id for change in changes for one in change.added})
        return len(wanted)

    return await service.database.transaction(keep)


def _analysed(service: Service, text: SealedText, heard: Heard, found: Found) -> Analysed:
    return Analysed(
        submission_id=text.submission_id,
        question_id=text.question_id,
        version=found.version,
        tone=heard.tone,
        vectors=sealed_vectors(service, text, heard.vectors),
    )


def coded_as(text: SealedText, heard: Heard, version: str, at: int) -> list[StoredCoding]:
    """What the machine found in a text as it is stored."""
    return [
        StoredCoding(
            id=str(uuid_utils.uuid7()),
            submission_id=text.submission_id,
            question_id=text.question_id,
            theme_id=coding.theme,
            valence=coding.valence,
            span_start=coding.start,
            span_end=coding.end,
            score=coding.score,
            method=coding.method,
            version=version,
            assigned_by=None,
            assigned_at=at,
            suggested=not coding.sure,
        )
        for coding in heard.codings
    ]
