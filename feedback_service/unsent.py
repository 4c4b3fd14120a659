"""Drafts that should have been sent as they are and cannot be: named without a word of them, or removed."""

from typing import Final, NamedTuple

from feedback_service import drafting
from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.drafts import Draft, delete_draft
from feedback_service.storage.receipts import forget_receipt
from feedback_service.storage.recordings import drop_recordings
from feedback_service.stuck import overdue

REASONS: Final = ("key-lost", "damaged", "form-gone", "asked", "trial")
_WHATEVER_KEEPS_IT = ("asked", "trial")  # reasons for any words that do not open


class UnsentError(Exception):
    """A draft that is not to be removed; the message says why."""


class Unsent(NamedTuple):
    """A draft that lies too long, what is seen to be wrong with it if anything, and what it may go for."""

    draft: Draft
    fault: str
    reasons: tuple[str, ...]


async def unsent(service: Service) -> list[Unsent]:
    """The drafts that should have been sent an hour ago, or ten minutes with a sign of harm; oldest first."""
    return [_held_against(service, one) for one in await overdue(service)]


def _held_against(service: Service, draft: Draft) -> Unsent:
    try:
        drafting.open_draft(service, draft)
    except UnreadableWordsError as error:
        return Unsent(draft, str(error), (*_lost_or_damaged(service, draft), *_WHATEVER_KEEPS_IT))
    except KeyError:  # its words are opened before its form is looked for
        fault = f"Its words open, but the form {draft.form_id}, version {draft.form_version}, is not here."
        return Unsent(draft, f"{fault} Put its file back, and it is sent.", ("form-gone",))
    except Exception as error:  # noqa: BLE001 (no message of another error is shown: it may hold words)
        return Unsent(draft, f"Its words open and are not as they should be ({type(error).__name__}).", ())
    return Unsent(draft, "", ())


def _lost_or_damaged(service: Service, draft: Draft) -> tuple[str, ...]:
    if draft.key_master not in service.keys.masters:
        return ("key-lost",)
    try:
        service.keys.data_key(draft.id, WrappedKey(draft.key_master, draft.key_wrapped))
    except UnreadableWordsError:  # a key of another service may have the same name
        return "key-lost", "damaged"
    return ("damaged",)


async def remove(service: Service, draft_id: str, reason: str) -> None:
    """Take away such a draft for a reason that fits what is wrong with it; UnsentError for any other.

    Words that open go for "form-gone" alone, and only where that is so.
    """
    now = service.now()
    found = next((one for one in await unsent(service) if one.draft.id == draft_id), None)
    if found is None:
        raise UnsentError("No draft with this id waits for longer than it should.")
    if not found.reasons:
        raise UnsentError("Its words open. The journal says what keeps it from being sent: mend that.")
    if reason not in found.reasons:
        fitting = ", ".join(found.reasons)
        raise UnsentError(f"{found.fault} It is removed for no other reason than: {fitting}.")

    async def work(tx: Transaction) -> None:
        await delete_draft(tx, draft_id)
        await drop_recordings(tx, draft_id)
        await forget_receipt(tx, draft_id)
        await note(tx, "draft-removed", f"{draft_id} {reason}", None, now)

    await service.database.transaction(work)
