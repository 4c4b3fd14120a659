"""The audit trail: who did what to which thing, and when. Rows are only added, each linked to the last."""

import hashlib
from typing import Any, Literal, NamedTuple

import msgspec
import uuid_utils
from sqlalchemy import Select, func, insert, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.database import chain_of
from feedback_service.storage.schema import audit

Action = Literal[
    "sign-in", "sign-in-failed", "sign-in-locked", "sign-out", "proved", "proof-failed", "sessions-ended",
    "worker-added", "worker-active", "worker-inactive", "password-set", "team-added",
    "worker-changed", "email-changed", "worker-invited", "reach-changed", "reach-widened", "factors-reset",
    "codes-set", "codes-removed", "recovery-made", "recovery-used", "passkey-added", "passkey-removed",
    "sso-linked",
    "tablet-made", "tablet-code", "tablet-enrolled", "tablet-changed", "tablet-revoked", "tablet-left",
    "sealed-imported",
    "link-made", "link-revoked", "subject-described", "submission-opened", "submission-read", "receipt-found",
    "submission-opened-whole", "submission-unread", "recording-heard",
    "coding-added", "coding-withdrawn", "colleague-asked", "colleague-answered",
    "concern-seen", "concern-raised", "concern-decided",
    "shift-added", "shift-cancelled", "drill-made", "notice-retried",
    "submission-handed", "submission-shown", "submission-kept-away", "worker-barred", "bar-lifted",
    "came-back", "reply-made", "removal-asked", "words-removed", "removal-refused",
    "submission-deleted", "draft-removed",
    "report-made", "quote-removed", "quote-checked", "report-approved", "sound-kept", "sound-removed",
    "report-edited", "quotes-looked-at", "report-published",
    "action-made", "action-changed", "action-settled", "action-reopened", "action-shown", "action-hidden",
    "indicators-imported", "indicator-removed",
    "analysis-paused", "analysis-resumed", "themes-learnt",
    "words-found", "subject-exported",
    "report-opened", "report-exported", "quote-shown", "audit-exported", "audit-checked",
    "words-erased", "hold-set", "hold-ended", "case-recorded", "correction-made", "access-exported",
    "keys-taken-up", "keys-rewrapped", "key-retired", "key-split",
    "forms-in-use", "rules-in-use", "codebook-in-use", "settings-in-use",
    "codebook-proposed", "codebook-adopted", "codebook-dropped", "candidate-decided", "second-reading",
]  # fmt: skip

_LOCK = 0x61756469  # any number that nothing else locks


class Head(NamedTuple):
    """The last row of the trail: with it, whoever kept it can tell whether later the end was cut off."""

    seq: int
    link: bytes

    def __str__(self) -> str:
        return f"{self.seq}:{self.link.hex()}"


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """A row as stored; `object` is an id, a version or a name of ours, never a word of anybody."""

    seq: int | None
    id: str
    at: int
    worker_id: str | None
    action: str
    object: str
    link: bytes = b""

    def linked(self) -> bytes:
        """What its link is worked out from, after the link before it."""
        return msgspec.json.encode((self.seq, self.id, self.at, self.worker_id, self.action, self.object))


async def note(tx: AsyncConnection, action: Action, thing: str, worker_id: str | None, at: int) -> None:
    """Add one line; `thing` is an id, never a word of anybody.

    Its link is a keyed hash over the line and the link before it, so that no line can be changed, taken out
    or put in later without showing. Processes on PostgreSQL take turns; the unique number is the arbiter.
    """
    chained = chain_of(tx)
    await take_turn(tx)
    last = await last_row(tx) or await beginning(tx)
    entry = Entry(
        seq=last.seq + 1,
        id=str(uuid_utils.uuid7()),
        at=at,
        worker_id=worker_id,
        action=action,
        object=thing[:80],
    )
    link = chained(last.link + entry.linked())
    await tx.execute(insert(audit), msgspec.structs.asdict(entry) | {"link": link})


async def take_turn(tx: AsyncConnection) -> None:
    """Wait until nobody else notes anything; until this ends, nobody does."""
    if tx.dialect.name == "postgresql":
        await tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


async def last_row(connection: AsyncConnection) -> Head | None:
    """The last linked row; None before the first."""
    query = select(audit.c.seq, audit.c.link).where(audit.c.seq.is_not(None))
    row = (await connection.execute(query.order_by(audit.c.seq.desc()).limit(1))).first()
    return Head(row.seq, row.link) if row else None


async def beginning(connection: AsyncConnection) -> Head:
    """What the first linked row follows: a digest of the rows that were noted before rows were linked."""
    rows = (await connection.execute(_rows().where(audit.c.seq.is_(None)))).mappings()
    earlier = sorted((Entry(**(dict(row) | {"link": b""})) for row in rows), key=lambda one: one.id)
    return Head(0, hashlib.sha256(b"\n".join(one.linked() for one in earlier)).digest())


async def entries_after(connection: AsyncConnection, seq: int, limit: int) -> list[Entry]:
    """Up to `limit` linked rows after number `seq`, in their order."""
    query = _rows().where(audit.c.seq > seq).order_by(audit.c.seq).limit(limit)
    return [Entry(**row) for row in (await connection.execute(query)).mappings()]


async def entries_between(connection: AsyncConnection, first: int, last: int) -> list[Entry]:
    """The linked rows with these numbers and all between, in their order."""
    query = _rows().where(audit.c.seq >= first, audit.c.seq <= last).order_by(audit.c.seq)
    return [Entry(**row) for row in (await connection.execute(query)).mappings()]


async def numbers_between(connection: AsyncConnection, since: int, until: int) -> tuple[int, int] | None:
    """The first and the last number noted from `since` to before `until` (Unix milliseconds), or None."""
    numbers = select(func.min(audit.c.seq), func.max(audit.c.seq))
    first, last = (await connection.execute(numbers.where(audit.c.at >= since, audit.c.at < until))).one()
    return (first, last) if first is not None else None


async def last_noted(connection: AsyncConnection, action: Action, begins: str = "") -> str | None:
    """What was noted last under this action, among what begins so."""
    query = select(audit.c.object).where(audit.c.action == action, audit.c.seq.is_not(None))
    query = query.where(audit.c.object.startswith(begins, autoescape=True))
    found: str | None = await connection.scalar(query.order_by(audit.c.seq.desc()).limit(1))
    return found


def _rows() -> Select[Any]:
    return select(*(audit.c[name] for name in Entry.__struct_fields__))
