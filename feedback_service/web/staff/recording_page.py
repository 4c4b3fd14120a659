"""Recording what is read aloud: what has a person's voice, what the computer's, and what has none."""

from typing import ClassVar

import msgspec
from litestar import Response, get, post
from litestar.datastructures import UploadFile
from litestar.params import FromPath

from feedback_service.listening import Listening, key_of
from feedback_service.reading_aloud import MOST_BYTES, MOST_SECONDS, keep_reading, remove_reading
from feedback_service.storage.sounds import Made, recordings_made
from feedback_service.web.http import Asked, Page, form_of, send_on, service_of, show
from feedback_service.web.languages import language_named
from feedback_service.web.listening import learn, listening_of
from feedback_service.web.sounds import SPOKEN_HEADERS
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.list_pages import Option
from feedback_service.web.staff.pages import StaffPage
from feedback_service.web.staff.recording_texts import ReadAloud, all_read, read_aloud, with_text
from feedback_service.web.staff.roles import RECORDS
from feedback_service.web.staff.wording import when
from feedback_service.web.translating import translating_of

PROBLEMS = {
    "empty": "Choose a sound file first, or press Record.",
    "too-long": f"This recording is too large. Keep it under {MOST_SECONDS} seconds and a million bytes.",
    "unreadable": "This is no sound file that browsers play: use MP3, M4A, WebM, Ogg or WAV.",
}


class TextRow(msgspec.Struct, frozen=True, kw_only=True):
    """One text; `listen` is empty without a sound, `remove` without a person's recording."""

    key: str
    words: str
    state: str
    listen: str
    record: str
    remove: str
    error: str


class RecordingsPage(StaffPage, frozen=True, kw_only=True):
    """Choose a form, or reports for children, then hear and record the texts.

    POST each row's `record` with the file `sound`.
    """

    template: ClassVar[str] = "staff/recordings.html"
    forms: tuple[Option, ...]
    offered: tuple[Option, ...]
    chosen: str
    language: str
    rows: tuple[TextRow, ...]
    recorded: int
    silent: int
    seconds: int


@get("/recordings", operation_id="staff_recordings", guards=[allow(*RECORDS)])
async def recordings(request: Asked) -> Page:
    """The texts of a form (`?form=`, `?in=` a language; else the first) with whose voice reads each."""
    query = request.query_params
    return await _page(request, read_aloud(request, query.get("form", ""), query.get("in", "")))


@post(
    "/recordings/{form_id:str}/{language:str}/{key:str}",
    operation_id="staff_record",
    guards=[allow(*RECORDS)],
    request_max_body_size=MOST_BYTES + 10_000,
)
async def record(request: Asked, form_id: FromPath[str], language: FromPath[str], key: FromPath[str]) -> Page:
    """Keep the file `sound` for this text; the page again with 422 when it cannot be taken."""
    service, read = service_of(request), with_text(request, form_id, language, key)
    sent = (await form_of(request)).get("sound")
    data = await sent.read() if isinstance(sent, UploadFile) else b""
    problem = await keep_reading(service, language, key, data, worker_of(request).id)
    if problem:
        return await _page(request, read, errors={key: PROBLEMS[problem]}, status=422)
    await learn(service, listening_of(request))
    return send_on(f"/staff/recordings?form={form_id}&in={language}&did=recorded#t-{key}")


@post(
    "/recordings/{form_id:str}/{language:str}/{key:str}/remove",
    operation_id="staff_remove_recording",
    guards=[allow(*RECORDS)],
)
async def remove(request: Asked, form_id: FromPath[str], language: FromPath[str], key: FromPath[str]) -> Page:
    """Take a recording away. Repeating it changes nothing."""
    service = service_of(request)
    with_text(request, form_id, language, key)
    await remove_reading(service, language, key, worker_of(request).id)
    await learn(service, listening_of(request))
    return send_on(f"/staff/recordings?form={form_id}&in={language}&did=unrecorded#t-{key}")


HANDLERS = (recordings, record, remove)


async def _page(
    request: Asked, read: ReadAloud, *, errors: dict[str, str] | None = None, status: int = 200
) -> Response[str]:
    async with service_of(request).database.reading() as connection:
        made = await recordings_made(connection, read.language)
    listening, failed = listening_of(request), errors or {}
    rows = tuple(_row(listening, read, text, made, failed) for text in read.texts)
    page = RecordingsPage(
        frame=frame_of(request, "Error: Recordings" if errors else "Recordings"),
        forms=all_read(request),
        offered=tuple(map(_language, translating_of(request).offered)),
        chosen=read.id,
        language=read.language,
        rows=rows,
        recorded=sum(bool(row.remove) for row in rows),
        silent=sum(not row.listen for row in rows),
        seconds=MOST_SECONDS,
    )
    answer = show(request, page, status=status)
    answer.headers.update(SPOKEN_HEADERS)
    return answer


def _language(tag: str) -> Option:
    return Option(tag, language_named(tag).name)


def _row(
    listening: Listening, read: ReadAloud, text: str, made: dict[str, Made], errors: dict[str, str]
) -> TextRow:
    key, language = key_of(text), read.language
    one, address = made.get(key), f"/staff/recordings/{read.id}/{language}/{key}"
    computer = listening.heard(language, text) == "synthetic"
    state = (
        f"Recorded by {one.made_by}, {when(one.at)}" if one else "Computer voice" if computer else "No sound"
    )
    # a new recording must be heard at once, whatever the browser kept
    version = f"?{one.at}" if one else ""
    return TextRow(
        key=key,
        words=text,
        state=state,
        listen=f"/listen/{language}/{key}{version}" if one or computer else "",
        record=address,
        remove=f"{address}/remove" if one else "",
        error=errors.get(key, ""),
    )
