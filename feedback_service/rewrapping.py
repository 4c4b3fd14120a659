"""Moving stored keys to the current master, a batch at a time beside the running service."""

from collections import Counter
from collections.abc import Callable

import msgspec

from feedback_service.in_use import not_taken_up
from feedback_service.key_file import KeyFileError
from feedback_service.sealing import UnreadableWordsError, WrappedKey
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.wrapped import (
    Holder,
    WrappedRow,
    holders,
    wrap_anew,
    wrapped_otherwise,
)

_AT_ONCE = 200


class Rewrapped(msgspec.Struct, frozen=True):
    """How many keys were moved, and how many stay as they are, by their master: it does not open them."""

    moved: int
    stuck: Counter[str]


async def rewrap(service: Service, tell: Callable[[int], None] = lambda _: None) -> Rewrapped:
    """Wrap every stored data key with the current master; the words themselves are not touched.

    A batch at a time beside the running service: stopped anywhere, a second run goes on. A row that is erased
    meanwhile stays erased. `tell` is given how many were moved so far. Raises KeyFileError while the service
    has not taken the key up: it could not open what is moved.
    """
    if problem := await not_taken_up(service, service.keys.current):
        raise KeyFileError(problem)
    moved, stuck = 0, Counter[str]()
    for holder in holders():
        after = ""
        while rows := await _batch(service, holder, after):
            after = rows[-1].id
            new = {row: _wrapped(service, row) for row in rows}
            stuck.update(row.master for row, wrapped in new.items() if wrapped is None)
            ready = {row: wrapped for row, wrapped in new.items() if wrapped is not None}
            moved += await _put(service, holder, ready)
            tell(moved)
    now = service.now()
    await service.database.transaction(
        lambda tx: note(tx, "keys-rewrapped", f"{service.keys.current} {moved}", None, now)
    )
    return Rewrapped(moved, stuck)


async def _batch(service: Service, holder: Holder, after: str) -> list[WrappedRow]:
    async with service.database.reading() as connection:
        return await wrapped_otherwise(connection, holder, service.keys.current, after=after, limit=_AT_ONCE)


def _wrapped(service: Service, row: WrappedRow) -> WrappedKey | None:
    try:
        return service.keys.rewrapped(row.owner, WrappedKey(row.master, row.wrapped))
    except UnreadableWordsError:
        return None


async def _put(service: Service, holder: Holder, ready: dict[WrappedRow, WrappedKey]) -> int:
    async def work(tx: Transaction) -> int:
        return sum([await wrap_anew(tx, holder, row, new.master, new.wrapped) for row, new in ready.items()])

    return await service.database.transaction(work) if ready else 0
