"""Telling certain workers that something is there for them: by e-mail, without a word of what it is about."""

from collections.abc import Collection

import uuid_utils

from feedback_service.addressing import deliveries_of, ways_to
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.notices import add_notices, contacts, keep_addressed
from feedback_service.storage.raising import NoticeRow


async def tell(tx: Transaction, service: Service, kind: str, worker_ids: Collection[str], at: int) -> int:
    """Write a notice of this kind to these workers into the outbox; how many of them it can reach.

    Where it reaches none of them nothing is written: their desk says it as well.
    """
    people = await contacts(tx, sorted(worker_ids))
    reached = [one for one in people if ways_to(service.settings, kind, one)]
    if reached:
        notice_id = str(uuid_utils.uuid7())
        await add_notices(tx, [NoticeRow(notice_id, kind, None, 0, False, at)])
        await keep_addressed(tx, notice_id, deliveries_of(service.settings, kind, reached, at), at)
    return len(reached)
