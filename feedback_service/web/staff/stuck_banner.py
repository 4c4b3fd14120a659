"""The banner on every staff page while signs of harm may wait unseen."""

from feedback_service.service import Service
from feedback_service.storage.stuck import lying
from feedback_service.storage.workers import Worker
from feedback_service.stuck import pressing, too_long
from feedback_service.web.staff.roles import HEARS_OF_NOTICES


async def is_stuck(service: Service, worker: Worker) -> bool:
    """Whether to show it to this worker."""
    if worker.role not in HEARS_OF_NOTICES:
        return False
    async with service.database.reading() as connection:
        found = too_long(await lying(connection), service.now(), service.settings)
    return bool(pressing(found))
