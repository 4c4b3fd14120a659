"""Recordings that come with a page: read beside its fields, and named there as what they are."""

from collections.abc import Iterator

from litestar.datastructures import UploadFile

from feedback_service.recordings import MOST_BYTES, Sound, Sounds, read_sound
from feedback_service.web.http import CONTENT_POLICY, HEADERS, Asked, first, form_of, posted
from forms.model import Answers, Page, VoiceNote
from forms.wording import RECORDING

Fields = dict[str, list[str]]
FILE, LENGTH = "--sound", "--length"
# A page with a recording and a full page of words; other pages keep to the service's own limit.
SPOKEN_BYTES = MOST_BYTES + 128_000
# Only a page that records may use the microphone, and play what it has in memory.
SPOKEN_HEADERS = {
    **HEADERS,
    "content-security-policy": CONTENT_POLICY.replace("media-src 'self'", "media-src 'self' blob:"),
    "permissions-policy": "camera=(), geolocation=(), microphone=(self)",
}


def is_spoken(page: Page) -> bool:
    """Whether the page asks for a voice note."""
    return any(isinstance(each, VoiceNote) for each in page.questions)


async def posted_with_sounds(request: Asked) -> tuple[Fields, Sounds]:
    """The posted fields, and the recordings by question.

    The field of a question with a recording holds RECORDING, or the word that says why it cannot be taken.
    """
    fields = await posted(request)
    sounds: dict[str, Sound] = {}
    form = await form_of(request)
    for name, file in _files(list(form.multi_items())):
        data = await file.read()
        question = name.removesuffix(FILE)
        taken = read_sound(data, first(fields, question + LENGTH)) if data else None
        if isinstance(taken, Sound):
            sounds[question] = taken
        if taken:
            fields[question] = [RECORDING if isinstance(taken, Sound) else taken]
    return fields, sounds


def _files(items: list[tuple[str, object]]) -> Iterator[tuple[str, UploadFile]]:
    return ((name, each) for name, each in items if name.endswith(FILE) and isinstance(each, UploadFile))


def proven(page: Page, fields: Fields, sounds: Sounds, earlier: Answers) -> Fields:
    """The fields without claims that there is a recording where none came, now or earlier."""
    had = {name for name, one in earlier.items() if one.state == "given"} | sounds.keys()
    claims = {each.id for each in page.questions if isinstance(each, VoiceNote)} - had
    return {name: [] if name in claims and RECORDING in sent else sent for name, sent in fields.items()}
