"""Searches that a worker keeps under a name: opened for that worker alone."""

from typing import Final, NamedTuple

import msgspec

from feedback_service.sealing import DataKey, UnreadableWordsError, WrappedKey
from feedback_service.searching import Sought
from feedback_service.service import Service
from feedback_service.storage.database import Transaction
from feedback_service.storage.saved_views import (
    SavedView,
    add_view,
    find_view,
    remove_view,
    reseal_view,
    views_of,
)

LONGEST: Final = 80  # characters of a name
MOST: Final = 50  # of one worker


class Kept(NamedTuple):
    """A kept search, opened."""

    id: str
    name: str
    sought: Sought


class _Content(msgspec.Struct):
    name: str
    sought: Sought


def name_problem(name: str) -> str:
    """What is wrong with a name; empty when nothing is."""
    if not name.strip():
        return "Give it a name first, then press the button again."
    if len(name.strip()) > LONGEST:
        return f"This name has {len(name.strip())} characters. Use {LONGEST} at most."
    return ""


async def keep(service: Service, worker_id: str, view_id: str, name: str, sought: Sought) -> bool:
    """Keep a search; False when the worker keeps as many as there may be. Pressed twice, it is kept once."""
    key = service.keys.new_data_key(view_id)
    row = SavedView(
        id=view_id,
        worker_id=worker_id,
        master=key.stored.master,
        wrapped=key.stored.wrapped,
        sealed=_sealed(key, view_id, name, sought),
        made_at=service.now(),
    )

    async def work(tx: Transaction) -> bool:
        if len(await views_of(tx, worker_id)) >= MOST:
            return await find_view(tx, worker_id, view_id) is not None
        await add_view(tx, row)
        return True

    return await service.database.transaction(work)


async def kept_by(service: Service, worker_id: str) -> list[Kept]:
    """Everything this worker keeps, by name; what does not open with the keys at hand is left out."""
    async with service.database.reading() as connection:
        rows = await views_of(connection, worker_id)
    found = [one for row in rows if (one := _opened(service, row))]
    return sorted(found, key=lambda one: (one.name.casefold(), one.id))


async def kept_view(service: Service, worker_id: str, view_id: str) -> Kept | None:
    """One of them, or None."""
    async with service.database.reading() as connection:
        row = await find_view(connection, worker_id, view_id)
    return _opened(service, row) if row else None


async def rename(service: Service, worker_id: str, view_id: str, name: str) -> bool:
    """Give it another name; False when it is not there (any more)."""

    async def work(tx: Transaction) -> bool:
        row = await find_view(tx, worker_id, view_id)
        there = _opened(service, row) if row else None
        if row is None or there is None:
            return False
        return await reseal_view(
            tx, worker_id, view_id, _sealed(_key(service, row), view_id, name, there.sought)
        )

    return await service.database.transaction(work)


async def forget(service: Service, worker_id: str, view_id: str) -> bool:
    """Take it away; False when it is not there (any more)."""
    return await service.database.transaction(lambda tx: remove_view(tx, worker_id, view_id))


def _key(service: Service, row: SavedView) -> DataKey:
    return service.keys.data_key(row.id, WrappedKey(row.master, row.wrapped))


def _sealed(key: DataKey, view_id: str, name: str, sought: Sought) -> bytes:
    content = msgspec.json.encode(_Content(name.strip(), sought))
    return key.seal_bytes(content, _place(view_id))


def _opened(service: Service, row: SavedView) -> Kept | None:
    try:
        content = _key(service, row).open_bytes(row.sealed, _place(row.id))
    except UnreadableWordsError:
        return None
    found = msgspec.json.decode(content, type=_Content)
    return Kept(row.id, found.name, found.sought)


def _place(view_id: str) -> str:
    return f"{view_id}/view"
