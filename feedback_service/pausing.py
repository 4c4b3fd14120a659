"""Pausing what reads again, and going on; each is noted with who did it."""

from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.pauses import begin_pause, end_pause

_THING = "reading again"


async def pause(service: Service, worker_id: str | None) -> bool:
    """Stop reading again after the batch at hand, also over restarts; False when it is paused already."""

    async def work(tx: Transaction) -> bool:
        begun = await begin_pause(tx, worker_id, service.now())
        if begun:
            await note(tx, "analysis-paused", _THING, worker_id, service.now())
        return begun

    return await service.database.transaction(work)


async def resume(service: Service, worker_id: str | None) -> bool:
    """Go on where it stopped; False when it is not paused."""

    async def work(tx: Transaction) -> bool:
        ended = await end_pause(tx, worker_id, service.now())
        if ended:
            await note(tx, "analysis-resumed", _THING, worker_id, service.now())
        return ended

    return await service.database.transaction(work)
