"""When somebody asks for what they sent to be taken away: asked, decided by a person, and then truly gone."""

from typing import Literal

from feedback_service.erasing import Why, erase_for_good
from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.held import any_held
from feedback_service.storage.removals import (
    Decision,
    Removal,
    Unmet,
    ask_removal,
    removal_of,
    settle_removal,
    unmet_of,
    whole,
)
from feedback_service.storage.replies import key_of
from feedback_service.storage.workers import Worker

Settled = Literal[
    "words-removed", "words-kept", "settled-before",
    "held", "unread", "undecided", "unscreened", "past", "unfiled",
]  # fmt: skip


async def ask(service: Service, submission_id: str) -> None:
    """Note that the person asks. Asking twice changes nothing; asking again after a no asks again."""
    now = service.now()

    async def work(tx: Transaction) -> None:
        if await ask_removal(tx, submission_id, now):
            await note(tx, "removal-asked", submission_id, None, now)

    await service.database.transaction(work)


async def remove(service: Service, worker: Worker, submission_id: str, *, sure: bool) -> Settled:
    """Take away the words of a submission and of all that was added to it, as was asked for.

    Nothing is done while a legal hold stands ("held"); before a person has read all of it ("unread"): it may
    be the only place where a child tells of harm; before a concern is decided on ("undecided"); or before all
    words are screened, or a person is asked in the machine's place ("unscreened"). Unless the worker is
    `sure`, nor before imported words are screened, of which nobody is asked ("past"), or somebody has
    confirmed that the case record holds what was decided ("unfiled").
    """
    now = service.now()
    decision = Decision(outcome="removed", reason=None, settled_by=worker.id, settled_at=now)

    async def work(tx: Transaction) -> Settled:
        ids = await whole(tx, submission_id)
        if await any_held(tx, ids):
            return "held"
        unmet = await unmet_of(tx, submission_id)
        if stopped := _stopped(unmet, sure=sure):
            return stopped
        if not await settle_removal(tx, submission_id, decision):
            return "settled-before"
        await erase_for_good(tx, service.keys, ids, Why("asked", "", now, worker.id))
        await note(tx, "words-removed", submission_id, worker.id, now)
        return "words-removed"

    return await service.database.transaction(work)


def _stopped(unmet: Unmet, *, sure: bool) -> Settled | None:
    if unmet.unread:
        return "unread"
    if unmet.undecided:
        return "undecided"
    if unmet.unscreened:
        return "unscreened"
    if sure:
        return None
    if unmet.past:
        return "past"
    return "unfiled" if unmet.unfiled else None


async def keep(service: Service, worker: Worker, submission_id: str, reason: str) -> Settled:
    """Decide that it has to be kept; the person reads why when they come back."""
    now = service.now()

    async def work(tx: Transaction) -> Settled:
        found = await key_of(tx, submission_id)
        if found is None:
            return "settled-before"
        owner, master, wrapped = found
        sealed = service.keys.data_key(owner, WrappedKey(master, wrapped)).seal(reason, _place(owner))
        decision = Decision(outcome="kept", reason=sealed, settled_by=worker.id, settled_at=now)
        if not await settle_removal(tx, submission_id, decision):
            return "settled-before"
        await note(tx, "removal-refused", submission_id, worker.id, now)
        return "words-kept"

    return await service.database.transaction(work)


async def held(service: Service, submission_id: str) -> bool:
    """Whether a legal hold stands, so that it cannot be taken away for now."""
    async with service.database.reading() as connection:
        return await any_held(connection, [submission_id])


async def asked(service: Service, submission_id: str) -> tuple[Removal, str] | None:
    """The request about this submission with why it was kept (empty unless it was); None without one."""
    async with service.database.reading() as connection:
        removal = await removal_of(connection, submission_id)
        found = await key_of(connection, submission_id)
    if removal is None:
        return None
    if removal.reason is None or found is None:
        return removal, ""
    owner, master, wrapped = found
    try:
        key = service.keys.data_key(owner, WrappedKey(master, wrapped))
        return removal, key.open(removal.reason, _place(owner))
    except UnreadableWordsError:
        return removal, ""


def _place(owner: str) -> str:
    return f"{owner}/removal"
