"""Watching that nothing lies unseen: words nobody and nothing has read, notices that do not get out."""

import logging

import uuid_utils

from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.notices import add_notices, last_made
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.stuck import Lying, lying

log = logging.getLogger(__name__)
LONGEST = 60_000  # milliseconds for reading by machine and for addressing
LONGEST_UNSENT = 5 * 60_000
LONGEST_DUE = 60 * 60_000  # for a draft that should have been sent as it is, which is tried each minute
AGAIN_AFTER = 60 * 60_000
SHOWN_AFTER_GIVING_UP = 7 * 24 * 60 * 60_000
TOLD = (0, 2)  # steps of the ladder: who is on duty, and the managers


async def watch(service: Service) -> int:
    """Have people told of what is stuck, once an hour at most; returns how many notices that made."""
    at = service.now()
    async with service.database.reading() as connection:
        before = await last_made(connection, "stuck")
        found = too_long(await lying(connection), at, service.settings)
    if not found or (before is not None and at - before < AGAIN_AFTER):
        return 0
    rows = [NoticeRow(str(uuid_utils.uuid7()), "stuck", None, step, False, at) for step in TOLD]
    await service.database.transaction(lambda tx: add_notices(tx, rows))
    log.error("Stuck: %s", ", ".join(found))
    return len(rows)


def too_long(found: Lying, at: int, settings: Settings) -> tuple[str, ...]:
    """Which of these lie for longer than they may: fields of `Lying`."""
    longest = {
        "words": LONGEST,
        "notice": LONGEST,
        "delivery": LONGEST_UNSENT,
        "link_draft": settings.link_draft_hours * 60 * 60_000 + LONGEST_DUE,
        "tablet_draft": settings.tablet_draft_minutes * 60_000 + LONGEST_DUE,
    }
    since = {name: getattr(found, name) for name in longest}
    return tuple(name for name, at_most in longest.items() if since[name] and at - since[name] > at_most)
