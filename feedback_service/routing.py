"""Working out from whom submissions are kept where that could not be done as they came.

So it is for concerns that are raised later and for what is added or differs, when all that belongs together
is looked at. Nothing here lets words through: what fails is kept for an independent lead.
"""

from collections.abc import Sequence

import uuid_utils

from feedback_service.reading import opened
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.routings import RoutingRow, add_routings
from feedback_service.storage.unrouted import TOGETHER, Mark, drop_marks, family_of, marks, people_here
from feedback_service.storage.words import sealed_texts
from feedback_service.whom_about import routings


async def route_waiting(service: Service, *, only: str | None = None) -> int:
    """Work out from whom marked submissions are kept; returns how many marks were dealt with.

    `only`: what belongs to this submission.
    """
    done = 0
    while True:
        async with service.database.reading() as connection:
            waiting = await marks(connection, root=only)
        for root in dict.fromkeys(mark.submission_id for mark in waiting):
            await _route(service, root, [mark for mark in waiting if mark.submission_id == root])
        done += len(waiting)
        if len(waiting) < TOGETHER:
            return done


async def _route(service: Service, root: str, waiting: Sequence[Mark]) -> None:
    async with service.database.reading() as connection:
        family = await family_of(connection, root)
        people = await people_here(connection)
        sealed = await sealed_texts(connection, family.ids) if family else []
    rows: list[RoutingRow] = []
    if family and family.concern:
        now = service.now()
        try:
            texts = [words for _, words in opened(service, sealed)]
            rows = routings(family, texts, people, root, now)
        except Exception:  # noqa: BLE001 (words that do not open may be about anybody)
            rows = [RoutingRow(str(uuid_utils.uuid7()), root, "unchecked", None, now)]

    async def work(tx: Transaction) -> None:
        await add_routings(tx, rows)
        await drop_marks(tx, [mark.id for mark in waiting])

    await service.database.transaction(work)
