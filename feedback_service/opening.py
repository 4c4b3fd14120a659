"""That somebody read words: noted where they are shown, in the audit trail."""

from collections.abc import Iterable

from feedback_service.service import Service
from feedback_service.storage.audit import Action, note, take_turn
from feedback_service.storage.database import Transaction
from feedback_service.storage.routing_decisions import said_so_far


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


async def note_opened_whole(service: Service, submission_id: str, worker_id: str, said: str) -> None:
    """Note that all its words are shown to this worker, with what was put right, as of when `said` was taken.

    Where more was said or put right since (`said_so_far`), only that it was opened.
    """
    now = service.now()

    async def work(tx: Transaction) -> None:
        await take_turn(tx)  # what is being put right meanwhile is noted after this, so it counts as newer
        is_all = said == await said_so_far(tx, submission_id)
        action: Action = "submission-opened-whole" if is_all else "submission-opened"
        await note(tx, action, submission_id, worker_id, now)

    await service.database.transaction(work)
