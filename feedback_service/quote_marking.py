"""Marks beside words that may point at somebody, so that those that wait can be counted and found."""

from feedback_service.quote_waiting import LENGTH, pointing_at
from feedback_service.service import Service
from feedback_service.storage.quote_places import mark, unmarked

_AT_ONCE = 200


async def mark_waiting(service: Service) -> int:
    """Mark which words may point at somebody, where that is what decides whether they wait; returns how many.

    Apart from reading, which it would slow down for words that are never quoted.
    """
    done, after = 0, ("", "")
    while True:
        async with service.database.reading() as db:
            places = await unmarked(db, LENGTH, _AT_ONCE, after=after)
        if not places:
            return done
        after, found = places[-1], await pointing_at(service, places)
        await service.database.transaction(lambda tx, found=found: mark(tx, found))  # type: ignore[misc]
        done += len(found)
