"""Drafts that should have been sent as they are and cannot be: named without a word of them, or removed."""

from typing import Final, NamedTuple

from feedback_service import drafting
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.drafts import Draft, delete_draft
from feedback_service.storage.receipts import forget_receipt
from feedback_service.storage.recordings import drop_recordings
from feedback_service.stuck import overdue

REASONS: Final = ("key-lost", "damaged", "form-gone", "asked", "trial")


class UnsentError(Exception):
    """A draft that is not to be removed; the message says why."""


class Unsent(NamedTuple):
    """A draft that lies too long, and why its words do not open; empty where they do."""

    draft: Draft
    fault: str


async def unsent(service: Service) -> list[Unsent]:
    """The drafts that should have been sent an hour ago, or ten minutes with a sign of harm; oldest first."""
    return [Unsent(one, _fault(service, one)) for one in await overdue(service)]


def _fault(service: Service, draft: Draft) -> str:
    try:
        drafting.open_draft(service, draft)
    except UnreadableWordsError as error:
        return str(error)
    except KeyError:
        return f"The form {draft.form_id}, version {draft.form_version}, is not here."
    except Exception as error:  # noqa: BLE001 (no message of another error is shown: it may hold words)
        return f"Its answers are not as they should be ({type(error).__name__})."
    return ""


async def remove(service: Service, draft_id: str, reason: str) -> None:
    """Take away such a draft whose words do not open, for one of REASONS; UnsentError for any other."""
    now = service.now()
    found = next((one for one in await unsent(service) if one.draft.id == draft_id), None)
    if found is None:
        raise UnsentError("No draft with this id waits for longer than it should.")
    if not found.fault:
        raise UnsentError("Its words open. The journal says what keeps it from being sent: mend that.")

    async def work(tx: Transaction) -> None:
        await delete_draft(tx, draft_id)
        await drop_recordings(tx, draft_id)
        await forget_receipt(tx, draft_id)
        await note(tx, "draft-removed", f"{draft_id} {reason}", None, now)

    await service.database.transaction(work)
