"""Sounds of texts, at `/listen/<language>/<keys>`: what a person recorded, else the computer's voice."""

import asyncio
import contextlib
import hashlib
import logging
import re
from collections.abc import AsyncIterator

from litestar import Response, get
from litestar.params import FromPath

from feedback_service.listening import Listening, sound_file
from feedback_service.service import Service
from feedback_service.storage.database import StorageError
from feedback_service.storage.sounds import find_sounds, recorded_keys
from feedback_service.web.http import HEADERS, UNCOMPRESSED, Asked, missing, service_of

log = logging.getLogger(__name__)
LEARN_SECONDS = 60  # how soon other processes see what was recorded in this one
MP3 = "audio/mpeg"
_MOST = 60
_RANGE = re.compile(r"bytes=(\d+)-(\d*)")
# A browser shows a sound in a frame of the page that asked for it; the sound may be kept for ten minutes.
SOUND_HEADERS = {
    **HEADERS,
    "cache-control": "public, max-age=600",
    "content-security-policy": "default-src 'none'; media-src 'self'; frame-ancestors 'self'",
    "accept-ranges": "bytes",
}


@get("/listen/{language:str}/{keys:str}", operation_id="listen", opt=UNCOMPRESSED)
async def listen(request: Asked, language: FromPath[str], keys: FromPath[str]) -> Response[bytes]:
    """The sound of a text, or of several whose keys are joined by dots; 404 when there is none.

    With `?whole` also where only a part of them could be heard.
    """
    service, listening, wanted = service_of(request), listening_of(request), keys.split(".")[:_MOST]
    found = await sound_of(service, listening, language, wanted, whole="whole" in request.query_params)
    if found is None:
        raise missing()
    mime, data = found
    tag = f'"{hashlib.sha256(data).hexdigest()[:20]}"'
    if request.headers.get("if-none-match") == tag:
        return Response(b"", status_code=304, headers={**SOUND_HEADERS, "etag": tag})
    return _part(data, request.headers.get("range", ""), {**SOUND_HEADERS, "etag": tag, "content-type": mime})


def listening_of(request: Asked) -> Listening:
    """What can be listened to."""
    listening: Listening = request.app.state.listening
    return listening


def _part(data: bytes, wanted: str, headers: dict[str, str]) -> Response[bytes]:
    """All of it, or the part that was asked for: Safari plays nothing that it cannot have in parts."""
    asked = _RANGE.fullmatch(wanted)
    if asked is None:
        return Response(data, headers=headers)
    start, end = int(asked[1]), min(int(asked[2] or len(data)), len(data) - 1)
    if start > end:
        return Response(b"", status_code=416, headers={**headers, "content-range": f"bytes */{len(data)}"})
    told = {**headers, "content-range": f"bytes {start}-{end}/{len(data)}"}
    return Response(data[start : end + 1], status_code=206, headers=told)


async def sound_of(
    service: Service, listening: Listening, language: str, keys: list[str], *, whole: bool
) -> tuple[str, bytes] | None:
    """A recording, else the computer's voice. Several are strung together, which only MP3 can be.

    So a row with a recording of another kind is heard in the computer's voice, or else only that recording.
    Forms may have such gaps, for their words stand beside; what has to be heard `whole` has no sound then.
    """
    async with service.database.reading() as connection:
        recorded = await find_sounds(connection, language, keys)
    best = [recorded.get(key) or _synthetic(listening, language, key) for key in keys]
    heard = [sound for sound in best if sound is not None]
    if len(heard) > 1 and any(mime != MP3 for mime, _ in heard):
        instead = [_synthetic(listening, language, key) for key in keys]
        heard = [sound for sound in instead if sound is not None] or heard[:1]
    if whole and len(heard) < len(keys):
        return None
    if len(heard) > 1:
        return MP3, b"".join(data for _, data in heard)
    return next(iter(heard), None)


async def sounds_of(
    service: Service, listening: Listening, language: str, keys: list[str]
) -> dict[str, tuple[str, bytes]]:
    """The sound of each of these texts that has one, by key: a recording, else the computer's voice."""
    async with service.database.reading() as connection:
        recorded = await find_sounds(connection, language, keys)
    best = {key: recorded.get(key) or _synthetic(listening, language, key) for key in keys}
    return {key: sound for key, sound in best.items() if sound is not None}


def _synthetic(listening: Listening, language: str, key: str) -> tuple[str, bytes] | None:
    path = sound_file(listening.folder, language, key)
    return (MP3, path.read_bytes()) if path is not None and path.is_file() else None


@contextlib.asynccontextmanager
async def learning(service: Service, listening: Listening) -> AsyncIterator[None]:
    """While open, what is recorded is learnt from the database, at once and then every minute."""
    await learn(service, listening)
    task = asyncio.create_task(_keep_learning(service, listening))
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def learn(service: Service, listening: Listening) -> None:
    """Learn now what is recorded."""
    async with service.database.reading() as connection:
        listening.learn(await recorded_keys(connection))


async def _keep_learning(service: Service, listening: Listening) -> None:
    while True:
        await asyncio.sleep(LEARN_SECONDS)
        try:
            await learn(service, listening)
        except StorageError as error:
            log.warning("Recordings could not be looked up: %s", error)
