"""Spoken answers: what is taken, how it is sealed, and how it is opened for the worker who listens."""

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

from feedback_service.sealing import DataKey, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.recordings import RecordingRow, SealedRecording

MOST_BYTES = 700_000
MOST_MILLISECONDS = 95_000  # the recorder stops at 90 seconds; clocks and buttons are not exact
_OGG, _WEBM, _MP4 = b"OggS", b"\x1a\x45\xdf\xa3", b"ftyp"


class Sound(NamedTuple):
    """A recording as it was sent."""

    data: bytes
    mime: str
    milliseconds: int


Sounds = Mapping[str, Sound]
NO_SOUNDS: Sounds = {}


def mime_of(data: bytes) -> str | None:
    """What kind of sound the first bytes say it is, whatever its sender says; None for any other file."""
    if data.startswith(_WEBM):
        return "audio/webm"
    if data.startswith(_OGG):
        return "audio/ogg"
    return "audio/mp4" if data[4:8] == _MP4 else None


def read_sound(data: bytes, milliseconds: str) -> Sound | str:
    """The recording, or why it cannot be taken: "too-long" or "unreadable".

    How long it plays is what the page says, no longer than can be: it is shown, and decides nothing.
    """
    if len(data) > MOST_BYTES:
        return "too-long"
    mime = mime_of(data)
    length = int(milliseconds) if milliseconds.isascii() and milliseconds.isdigit() else 0
    return Sound(data, mime, min(length, MOST_MILLISECONDS)) if mime else "unreadable"


def sealed_row(key: DataKey, owner: str, question_id: str, sound: Sound, at: int) -> RecordingRow:
    """The recording sealed under the key of its draft or submission, ready to be kept."""
    sealed = key.seal_bytes(sound.data, _place(owner, question_id))
    return RecordingRow(owner, question_id, sound.mime, sound.milliseconds, sealed, at)


def opened_sound(service: Service, one: SealedRecording) -> Sound:
    """The recording again. Raises UnreadableWordsError."""
    key = service.keys.data_key(one.owner, WrappedKey(one.master, one.wrapped))
    return Sound(key.open_bytes(one.sealed, _place(one.owner, one.question_id)), one.mime, one.milliseconds)


def digest(sounds: Sounds) -> str:
    """What tells these recordings from others; nothing when there are none."""
    return "".join(f"{name}{hashlib.sha256(sounds[name].data).hexdigest()}" for name in sorted(sounds))


def _place(owner: str, question_id: str) -> str:
    return f"{owner}/{question_id}/sound"
