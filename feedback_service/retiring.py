"""Letting an old master key go: only once nothing needs it any more."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from feedback_service.in_use import not_taken_up
from feedback_service.key_file import (
    KeyFile,
    KeyFileError,
    forget_tablet_key,
    read_key_file,
    replace_key_file,
    retire_master,
    with_old_master,
)
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.tablets import tablets_that_may_hold
from feedback_service.storage.wrapped import counted

DAY = 86_400_000


async def why_needed(service: Service, name: str, content: KeyFile) -> str:
    """Why a master cannot be retired yet; empty when nothing stands against it."""
    async with service.database.reading() as connection:
        rows = (await counted(connection)).get(name)
    if rows:
        told = ", ".join(f"{count} in {table}" for table, count in sorted(rows.items()))
        return f"{name} still wraps keys: {told}. First run `feedback-service keys rewrap`."
    return await not_taken_up(service, content.current)


async def retire(service: Service, path: Path, name: str, settled: Callable[[], Awaitable[None]]) -> None:
    """Take the master out of the file; put it back if words were still sealed to it. Raises KeyFileError.

    `settled` returns once whatever was being stored when the file changed is stored.
    """
    if problem := await why_needed(service, name, with_old_master(path, name)):
        raise KeyFileError(problem)
    before = retire_master(path, name, service.now())
    await settled()
    if problem := await why_needed(service, name, read_key_file(path)):
        replace_key_file(path, before)
        raise KeyFileError(f"{problem} {name} is back in the file.")
    await service.database.transaction(lambda tx: note(tx, "key-retired", name, None, service.now()))


async def late_tablets(service: Service, since: int) -> list[str]:
    """The names of tablets on which answers may wait that were sealed to the key of before then."""
    async with service.database.reading() as connection:
        return await tablets_that_may_hold(connection, since)


async def let_go(service: Service, path: Path, name: str) -> None:
    """Take out what opens answers that tablets sealed to a retired master."""
    forget_tablet_key(path, name)
    await service.database.transaction(
        lambda tx: note(tx, "key-retired", f"{name} for tablets", None, service.now())
    )


def waits_until(content: KeyFile, name: str, days: int) -> int:
    """Until when (Unix milliseconds) answers that tablets sealed to a retired master are waited for."""
    return content.tablets[name].waits_from + days * DAY
