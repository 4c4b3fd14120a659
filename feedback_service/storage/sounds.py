"""Recorded sounds: a text of a form, read aloud by a person, under its language and the key of the text."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import sounds, workers

Keys = frozenset[tuple[str, str]]


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """A recording; `text_hash` is `listening.key_of` of the text, `at` in Unix milliseconds."""

    language: str
    text_hash: str
    mime: str
    data: bytes
    made_by: str
    at: int


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """Who made a recording, and when; without the sound itself."""

    text_hash: str
    made_by: str
    at: int


async def keep_sound(tx: AsyncConnection, sound: Sound) -> None:
    """Keep a recording in place of an earlier one of the same text."""
    await remove_sound(tx, sound.language, sound.text_hash)
    await tx.execute(insert(sounds), msgspec.structs.asdict(sound))


async def remove_sound(tx: AsyncConnection, language: str, text_hash: str) -> bool:
    """Take a recording away; False when there was none."""
    query = delete(sounds).where(sounds.c.language == language, sounds.c.text_hash == text_hash)
    return bool((await tx.execute(query)).rowcount)


async def find_sounds(
    connection: AsyncConnection, language: str, hashes: Sequence[str]
) -> dict[str, tuple[str, bytes]]:
    """The media type and bytes of those of these texts that are recorded."""
    query = select(sounds.c.text_hash, sounds.c.mime, sounds.c.data)
    query = query.where(sounds.c.language == language, sounds.c.text_hash.in_(hashes))
    return {row.text_hash: (row.mime, row.data) for row in await connection.execute(query)}


async def recorded_keys(connection: AsyncConnection) -> Keys:
    """Language and key of every text that is recorded."""
    rows = await connection.execute(select(sounds.c.language, sounds.c.text_hash))
    return frozenset((row.language, row.text_hash) for row in rows)


async def recordings_made(connection: AsyncConnection, language: str) -> dict[str, Made]:
    """Who recorded which text of this language, by key."""
    joined = sounds.join(workers, workers.c.id == sounds.c.made_by)
    query = select(sounds.c.text_hash, workers.c.name.label("made_by"), sounds.c.at).select_from(joined)
    rows = await connection.execute(query.where(sounds.c.language == language))
    return {row["text_hash"]: Made(**row) for row in rows.mappings()}
