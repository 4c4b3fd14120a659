"""The tablet that asks: which one it is, what waits on it, and for whom its next answers are."""

import contextlib
from collections.abc import Mapping

import msgspec

from feedback_service.intake import Place
from feedback_service.service import Service
from feedback_service.storage import turns
from feedback_service.storage.database import StorageError, Transaction
from feedback_service.storage.tablets import Tablet, change_tablet, find_tablet, tablet_by_id
from feedback_service.storage.turns import Turn
from feedback_service.tokens import MistypedTokenError, token_hash

COOKIE = "tablet"
TOUCH_EVERY = 60_000  # milliseconds between notes that a tablet was seen
TURN_LASTS = 30 * 60_000  # milliseconds in which the next person has to start


async def known_tablet(service: Service, cookies: Mapping[str, str]) -> Tablet | None:
    """The tablet of this browser, also a revoked one (`revoked_at`): what waits on it is still taken."""
    try:
        hashed = token_hash(cookies.get(COOKIE, ""))
    except MistypedTokenError:
        return None
    async with service.database.reading() as connection:
        return await find_tablet(connection, hashed)


async def tablet_of(service: Service, cookies: Mapping[str, str]) -> Tablet | None:
    """The tablet of this browser, in use, or None. Notes that it was seen, once a minute."""
    tablet = await known_tablet(service, cookies)
    if tablet is None or tablet.revoked_at is not None:
        return None
    now = service.now()
    if now - (tablet.seen_at or 0) >= TOUCH_EVERY:
        with contextlib.suppress(StorageError):  # the page comes up even when nothing can be noted
            await _change(service, tablet.id, seen_at=now)
    return tablet


async def note_state(service: Service, tablet: Tablet, waiting: int, since: int | None) -> None:
    """Keep what the tablet tells: how many sealed answers wait on it, the oldest since when (ms)."""
    oldest = since if waiting else None
    await _change(service, tablet.id, seen_at=service.now(), waiting=waiting, waiting_since=oldest)


async def keep_to(service: Service, tablet: Tablet, group: str | None) -> None:
    """Keep the menu to one group of forms, or show all again."""
    await _change(service, tablet.id, only=group)


async def _change(service: Service, tablet_id: str, **values: str | int | None) -> None:
    async def work(tx: Transaction) -> None:
        tablet = await tablet_by_id(tx, tablet_id)
        if tablet is not None:
            await change_tablet(tx, msgspec.structs.replace(tablet, **values))

    await service.database.transaction(work)


async def waiting_turn(service: Service, tablet: Tablet) -> Turn | None:
    """For whom the next answers are, when a worker set it less than half an hour ago and nobody began."""
    async with service.database.reading() as connection:
        return await turns.open_turn(connection, tablet.id, service.now() - TURN_LASTS)


async def next_place(service: Service, tablet: Tablet, submission_id: str, turn_id: str = "") -> Place:
    """Where answers begun on the tablet now belong; takes the turn a worker set, once.

    `turn_id` is for answers that were given without a network: the turn that stood on the menu when they
    were begun, whenever they come. Whoever keeps it must never use it for two people. The same
    submission asking again gets the same place; another one gets the team alone.
    """

    async def work(tx: Transaction) -> Turn | None:
        mine = await turns.turn_of(tx, submission_id)
        if mine is not None:
            return mine
        if turn_id:
            named = await turns.find_turn(tx, turn_id)
            free = named if named and named.tablet_id == tablet.id and named.used_by is None else None
        else:
            free = await turns.open_turn(tx, tablet.id, service.now() - TURN_LASTS)
        if free is not None:
            await turns.use_turn(tx, free.id, submission_id)
        return free

    turn = await service.database.transaction(work)
    return Place(
        team_id=tablet.team_id,
        channel="tablet",
        subject_id=turn.subject_id if turn else None,
        moment=turn.moment if turn else None,
        tablet_id=tablet.id,
    )
