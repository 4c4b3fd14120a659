"""Watching that nothing lies unseen: words nobody and nothing has read, notices that do not get out."""

import logging
from collections.abc import Sequence

import uuid_utils
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.drafting import look, lying_drafts
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.drafts import Draft, saved_until
from feedback_service.storage.notices import add_notices, last_made
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.stuck import Lying, lying
from feedback_service.uk_time import moment_of
from feedback_service.working_days import CLOSES, is_open, openings_since

log = logging.getLogger(__name__)
LONGEST = 60_000  # milliseconds for reading by machine and for addressing
LONGEST_UNSENT = 5 * 60_000
LONGEST_DUE = 60 * 60_000  # for a draft that should have been sent as it is, which is tried each minute
LONGEST_HARM_DUE = 10 * 60_000  # for one that opens and tells of harm
AGAIN_AFTER = 60 * 60_000
SHOWN_AFTER_GIVING_UP = 7 * 24 * 60 * 60_000
TOLD = (0, 2)  # steps of the ladder: who is on duty, and the managers
HARM_DRAFT = "harm_draft"
_DRAFTS = ("link_draft", "tablet_draft")


async def watch(service: Service) -> int:
    """Have people told of what is stuck; returns how many notices that made.

    Once an hour at most. Of drafts that are not known to tell of harm, once a working day ("unsent").
    """
    at = service.now()
    async with service.database.reading() as connection:
        found = await found_stuck(service, connection)
        before = {kind: await last_made(connection, kind) for kind in ("stuck", "unsent") if found}
    urgent, drafts = pressing(found), tuple(name for name in found if name in _DRAFTS)
    told = [*urgent] if urgent and _an_hour_after(before["stuck"], at) else []
    kinds = ["stuck"] if told else []
    if drafts and _next_day(before["unsent"], at):
        kinds, told = [*kinds, "unsent"], [*told, *drafts]
    rows = [
        NoticeRow(str(uuid_utils.uuid7()), kind, None, step, False, at) for kind in kinds for step in TOLD
    ]
    if rows:
        await service.database.transaction(lambda tx: add_notices(tx, rows))
        log.error("Stuck: %s", ", ".join(told))
    return len(rows)


def _an_hour_after(before: int | None, at: int) -> bool:
    return before is None or at - before >= AGAIN_AFTER


def _next_day(before: int | None, at: int) -> bool:
    """Whether offices are open, and were closed since."""
    if not is_open(at) or moment_of(at).time() >= CLOSES:
        return False
    return before is None or openings_since(before, at) > 0


def pressing(found: Sequence[str]) -> tuple[str, ...]:
    """Which of what lies too long people are told of at any hour, as signs of harm may wait unseen."""
    return tuple(name for name in found if name not in _DRAFTS)


async def found_stuck(service: Service, connection: AsyncConnection) -> tuple[str, ...]:
    """What lies too long now: as `too_long`, and HARM_DRAFT by what was found in drafts looked at."""
    at = service.now()
    found = too_long(await lying(connection), at, service.settings)
    late = {saved for saved, seen in service.looked_at.items() if _harm_is_late(seen, at)}
    if late:  # they may have been sent, or saved once more, since
        late &= await saved_until(connection, max(saved_at for _, saved_at in late))
    return (HARM_DRAFT, *found) if late else found


def _harm_is_late(seen: tuple[int, bool], at: int) -> bool:
    due_at, harm = seen
    return harm and due_at + LONGEST_HARM_DUE < at


async def overdue(service: Service) -> list[Draft]:
    """The drafts that should have been sent too long ago, the oldest first; looks at each that lies here."""
    at = service.now()
    links, tablets = unsent_before(at, service.settings)
    return [
        one
        for one in await lying_drafts(service)
        if _tells_late(service, one, at) or one.saved_at < (tablets if one.tablet_id else links)
    ]


def _tells_late(service: Service, draft: Draft, at: int) -> bool:
    try:
        return _harm_is_late(look(service, draft), at)
    except Exception:  # noqa: BLE001 (what does not open is late as any other)
        return False


def too_long(found: Lying, at: int, settings: Settings) -> tuple[str, ...]:
    """Which of these lie for longer than they may: fields of `Lying`."""
    links, tablets = unsent_before(at, settings)
    ends = {
        "words": at - LONGEST,
        "notice": at - LONGEST,
        "delivery": at - LONGEST_UNSENT,
        "link_draft": links,
        "tablet_draft": tablets,
    }
    since = {name: getattr(found, name) for name in ends}
    return tuple(name for name, end in ends.items() if since[name] and since[name] < end)


def unsent_before(at: int, settings: Settings) -> tuple[int, int]:
    """Drafts that were saved before should have been sent as they are: begun by link, and on a tablet."""
    longest = settings.link_draft_hours * 60, settings.tablet_draft_minutes
    links, tablets = (at - minutes * 60_000 - LONGEST_DUE for minutes in longest)
    return links, tablets
