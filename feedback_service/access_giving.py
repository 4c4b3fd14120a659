"""Giving somebody a copy of what is held about them: others' details found, hidden, and the copy noted."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

import msgspec
import uuid_utils

from analysis.quotable import Span, without
from feedback_service import analysing
from feedback_service.access_choice import VERSIONS, AccessError, Request
from feedback_service.access_composing import OWN, day, given, sound_file
from feedback_service.access_copy import AccessCopy
from feedback_service.casefile import CaseFile, names_of_workers, open_case
from feedback_service.describing import NOTHING
from feedback_service.quote_spans import fits
from feedback_service.quote_waiting import propose
from feedback_service.recordings import opened_sound
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.rights import Copy, note_copy
from feedback_service.storage.scope import Scope
from feedback_service.storage.subjects import About, about_subject
from feedback_service.uk_time import moment_of

CHECKED: Final = "A person checked which details of other people were taken out of the words."
UNCHECKED: Final = (
    "A machine took out what looked like details of other people. No person has checked it: it may have "
    "missed some, and may have taken out too much."
)
_BRACKETS: Final = "Where something was taken out, a word in brackets stands instead, as [name]."
_NOT_ALL: Final = "The law lets some things be left out of such a copy, to keep people safe."
Hidden = Mapping[str, Sequence[Span]]


class Opened(NamedTuple):
    """The submissions of a copy, and what is known of the subject."""

    request: Request
    cases: tuple[CaseFile, ...]
    about: About = NOTHING


async def open_all(service: Service, scope: Scope, request: Request, ids: Sequence[str]) -> Opened:
    """The submissions with their words. AccessError when one is not in this scope (any more)."""
    async with service.database.reading() as connection:
        names = await names_of_workers(connection)
        about = await _told(connection, scope, request)
    cases = [await open_case(service, scope, one, names) for one in ids]
    if any(case is None for case in cases):
        raise AccessError("One of the submissions cannot be opened any more. Begin again.")
    return Opened(request, tuple(one for one in cases if one), about)


async def _told(connection: Transaction, scope: Scope, request: Request) -> About:
    """What is known of the subject; nothing for a parent or carer, who may not know where the child is."""
    if request.version == "parent":
        return NOTHING
    return await about_subject(connection, scope, request.subject) or NOTHING


def texts(opened: Opened) -> dict[str, str]:
    """Every stretch of words that goes into the copy, by its place."""
    found: dict[str, str] = {}

    def collect(place: str, words: str) -> str:
        found[place] = words
        return words

    for case in opened.cases:
        given(case, opened.request.version, collect)
    return found


async def proposed(words: Mapping[str, str]) -> dict[str, tuple[Span, ...]]:
    """What the machine would hide in each. Raises BrokenProcessPool as `analysing.run` does."""
    found = await analysing.run(propose, list(words.values()))
    return dict(zip(words, found, strict=True))


def compose(service: Service, opened: Opened, hidden: Hidden, *, checked: bool) -> AccessCopy:
    """The copy with what is hidden taken out. AccessError for words about which `hidden` says nothing."""

    def say(place: str, words: str) -> str:
        if place not in hidden or not fits(words, hidden[place]):
            raise AccessError(f"Nothing is said about what to hide at {place}. Check it first.")
        return without(words, hidden[place])

    now, version = service.now(), opened.request.version
    notes = (_BRACKETS, *((_NOT_ALL,) if version == "parent" else ()))
    return AccessCopy(
        service=service.settings.service_name,
        subject=opened.request.subject,
        area=opened.about.area,
        additional_needs=opened.about.needs,
        made_for=VERSIONS[version],
        made=moment_of(now).isoformat(timespec="seconds"),
        day=day(now),
        about=(CHECKED if checked else UNCHECKED, *notes),
        kept_for=_kept_for(service),
        submissions=tuple(given(case, version, say) for case in opened.cases),
    )


def _kept_for(service: Service) -> str:
    days = service.settings.keep_words_days
    if not days:
        return "How long words are kept has not been decided. Until then they are kept, or erased on request."
    return (
        f"Words are kept for {days} days after a person has read them, and longer where they are needed to "
        "keep somebody safe, or the law says so."
    )


def sounds(service: Service, opened: Opened) -> dict[str, bytes]:
    """The recordings that are the person's own (all of them for an authority), by their path in the copy."""
    version = opened.request.version
    found: dict[str, bytes] = {}
    for case in opened.cases:
        if version == "authority" or case.record.audience in OWN[version]:
            for question_id, sealed in case.recordings.items():
                try:
                    found[sound_file(case, question_id)] = opened_sound(service, sealed).data
                except UnreadableWordsError as error:
                    raise AccessError("A recording does not open with the keys at hand.") from error
    return found


def packed(copy: AccessCopy, html: str, recordings: Mapping[str, bytes]) -> bytes:
    """One ZIP file: copy.html to read, copy.json for programs, and the recordings."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as whole:
        whole.writestr("copy.html", html)
        whole.writestr("copy.json", msgspec.json.format(msgspec.json.encode(copy), indent=2))
        for name, sound in recordings.items():
            whole.writestr(name, sound)
    return data.getvalue()


async def note_given(service: Service, opened: Opened, by: str | None) -> str:
    """Keep that this copy is given, before it is; gives its id."""
    now, copy_id = service.now(), str(uuid_utils.uuid7())
    row = Copy(copy_id, opened.request.subject, opened.request.version, by, now)

    async def work(tx: Transaction) -> None:
        await note_copy(tx, row)
        await note(tx, "access-exported", f"{row.asked_by} {copy_id}", by, now)
        for case in opened.cases:
            await note(tx, "submission-opened", case.record.id, by, now)

    await service.database.transaction(work)
    return copy_id
