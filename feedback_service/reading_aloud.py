"""A person reads a text of a form aloud: which files are taken, how they are kept and taken away again."""

from feedback_service.recordings import mime_of
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.sounds import Sound, keep_sound, remove_sound

MOST_BYTES = 1_000_000
MOST_SECONDS = 60
_MP3 = (b"ID3", b"\xff\xfb", b"\xff\xfa", b"\xff\xf3", b"\xff\xf2")


def sound_type(data: bytes) -> str | None:
    """What kind of sound the first bytes say it is; None for any other file."""
    if data.startswith(_MP3):
        return "audio/mpeg"
    if data.startswith(b"RIFF") and data[8:12] == b"WAVE":
        return "audio/wav"
    return mime_of(data)


async def keep_reading(service: Service, language: str, key: str, data: bytes, by: str) -> str:
    """Keep the sound for this text; returns why not: "empty", "too-long" or "unreadable", else nothing.

    How long it plays is not measured, only its size: a minute is well within it in every kind but WAV.
    """
    mime = sound_type(data)
    if not data:
        return "empty"
    if len(data) > MOST_BYTES:
        return "too-long"
    if mime is None:
        return "unreadable"
    at = service.now()
    sound = Sound(language=language, text_hash=key, mime=mime, data=data, made_by=by, at=at)

    async def work(tx: Transaction) -> None:
        await keep_sound(tx, sound)
        await note(tx, "sound-kept", f"{language}/{key}", by, at)

    await service.database.transaction(work)
    return ""


async def remove_reading(service: Service, language: str, key: str, by: str) -> None:
    """Take the sound away: the text falls back to the computer's voice. Repeating it changes nothing."""
    at = service.now()

    async def work(tx: Transaction) -> None:
        if await remove_sound(tx, language, key):
            await note(tx, "sound-removed", f"{language}/{key}", by, at)

    await service.database.transaction(work)
