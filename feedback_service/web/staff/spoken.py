"""A recording as it was spoken, for the worker who reads the submission; that it was heard is noted."""

import re

from litestar import Response, get
from litestar.params import FromPath

from feedback_service.casefile import open_case
from feedback_service.recordings import opened_sound
from feedback_service.sealing import UnreadableWordsError
from feedback_service.storage.audit import note
from feedback_service.web.http import HEADERS, UNCOMPRESSED, Asked, missing, service_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.roles import READS

_RANGE = re.compile(r"bytes=([0-9]{1,9})-([0-9]{0,9})")


@get(
    "/submissions/{submission_id:str}/recordings/{question_id:str}",
    operation_id="staff_hear_recording",
    guards=[allow(*READS)],
    opt=UNCOMPRESSED,
)
async def hear_recording(
    request: Asked, submission_id: FromPath[str], question_id: FromPath[str]
) -> Response[bytes]:
    """The opened sound, or the part of it that a player asks for (RFC 9110, 14.2); no browser keeps it."""
    service, worker = service_of(request), worker_of(request)
    case = await open_case(service, worker.scope, submission_id)
    sealed = case.recordings.get(question_id) if case else None
    if sealed is None:
        raise missing()
    try:
        sound = opened_sound(service, sealed)
    except UnreadableWordsError as error:
        raise missing() from error
    part = _asked_part(request.headers.get("range", ""), len(sound.data))
    if part is None or part.start == 0:  # a player fetches the rest of what it has begun
        now = service.now()
        await service.database.transaction(
            lambda tx: note(tx, "recording-heard", submission_id, worker.id, now)
        )
    return _sent(sound.data, sound.mime, part)


def _asked_part(header: str, size: int) -> range | None:
    found = _RANGE.fullmatch(header)
    if found is None or int(found[1]) >= size:
        return None
    end = min(int(found[2]) + 1 if found[2] else size, size)
    return range(int(found[1]), end) if end > int(found[1]) else None


def _sent(data: bytes, mime: str, part: range | None) -> Response[bytes]:
    headers = {**HEADERS, "accept-ranges": "bytes"}
    if part is None:
        return Response(data, media_type=mime, headers=headers)
    headers["content-range"] = f"bytes {part.start}-{part.stop - 1}/{len(data)}"
    return Response(data[part.start : part.stop], status_code=206, media_type=mime, headers=headers)
