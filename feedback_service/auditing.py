"""The audit trail checked link by link, and written to a file that can be checked the same way."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from feedback_service.service import Service
from feedback_service.storage.audit import (
    Entry,
    Head,
    beginning,
    entries_after,
    entries_between,
    last_row,
    note,
    numbers_between,
)
from feedback_service.storage.database import Chain

_AT_ONCE = 1_000
log = logging.getLogger(__name__)


class AuditFileError(Exception):
    """A file that is no export of the audit trail; the message says so."""


class Checked(msgspec.Struct, frozen=True):
    """How many rows were looked at, the last one that held, and what is wrong (empty when nothing is)."""

    rows: int
    head: Head
    fault: str = ""


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A row in a file, its link in hexadecimal."""

    seq: int
    id: str
    at: int
    worker_id: str | None
    action: str
    object: str
    link: str


class _Before(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The first line of a file: what its first row follows."""

    after_seq: int
    after_link: str


async def verify(service: Service, kept: Head | None = None) -> Checked:
    """Follow the whole trail up to the first row that does not hold.

    Rows cut off its end show only beside a head that was `kept` elsewhere.
    """
    async with service.database.reading() as connection:
        checked = Checked(0, await beginning(connection))
        while rows := await entries_after(connection, checked.head.seq, _AT_ONCE):
            checked = check(rows, service.keys.chained, checked, kept)
            if checked.fault:
                return checked
    return ended(checked, kept)


def check(rows: Iterable[Entry], chained: Chain, so_far: Checked, kept: Head | None = None) -> Checked:
    """Whether `rows` follow what was checked before, one after another."""
    count, last = so_far.rows, so_far.head
    for row in rows:
        if fault := _fault(row, chained, last, kept):
            return Checked(count, last, fault)
        count, last = count + 1, Head(last.seq + 1, row.link)
    return Checked(count, last)


def _fault(row: Entry, chained: Chain, last: Head, kept: Head | None) -> str:
    if row.seq != last.seq + 1:
        return f"Row {last.seq + 1} is missing: row {row.seq} comes after row {last.seq}."
    if row.link != chained(last.link + row.linked()):
        earlier = ", or rows from before rows were linked were" if last.seq == 0 else ""
        return f"Row {row.seq} was changed, moved or put in by somebody else{earlier}."
    if kept and kept.seq == row.seq and kept.link != row.link:
        return f"Row {row.seq} is not the one that was noted under this number when the head was kept."
    return ""


def ended(checked: Checked, kept: Head | None) -> Checked:
    """What holds, beside the head that somebody kept."""
    if kept is None or checked.fault or checked.head.seq >= kept.seq:
        return checked
    fault = f"The trail ends with row {checked.head.seq}; there was a row {kept.seq}: its end was cut off."
    return msgspec.structs.replace(checked, fault=fault)


def read_head(text: str) -> Head:
    """A head as `str` gave it. Raises AuditFileError."""
    number, _, link = text.strip().partition(":")
    try:
        return Head(int(number), bytes.fromhex(link))
    except ValueError as error:
        raise AuditFileError(f"'{text}' is no head: it looks like 1234:9f86d0…, on one line.") from error


async def head(service: Service) -> Head | None:
    """The last row, to be kept elsewhere; None while nothing is noted."""
    async with service.database.reading() as connection:
        return await last_row(connection)


async def tell_head(service: Service) -> int:
    """Write the head to the log, which stands elsewhere; 1 when there is one."""
    found = await head(service)
    if found:
        log.warning("Head of the audit trail: %s", found)  # a warning, so that every set-up keeps it
    return int(found is not None)


async def export(service: Service, since: int, until: int, by: str | None = None) -> Iterator[str]:
    """The rows from `since` to before `until` (Unix milliseconds) as JSON lines; notes that it was done."""
    now = service.now()
    await service.database.transaction(lambda tx: note(tx, "audit-exported", f"{since} {until}", by, now))
    async with service.database.reading() as connection:
        first, last = await numbers_between(connection, since, until) or (1, 0)
        (before,) = await entries_after(connection, first - 2, 1) if first > 1 else (None,)
        start = Head(first - 1, before.link) if before else await beginning(connection)
        rows = await entries_between(connection, first, last)
    return _lines(start, rows)


def _lines(start: Head, rows: Iterable[Entry]) -> Iterator[str]:
    yield msgspec.json.encode(_Before(start.seq, start.link.hex())).decode()
    for row in rows:
        line = {**msgspec.structs.asdict(row), "link": row.link.hex()}
        yield msgspec.json.encode(line).decode()


def verify_file(path: Path, chained: Chain, kept: Head | None = None) -> Checked:
    """The same for a file that `export` wrote. Raises AuditFileError."""
    try:
        first, *lines = path.read_bytes().splitlines()
        before = msgspec.json.decode(first, type=_Before)
        start = Checked(0, Head(before.after_seq, bytes.fromhex(before.after_link)))
        rows = [_entry(msgspec.json.decode(line, type=_Line)) for line in lines]
    except (OSError, ValueError, msgspec.DecodeError) as error:
        raise AuditFileError(f"{path} is no export of the audit trail, or is damaged: {error}.") from error
    return ended(check(rows, chained, start, kept), kept)


def _entry(line: _Line) -> Entry:
    return Entry(**(msgspec.structs.asdict(line) | {"link": bytes.fromhex(line.link)}))
