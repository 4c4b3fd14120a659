"""Tablets: shared devices of a team, found by hashes of tokens, set up by a code that works once."""

import json
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import old_tablet_tokens, tablets, teams
from feedback_service.storage.scope import Scope


class Tablet(msgspec.Struct, frozen=True, kw_only=True):
    """A shared device and the ids of the forms on its menu.

    `seen_at` is None as long as no device is set up; `only` is the one group of forms its menu is kept to;
    `waiting` is how many sealed answers its last report told to wait on it, the oldest since
    `waiting_since`. `revoked_at` also stands when only the token it was found by has ended.
    """

    id: str
    name: str
    team_id: str
    forms: tuple[str, ...]
    revoked_at: int | None = None
    pin_hash: str | None = None
    only: str | None = None
    seen_at: int | None = None
    waiting: int | None = None
    waiting_since: int | None = None
    enrol_until: int | None = None


_COLUMNS = [tablets.c[name] for name in Tablet.__struct_fields__]


async def add_tablet(tx: AsyncConnection, tablet: Tablet, token_hash: bytes, at: int) -> None:
    """Keep a new tablet under the hash of a token (of one that nobody has, until it is set up)."""
    row = {**msgspec.structs.asdict(tablet), "forms": json.dumps(tablet.forms)}
    await tx.execute(insert(tablets), {**row, "token_hash": token_hash, "created_at": at})


async def find_tablet(connection: AsyncConnection, token_hash: bytes) -> Tablet | None:
    """The tablet with this token, or None. By a token of before it comes back as revoked."""
    found = await _one(connection, select(*_COLUMNS).where(tablets.c.token_hash == token_hash))
    if found is not None:
        return found
    query = select(old_tablet_tokens).where(old_tablet_tokens.c.token_hash == token_hash)
    old = (await connection.execute(query)).first()
    before = await tablet_by_id(connection, old.tablet_id) if old else None
    return msgspec.structs.replace(before, revoked_at=old.ended_at) if old and before else None


async def tablet_by_id(connection: AsyncConnection, tablet_id: str) -> Tablet | None:
    """The tablet with this id, revoked or not, or None."""
    return await _one(connection, select(*_COLUMNS).where(tablets.c.id == tablet_id))


async def tablets_in(connection: AsyncConnection, scope: Scope) -> list[tuple[Tablet, str]]:
    """The tablets of these teams with the team's name: those in use first, then by name."""
    query = select(*_COLUMNS, teams.c.name.label("team")).join(teams, teams.c.id == tablets.c.team_id)
    query = query.where(scope.covers(tablets.c.team_id))
    query = query.order_by(tablets.c.revoked_at.is_not(None), tablets.c.name, tablets.c.id)
    return [(_tablet(row), row.team) for row in await connection.execute(query)]


async def tablets_that_may_hold(connection: AsyncConnection, since: int) -> list[str]:
    """The names of tablets on which answers from before `since` may wait, by name.

    Those that were set up and not seen since, and those that report any: which key sealed them is not told,
    and a tablet's clock may be wrong.
    """
    held = (tablets.c.seen_at < since) | (tablets.c.waiting > 0)
    return list((await connection.execute(select(tablets.c.name).where(held).order_by("name"))).scalars())


async def change_tablet(tx: AsyncConnection, tablet: Tablet) -> None:
    """Keep what may change about a tablet: its menu, PIN, when it was seen, what waits, its end."""
    kept = ("pin_hash", "only", "seen_at", "waiting", "waiting_since", "revoked_at")
    values = {name: getattr(tablet, name) for name in kept}
    changed = update(tablets).where(tablets.c.id == tablet.id)
    await tx.execute(changed.values(forms=json.dumps(tablet.forms), **values))


async def set_code(tx: AsyncConnection, tablet_id: str, enrol_hash: bytes, until: int) -> None:
    """Let a device become this tablet with a code, until a time; an earlier code ends."""
    changed = update(tablets).where(tablets.c.id == tablet_id)
    await tx.execute(changed.values(enrol_hash=enrol_hash, enrol_until=until))


async def take_code(tx: AsyncConnection, enrol_hash: bytes, token_hash: bytes, at: int) -> Tablet | None:
    """Use up a code: its tablet goes by the new token from now on. None when the code is not good."""
    good = (
        (tablets.c.enrol_hash == enrol_hash) & (tablets.c.enrol_until > at) & tablets.c.revoked_at.is_(None)
    )
    tablet = await _one(tx, select(*_COLUMNS).where(good))
    if tablet is not None:
        await change_token(tx, tablet.id, token_hash, at)
    return tablet


async def change_token(tx: AsyncConnection, tablet_id: str, token_hash: bytes, at: int) -> None:
    """Give the tablet another token. The one before may still bring what waits on its device."""
    here = tablets.c.id == tablet_id
    before = await tx.scalar(select(tablets.c.token_hash).where(here))
    await tx.execute(
        insert(old_tablet_tokens), {"token_hash": before, "tablet_id": tablet_id, "ended_at": at}
    )
    await tx.execute(
        update(tablets).where(here).values(token_hash=token_hash, enrol_hash=None, enrol_until=None)
    )


async def _one(connection: AsyncConnection, query: Select[Any]) -> Tablet | None:
    row = (await connection.execute(query)).first()
    return _tablet(row) if row else None


def _tablet(row: Any) -> Tablet:  # noqa: ANN401 (rows of several shapes)
    names: Sequence[str] = Tablet.__struct_fields__
    values = {name: getattr(row, name) for name in names}
    return Tablet(**{**values, "forms": tuple(json.loads(values["forms"]))})
