"""The banner on every staff page while signs of harm may wait unseen."""

from feedback_service.service import Service
from feedback_service.storage.workers import Worker
from feedback_service.stuck import found_stuck, pressing
from feedback_service.web.staff.roles import HEARS_OF_NOTICES


async def is_stuck(service: Service, worker: Worker) -> bool:
    """Whether to show it to this worker."""
    if worker.role not in HEARS_OF_NOTICES:
        return False
    async with service.database.reading() as connection:
        return bool(pressing(await found_stuck(service, connection)))
