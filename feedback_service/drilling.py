"""The fire drill: a made-up notice goes to each rung of the ladder, and what becomes of it is told."""

import asyncio
import time
from collections.abc import Sequence

import uuid_utils

from feedback_service.addressing import address_waiting
from feedback_service.drill_plans import KIND
from feedback_service.notifying import send_due
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.deliveries import CHANNELS
from feedback_service.storage.notice_lists import NoticeLine, notices_by_id
from feedback_service.storage.notices import add_notices
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.rota import RUNGS, Rung

PAUSE = 0.2  # seconds between looks at what became of it


async def begin(service: Service, rungs: Sequence[Rung], by: str | None) -> list[str]:
    """Make one notice a rung and return their ids; the service's jobs send them like any other."""
    at = service.now()
    rows = [NoticeRow(str(uuid_utils.uuid7()), KIND, None, RUNGS.index(rung), True, at) for rung in rungs]

    async def work(tx: Transaction) -> None:
        await add_notices(tx, rows)
        await note(tx, "drill-made", " ".join(rungs), by, at)

    await service.database.transaction(work)
    return [row.id for row in rows]


async def finish(service: Service, ids: Sequence[str], seconds: float) -> list[NoticeLine]:
    """Send what the drill made, as another process may too; how it stands at the end or when time is up."""
    until, only = time.monotonic() + seconds, frozenset(ids)
    while True:
        await address_waiting(service)
        await asyncio.gather(*(send_due(service, channel, only=only) for channel in CHANNELS))
        async with service.database.reading() as connection:
            lines = await notices_by_id(connection, list(ids))
        waiting = any(
            line.addressed_at is None or any(one.due_at is not None for one in line.told) for line in lines
        )
        if not waiting or time.monotonic() >= until:
            return lines
        await asyncio.sleep(PAUSE)
