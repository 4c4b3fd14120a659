"""Links: invitations to one form, stored under hashes of their tokens."""

from typing import Any

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import links, spent_links


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """An invitation as stored; `role` is who in the family it is for, `spent_by` what used it up."""

    id: str
    form_id: str
    team_id: str
    subject_id: str | None
    moment: str
    reusable: bool
    expires_at: int
    created_at: int
    created_by: str | None
    opened_at: int | None
    revoked_at: int | None
    role: str | None = None
    spent_by: str | None = None


_LINK_COLUMNS = [links.c[name] for name in Link.__struct_fields__ if name != "spent_by"]


async def add_link(tx: AsyncConnection, link: Link, token_hash: bytes) -> None:
    """Keep a new link under the hash of its token."""
    row = {name: getattr(link, name) for name in Link.__struct_fields__ if name != "spent_by"}
    await tx.execute(insert(links), {**row, "token_hash": token_hash})


async def find_link(connection: AsyncConnection, token_hash: bytes) -> Link | None:
    """The link with this token, or None."""
    return await _one_link(connection, links.c.token_hash == token_hash)


async def link_by_id(connection: AsyncConnection, link_id: str) -> Link | None:
    """The link with this id, or None."""
    return await _one_link(connection, links.c.id == link_id)


async def _one_link(connection: AsyncConnection, condition: Any) -> Link | None:  # noqa: ANN401 (an SQL expression)
    query = (
        select(*_LINK_COLUMNS, spent_links.c.submission_id.label("spent_by"))
        .outerjoin(spent_links, spent_links.c.link_id == links.c.id)
        .where(condition)
    )
    row = (await connection.execute(query)).mappings().first()
    return Link(**row) if row else None


async def mark_opened(tx: AsyncConnection, link_id: str, at: int) -> None:
    """Note the first time a link was opened."""
    await tx.execute(
        update(links).where(links.c.id == link_id, links.c.opened_at.is_(None)).values(opened_at=at)
    )
