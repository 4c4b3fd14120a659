"""Drafts: unfinished answers, sealed as one, saved with every page."""

import msgspec
from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import drafts


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A draft as stored; `words` is the sealed JSON of its answers."""

    id: str
    form_id: str
    form_version: int
    team_id: str
    subject_id: str | None
    moment: str | None
    link_id: str | None
    tablet_id: str | None
    key_master: str
    key_wrapped: bytes
    words: bytes
    started_at: int
    saved_at: int
    language: str | None = None
    follows: str | None = None


async def add_draft(tx: AsyncConnection, draft: Draft, only_one_of: str | None = None) -> str:
    """Keep a new draft and return its id; the same draft again (a double press) changes nothing.

    With `only_one_of` (a one-time link's id) a draft that the link has already comes back instead.
    """
    same = drafts.c.id == draft.id
    there = same if only_one_of is None else same | (drafts.c.link_id == only_one_of)
    found = await tx.scalar(select(drafts.c.id).where(there))
    if found is None:
        await tx.execute(insert(drafts), msgspec.structs.asdict(draft))
    return str(found or draft.id)


async def find_draft(connection: AsyncConnection, draft_id: str) -> Draft | None:
    """The draft with this id, or None when it was never there, finished or deleted."""
    row = (await connection.execute(select(drafts).where(drafts.c.id == draft_id))).mappings().first()
    return Draft(**row) if row else None


async def draft_of_link(connection: AsyncConnection, link_id: str) -> Draft | None:
    """The newest draft begun through this link, or None."""
    query = select(drafts).where(drafts.c.link_id == link_id).order_by(drafts.c.started_at.desc()).limit(1)
    row = (await connection.execute(query)).mappings().first()
    return Draft(**row) if row else None


async def save_draft(tx: AsyncConnection, draft: Draft) -> bool:
    """Replace the words of a draft; False when it is no longer there."""
    mine = update(drafts).where(drafts.c.id == draft.id)
    changed = await tx.execute(mine.values(words=draft.words, saved_at=draft.saved_at))
    return changed.rowcount == 1


async def delete_draft(tx: AsyncConnection, draft_id: str) -> None:
    """Remove a draft with its key: its words are gone."""
    await tx.execute(delete(drafts).where(drafts.c.id == draft_id))


async def idle_drafts(connection: AsyncConnection, *, links_before: int, tablets_before: int) -> list[Draft]:
    """Drafts nobody has touched since the given times (Unix milliseconds), by where they were begun."""
    idle = (drafts.c.tablet_id.is_(None) & (drafts.c.saved_at < links_before)) | (
        drafts.c.tablet_id.is_not(None) & (drafts.c.saved_at < tablets_before)
    )
    rows = (await connection.execute(select(drafts).where(idle).order_by(drafts.c.saved_at))).mappings()
    return [Draft(**row) for row in rows]


async def saved_until(connection: AsyncConnection, until: int) -> set[tuple[str, int]]:
    """Every draft that was saved last by then (Unix milliseconds): its id, and when that was."""
    query = select(drafts.c.id, drafts.c.saved_at).where(drafts.c.saved_at <= until)
    return {(row.id, row.saved_at) for row in await connection.execute(query)}


async def drafts_of_tablet(connection: AsyncConnection, tablet_id: str) -> list[Draft]:
    """The drafts begun on this tablet, oldest first."""
    query = select(drafts).where(drafts.c.tablet_id == tablet_id).order_by(drafts.c.saved_at)
    return [Draft(**row) for row in (await connection.execute(query)).mappings()]
