"""That somebody read words: noted where they are shown, in the audit trail."""

from collections.abc import Iterable

from feedback_service.service import Service
from feedback_service.storage.audit import Action, note
from feedback_service.storage.database import Transaction


async def note_opened(
    service: Service,
    submission_ids: Iterable[str],
    worker_id: str | None,
    action: Action = "submission-opened",
) -> None:
    """Note for each submission (once) that its words are shown to this worker; None is whoever runs it."""
    ids, now = sorted(set(submission_ids)), service.now()

    async def work(tx: Transaction) -> None:
        for one in ids:
            await note(tx, action, one, worker_id, now)

    if ids:
        await service.database.transaction(work)
