"""Coming back with a receipt: its words made findable, looked up, and tried only so often."""

from typing import NamedTuple

from feedback_service.receipts import lookup_of, receipt_for
from feedback_service.service import Service
from feedback_service.storage.database import StorageError, Transaction
from feedback_service.storage.receipts import has_receipt, keep_receipt, owners_of, without_receipt
from feedback_service.storage.tries import count_try, forget_tries

TOGETHER = 200  # receipts a run of the job: about five seconds of one core in each minute
# How many tries in how many milliseconds.
TRIES, WITHIN = 8, 15 * 60_000
CEILING, OF_ALL_WITHIN = 120, 60 * 60_000
PACE = 30_000


class Device(NamedTuple):
    """Who tries words: a browser, and what it belongs to (its link, its tablet, or all unknown ones)."""

    id: str
    pool: str


async def give_receipt(service: Service, owner_id: str) -> tuple[str, ...]:
    """The words of a draft or submission, which from now on lead back to it. Raises StorageError."""
    words = receipt_for(service.keys, owner_id)
    async with service.database.reading() as connection:
        done = await has_receipt(connection, owner_id)
    if not done:
        lookup, now = await lookup_of(service.keys, words), service.now()
        await service.database.transaction(lambda tx: keep_receipt(tx, lookup, owner_id, now))
    return words


async def receipt_to_show(service: Service, owner_id: str) -> tuple[str, ...]:
    """As `give_receipt`; when nothing can be written just now, the job makes the words findable later."""
    try:
        return await give_receipt(service, owner_id)
    except StorageError:
        return receipt_for(service.keys, owner_id)


async def give_receipts(service: Service) -> int:
    """Make words findable that no page has shown (sent whole, or imported); returns how many."""
    async with service.database.reading() as connection:
        waiting = await without_receipt(connection, TOGETHER)
    for owner_id in waiting:
        await give_receipt(service, owner_id)
    return len(waiting)


async def owners(service: Service, words: tuple[str, ...]) -> list[str]:
    """The ids that these words lead to: none, one, or (once in millions of years) several."""
    lookup = await lookup_of(service.keys, words)
    async with service.database.reading() as connection:
        return await owners_of(connection, lookup)


async def may_try(service: Service, device: Device) -> bool:
    """Count a try by this device; False when it has to wait.

    Eight tries in 15 minutes a device. Above 120 an hour for all that belongs together, one try in half a
    minute is let through: who makes up new devices gains nothing, and other links and tablets notice nothing.
    """
    now = service.now()

    async def work(tx: Transaction) -> bool:
        if not await count_try(tx, "return", device.id, now, since=now - WITHIN, limit=TRIES):
            return False
        if await count_try(tx, "return-all", device.pool, now, since=now - OF_ALL_WITHIN, limit=CEILING):
            return True
        return await count_try(tx, "return-slow", device.pool, now, since=now - PACE, limit=1)

    return await service.database.transaction(work)


async def got_it_right(service: Service, device: Device) -> None:
    """Nothing is held against a device that gave true words."""
    await service.database.transaction(lambda tx: forget_tries(tx, "return", device.id))
