"""Learning from workers: which version reads now, and a new one when what they corrected has changed."""

from typing import Final

import msgspec
import uuid_utils

from analysis.lessons import Change
from feedback_service import machine
from feedback_service.analysing import run
from feedback_service.codebook_use import InUse, in_use
from feedback_service.machine import Correction, Found, Said, Taught
from feedback_service.saying import said
from feedback_service.service import Service
from feedback_service.storage.analysed import texts_at
from feedback_service.storage.learnings import Learning, add_learning, corrected, last_learnings

# How often corrections are learnt from: each time, much may have to be read again.
EVERY: Final = 86_400_000
_AT_ONCE: Final = 200
_TRIES: Final = 3


class VersionLostError(Exception):
    """The analysis process forgot a version again and again; the next run of the job starts over."""


async def learn_daily(service: Service) -> int:
    """Learn once a day; returns how many corrections were learnt from, 0 when it is not time yet."""
    newest = await newest_learning(service)
    if newest and service.now() - newest.made_at < EVERY:
        return 0
    return (await learn(service)).corrections


async def learn(service: Service) -> Learning:
    """Learn from all corrections as they stand now, and read by what that makes from now on."""
    return await _learn(service, service.now())


async def reading_version(service: Service) -> str:
    """The version that reads now, known to the analysis process.

    After an update of the program, once words it was learnt from are erased, or when another codebook came
    into use, that is another version than the one on record: it is made from the same corrections, and noted.
    """
    newest, used = await _reading_now(service)
    if newest is not None and goes_by(newest.version, used):
        known = await run(machine.knows, newest.version)
        if known:
            return newest.version
    return (await _learn(service, newest.until if newest else service.now())).version


async def read(service: Service, texts: list[Said]) -> Found:
    """What is made of the texts by the version that reads now."""
    newest, used = await _reading_now(service)
    current = newest is not None and goes_by(newest.version, used)
    version = newest.version if newest and current else await reading_version(service)
    for _ in range(_TRIES):
        found = await run(machine.read, texts, version)
        if found:
            return found
        version = await reading_version(service)
    raise VersionLostError("The analysis process keeps being replaced.")


def changes_of(learning: Learning) -> tuple[Change, ...]:
    """What a run changed, theme by theme."""
    return msgspec.json.decode(learning.changes, type=tuple[Change, ...])


def goes_by(version: str, used: InUse) -> bool:
    """Whether what reads by this version reads by the codebook in use."""
    return used.codebook.version in version.split("/")


async def _reading_now(service: Service) -> tuple[Learning | None, InUse]:
    async with service.database.reading() as connection:
        newest = await last_learnings(connection, 1)
        return next(iter(newest), None), await in_use(connection)


async def newest_learning(service: Service) -> Learning | None:
    """The run whose version reads now; None before anything was read."""
    async with service.database.reading() as connection:
        return next(iter(await last_learnings(connection, 1)), None)


async def _learn(service: Service, until: int) -> Learning:
    corrections = await corrections_until(service, until)
    async with service.database.reading() as connection:
        used = await in_use(connection)
    taught: Taught = await run(machine.learn, corrections, used.content)
    learning = Learning(
        id=str(uuid_utils.uuid7()),
        made_at=service.now(),
        until=until,
        corrections=len(corrections),
        version=taught.version,
        changes=msgspec.json.encode(taught.changes).decode(),
    )
    await service.database.transaction(lambda tx: add_learning(tx, learning))
    return learning


async def corrections_until(service: Service, until: int) -> list[Correction]:
    """What workers corrected, as it stood at `until`; without the words that were erased since."""
    async with service.database.reading() as connection:
        themes = await corrected(connection, until)
        places = sorted(themes)
        texts = [
            text
            for start in range(0, len(places), _AT_ONCE)
            for text in await texts_at(connection, places[start : start + _AT_ONCE])
        ]
    return [
        Correction(one, themes[text.submission_id, text.question_id]) for text, one in said(service, texts)
    ]
