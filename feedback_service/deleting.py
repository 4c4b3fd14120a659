"""Deleting a whole submission, choices too: only what nothing keeps, and noted."""

from feedback_service.holding import HoldError
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.deleting import delete_whole, others_with
from feedback_service.storage.held import any_held
from feedback_service.storage.subjects import forget_about


async def delete_submission(service: Service, submission_id: str) -> int:
    """Take every row of it away and give how many; HoldError where it must stay or is not there."""
    now = service.now()

    async def work(tx: Transaction) -> int:
        if await any_held(tx, [submission_id]):
            raise HoldError("A legal hold stands on it, or on what belongs to it.")
        if others := await others_with(tx, submission_id):
            raise HoldError(f"Delete first what was added to it or kept aside: {' '.join(others)}")
        await forget_about(tx, [submission_id])
        deleted = await delete_whole(tx, submission_id)
        if not deleted:
            raise HoldError("There is no such submission.")
        await note(tx, "submission-deleted", submission_id, None, now)
        return deleted

    return await service.database.transaction(work)
