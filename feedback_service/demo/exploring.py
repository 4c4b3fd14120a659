"""Made-up blind readings of two workers, and a change of the codebook that waits to be decided."""

from collections.abc import Sequence
from typing import Final

from analysis.codebook import Cues, Theme
from feedback_service.codebook_changes import PutTheme, propose
from feedback_service.codebook_trials import try_codebooks
from feedback_service.codebook_use import codebook_in_use
from feedback_service.service import Service
from feedback_service.storage.codebooks import all_codebooks
from feedback_service.storage.database import Transaction
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.second_readings import (
    SecondReading,
    keep_second_reading,
    machine_said,
    next_to_read_blind,
)
from feedback_service.storage.workers import Worker

_READ: Final = 40
_PETS: Final = Theme(
    id="pets",
    name="Pets and animals",
    group="matters",
    definition="Animals at home and what they mean to a child.",
    cues=Cues(either=("my dog/cat/hamster/rabbit", "our dog/cat", "guinea pig", "pet/pets")),
    examples=("my dog sleeps on my bed", "we had to give the cat away"),
)


async def explore(service: Service, readers: Sequence[Worker]) -> None:
    """Both read the same answers blind, not quite alike; the first proposes a theme. Done once."""
    async with service.database.reading() as connection:
        begun = bool(await all_codebooks(connection))
    if begun or len(readers) < 2:  # noqa: PLR2004 (two must read to be compared)
        return
    version = (await codebook_in_use(service)).version
    for number, reader in enumerate(readers[:2]):
        for at in range(_READ):
            await _read_blind(service, reader, version, other=(at * 7 + number * 3) % 10 == 0)
    reason = "Made up: many children speak of their animals first."
    await propose(service, readers[0], PutTheme(_PETS), reason)
    await try_codebooks(service)


async def _read_blind(service: Service, reader: Worker, version: str, *, other: bool) -> None:
    """What the machine found is chosen, but in one of ten nothing is."""
    now = service.now()
    async with service.database.reading() as connection:
        text = await next_to_read_blind(connection, EVERYTHING, reader.id, now)
        if text is None:
            return
        place = (text.submission_id, text.question_id)
        found = (await machine_said(connection, [place]))[place]
    row = SecondReading(
        submission_id=place[0],
        question_id=place[1],
        worker_id=reader.id,
        themes=() if other else tuple(sorted(found)),
        codebook=version,
        at=now,
    )

    async def keep(tx: Transaction) -> bool:
        return await keep_second_reading(tx, row)

    await service.database.transaction(keep)
