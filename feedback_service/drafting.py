"""Drafts: every page saved as it is answered, then sent, deleted, or sent as unfinished when left lying."""

import asyncio
import logging

import msgspec

from feedback_service.faults import log_fault
from feedback_service.intake import Acknowledgement, Arrival, Place, submit, tells_of_harm
from feedback_service.recordings import NO_SOUNDS, Sounds, sealed_row
from feedback_service.sealing import DataKey, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.database import StorageError, Transaction
from feedback_service.storage.drafts import (
    Draft,
    add_draft,
    delete_draft,
    drafts_of_tablet,
    find_draft,
    idle_drafts,
    save_draft,
)
from feedback_service.storage.links import link_by_id
from feedback_service.storage.recordings import drop_recordings, keep_recording
from feedback_service.storage.returned import find_returned
from forms.catalogue import PublishedForm
from forms.journey import final_answers
from forms.model import Answers, VoiceNote

log = logging.getLogger(__name__)
SEND_TRIES = 5
_WORDS = "draft"
_MINUTE = 60_000
_NOT_TO_WAIT = ("child", "family")  # audiences whose drafts are sent soon where they tell of harm


class Open(msgspec.Struct, frozen=True, kw_only=True):
    """A draft with its words readable."""

    draft: Draft
    form: PublishedForm
    key: DataKey
    answers: Answers


async def begin(
    service: Service,
    draft_id: str,
    form: PublishedForm,
    place: Place,
    *,
    language: str = "",
    follows: str = "",
) -> str:
    """Start a draft with no answers and return its id.

    Starting the same one again changes nothing; a one-time link has one draft, whose id comes back.
    """
    key = service.keys.new_data_key(draft_id)
    now = service.now()
    draft = Draft(
        id=draft_id,
        form_id=form.form.id,
        form_version=form.form.version,
        team_id=place.team_id,
        subject_id=place.subject_id,
        moment=place.moment,
        link_id=place.link_id,
        tablet_id=place.tablet_id,
        key_master=key.stored.master,
        key_wrapped=key.stored.wrapped,
        words=_sealed(key, draft_id, {}),
        started_at=now,
        saved_at=now,
        language=language or None,
        follows=follows or None,
    )
    one_of = draft.link_id if place.spends_link else None
    return await service.database.transaction(lambda tx: add_draft(tx, draft, one_of))


async def find(service: Service, draft_id: str) -> Open | None:
    """The draft opened, or None when it was never begun, is sent, or is deleted."""
    async with service.database.reading() as connection:
        draft = await find_draft(connection, draft_id)
    return open_draft(service, draft) if draft else None


async def save(service: Service, draft_id: str, answers: Answers, sounds: Sounds = NO_SOUNDS) -> Open | None:
    """Add `answers`, with their recordings, to the draft on disk and return it; None when it is gone.

    Reading and writing are one unit of work, so two pages sent together both stay. A recording goes when
    another comes, or when its question is answered without one.
    """

    async def merge(tx: Transaction) -> Open | None:
        draft = await find_draft(tx, draft_id)
        if draft is None:
            return None
        before = open_draft(service, draft)
        merged = {**before.answers, **answers}
        saved_at = max(service.now(), draft.saved_at + 1)
        after = msgspec.structs.replace(draft, words=_sealed(before.key, draft_id, merged), saved_at=saved_at)
        await save_draft(tx, after)
        for name in _unspoken(before.form, answers):
            await drop_recordings(tx, draft_id, name)
        for name, sound in sounds.items():
            await keep_recording(tx, sealed_row(before.key, draft_id, name, sound, saved_at))
        return msgspec.structs.replace(before, draft=after, answers=merged)

    return await service.database.transaction(merge)


def _unspoken(form: PublishedForm, answers: Answers) -> list[str]:
    """The voice questions that are answered without a recording."""
    without = (name for name, one in answers.items() if one.state != "given")
    return [name for name in without if isinstance(form.questions[name], VoiceNote)]


async def send(
    service: Service, draft_id: str, *, finished: bool = True, by_person: bool = True
) -> Acknowledgement | None:
    """Turn the draft into a submission; None when it is no longer there.

    A one-time link is used up when the person sends, not when time does (`by_person` false).

    A draft that is saved once more in the meantime is read again, so that its last words go along.
    """
    spends = by_person
    for _ in range(SEND_TRIES):
        opened = await find(service, draft_id)
        if opened is None:
            return None
        arrival = await _arrival(service, opened, finished=finished and spends, spends=spends)
        sent = await submit(service, arrival)
        if sent.result == "link-spent":  # used elsewhere meanwhile: these words stay, as unfinished ones
            spends = False
        elif sent.result != "draft-changed":
            return sent
    raise StorageError("The draft kept changing while it was sent.")


async def discard(service: Service, draft_id: str) -> None:
    """Delete the draft and its key: the person chose that nothing is kept."""

    async def work(tx: Transaction) -> None:
        await delete_draft(tx, draft_id)
        await drop_recordings(tx, draft_id)

    await service.database.transaction(work)


async def send_idle(service: Service) -> int:
    """Send what was left unfinished as it is, so that nobody's words wait unread; returns how many.

    A draft without any answer holds no words and is removed. One that tells of harm does not wait as long as
    others do where it was begun through a link. `service.looked_at` then holds what lies here and opens.
    """
    now, lying = service.now(), await lying_drafts(service)
    for gone in service.looked_at.keys() - {(draft.id, draft.saved_at) for draft in lying}:
        del service.looked_at[gone]
    sent = 0
    for draft in lying:
        if await _is_due(service, draft, now):
            sent += await _send_or_remove(service, draft)
    return sent


async def lying_drafts(service: Service) -> list[Draft]:
    """Drafts that nobody has touched for so long that those which tell of harm are due, the oldest first."""
    now, tablets = service.now(), service.settings.tablet_draft_minutes * _MINUTE
    links = min(tablets, service.settings.link_draft_hours * 60 * _MINUTE)
    async with service.database.reading() as connection:
        return await idle_drafts(connection, links_before=now - links, tablets_before=now - tablets)


async def _is_due(service: Service, draft: Draft, now: int) -> bool:
    late = now > draft.saved_at + _longest(service, draft)
    await asyncio.sleep(0)  # screening many in a row holds up no page
    try:
        due_at, _ = look(service, draft)
    except Exception as error:  # noqa: BLE001 (it waits as long as any other, and is tried then)
        if not late:  # else sending it says so
            log_fault(log, error, f"Draft {draft.id} could not be looked at")
        return late
    return late or now > due_at


def look(service: Service, draft: Draft) -> tuple[int, bool]:
    """When a draft is sent as it is, and whether it tells of harm. Fails as `open_draft` does.

    It is opened and screened once as it was saved: `service.looked_at` remembers.
    """
    as_saved = draft.id, draft.saved_at
    if as_saved not in service.looked_at:
        opened = open_draft(service, draft)
        harm = tells_of_harm(service, _given_so_far(opened))
        service.looked_at[as_saved] = _due_at(service, opened, harm=harm), harm
    return service.looked_at[as_saved]


def sent_at(service: Service, opened: Open) -> int:
    """When a draft is sent as it is unless it is saved once more, in Unix milliseconds."""
    return _due_at(service, opened, harm=tells_of_harm(service, _given_so_far(opened)))


def _due_at(service: Service, opened: Open, *, harm: bool) -> int:
    longest = _longest(service, opened.draft)
    if harm and opened.form.form.audience in _NOT_TO_WAIT:
        longest = min(longest, service.settings.tablet_draft_minutes * _MINUTE)
    return opened.draft.saved_at + longest


def _longest(service: Service, draft: Draft) -> int:
    settings = service.settings
    minutes = settings.tablet_draft_minutes if draft.tablet_id else settings.link_draft_hours * 60
    return minutes * _MINUTE


def _given_so_far(opened: Open) -> Arrival:
    """What would be sent now, without whom it is from."""
    draft = opened.draft
    return Arrival(
        id=draft.id,
        form=opened.form,
        place=Place(team_id=draft.team_id, channel="link"),
        answers=final_answers(opened.form, opened.answers),
        answered_at=draft.saved_at,
    )


async def send_left(service: Service, tablet_id: str) -> int:
    """Send as unfinished what somebody left on this tablet, now that the next person comes; how many."""
    async with service.database.reading() as connection:
        left = await drafts_of_tablet(connection, tablet_id)
    return sum([await _send_or_remove(service, draft) for draft in left])


async def _send_or_remove(service: Service, draft: Draft) -> int:
    try:
        if open_draft(service, draft).answers:
            return int(await send(service, draft.id, finished=False, by_person=False) is not None)
        await discard(service, draft.id)
    except Exception as error:  # noqa: BLE001 (whatever fails with one, the others are sent)
        log_fault(log, error, f"Draft {draft.id} could not be sent; it stays and is tried again")
    return 0


async def _arrival(service: Service, opened: Open, *, finished: bool, spends: bool) -> Arrival:
    draft = opened.draft
    async with service.database.reading() as connection:
        link = await link_by_id(connection, draft.link_id) if draft.link_id else None
        first = await find_returned(connection, draft.follows) if draft.follows else None
    return Arrival(
        id=draft.id,
        form=opened.form,
        place=Place(
            team_id=draft.team_id,
            channel="tablet" if draft.tablet_id else "link",
            subject_id=draft.subject_id,
            moment=draft.moment,
            link_id=draft.link_id,
            tablet_id=draft.tablet_id,
            spends_link=spends and link is not None and not link.reusable,
            role=link.role if link else first.person_role if first else None,
        ),
        answers=final_answers(opened.form, opened.answers),
        answered_at=draft.saved_at,
        finished=finished,
        language=draft.language,
        follows=draft.follows,
        key=opened.key,
        draft_saved_at=draft.saved_at,
    )


def open_draft(service: Service, draft: Draft) -> Open:
    """The draft with its words; UnreadableWordsError where they do not open, KeyError without its form."""
    key = service.keys.data_key(draft.id, WrappedKey(draft.key_master, draft.key_wrapped))
    answers = msgspec.json.decode(key.open(draft.words, f"{draft.id}/{_WORDS}"), type=Answers)
    form = service.catalogue.get(draft.form_id, draft.form_version)
    return Open(draft=draft, form=form, key=key, answers=answers)


def _sealed(key: DataKey, draft_id: str, answers: Answers) -> bytes:
    return key.seal(msgspec.json.encode(answers).decode(), f"{draft_id}/{_WORDS}")
