"""Rehearsing a restore: whether a copy of the database and a key file fit together. Nothing is changed."""

from collections import Counter
from pathlib import Path
from urllib.parse import quote

import msgspec

from feedback_service.reading import place_of
from feedback_service.sealing import Keys, UnreadableWordsError, WrappedKey
from feedback_service.storage.database import Database
from feedback_service.storage.rehearsal import SealedThing, counts_here, held_here, sealed_answers
from feedback_service.storage.wrapped import WrappedRow, wrapped_otherwise

_AT_ONCE = 500
_ANY = ""  # no master has this name


class RestoreError(Exception):
    """A copy that cannot be looked at; the message says why."""


class Rehearsed(msgspec.Struct, frozen=True):
    """How many answers and keys open and how many do not; which masters the key file lacks."""

    submissions: int
    erased: int
    answers_open: int
    answers_shut: int
    keys_open: Counter[str]
    keys_shut: Counter[str]
    lacking: frozenset[str]

    @property
    def fits(self) -> bool:
        """Whether everything opens."""
        return not self.answers_shut and not self.keys_shut


def copy_address(copy: str) -> str:
    """The address of a copy: of a SQLite file, opened so that nothing can be written. RestoreError."""
    if "://" in copy:
        return copy
    path = Path(copy)
    if not path.is_file():
        raise RestoreError(f"There is no file {copy}.")
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise RestoreError(f"{log} stands beside it: this is no finished copy. Make one with `.backup`.")
    return f"sqlite+aiosqlite:///file:{quote(str(path.resolve()))}?immutable=1&uri=true"


async def rehearse(copy: str, keys: Keys) -> Rehearsed:
    """Open every key and every answer in the copy, showing none. Raises RestoreError, StorageError."""
    database = Database(copy_address(copy))
    try:
        opened, shut, lacking = await _try_keys(database, keys)
        answers = await _try_answers(database, keys)
        async with database.reading() as connection:
            every, erased = await counts_here(connection)
    finally:
        await database.stop()
    return Rehearsed(every, erased, answers[True], answers[False], opened, shut, frozenset(lacking))


async def _try_keys(database: Database, keys: Keys) -> tuple[Counter[str], Counter[str], set[str]]:
    opened, shut, lacking = Counter[str](), Counter[str](), set[str]()
    async with database.reading() as connection:
        for holder in await held_here(connection):
            after = ""
            while rows := await wrapped_otherwise(connection, holder, _ANY, after=after, limit=_AT_ONCE):
                after = rows[-1].id
                good = sum(_opens(keys, row) for row in rows)
                opened[holder.table.name] += good
                shut[holder.table.name] += len(rows) - good
                lacking |= {row.master for row in rows} - keys.masters
    return +opened, +shut, lacking


async def _try_answers(database: Database, keys: Keys) -> Counter[bool]:
    found, place = Counter[bool](), ("", "")
    async with database.reading() as connection:
        while texts := await sealed_answers(connection, place, _AT_ONCE):
            place = texts[-1].id, texts[-1].question_id
            found.update(_reads(keys, text) for text in texts)
    return found


def _opens(keys: Keys, row: WrappedRow) -> bool:
    try:
        keys.data_key(row.owner, WrappedKey(row.master, row.wrapped))
    except UnreadableWordsError:
        return False
    return True


def _reads(keys: Keys, text: SealedThing) -> bool:
    try:
        key = keys.data_key(text.owner, WrappedKey(text.master, text.wrapped))
        key.open_bytes(text.sealed, place_of(text.owner, text.question_id))
    except UnreadableWordsError:
        return False
    return True
