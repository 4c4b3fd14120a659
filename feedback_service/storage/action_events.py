"""What happened to an action, and whose answers led to it."""

from collections.abc import Sequence
from typing import Literal

import msgspec
from sqlalchemy import func, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.actions import Action
from feedback_service.storage.conditions import counts
from feedback_service.storage.report_data import Extent
from feedback_service.storage.schema import (
    action_events,
    action_submissions,
    actions,
    codings,
    submissions,
    workers,
)
from feedback_service.storage.scope import Scope

What = Literal["made", "changed", "done", "explained", "reopened", "shown", "hidden", "carried", "told"]


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that happened; `words` are sealed with the action's key, `worker_id` None is the service."""

    id: str
    action_id: str
    what: What
    worker_id: str | None
    at: int
    words: bytes | None = None


class KnownEvent(msgspec.Struct, frozen=True, kw_only=True):
    """An event with the worker's name."""

    event: Event
    worker: str | None


async def add_event(tx: AsyncConnection, event: Event) -> None:
    """Keep that something happened."""
    await tx.execute(insert(action_events), msgspec.structs.asdict(event))


async def events_of(connection: AsyncConnection, action_id: str) -> list[KnownEvent]:
    """Everything that happened to an action, the first first."""
    query = select(action_events, workers.c.name.label("worker")).outerjoin(
        workers, workers.c.id == action_events.c.worker_id
    )
    query = query.where(action_events.c.action_id == action_id)
    rows = await connection.execute(query.order_by(action_events.c.at, action_events.c.id))
    names = Event.__struct_fields__
    return [
        KnownEvent(event=Event(**{name: row[name] for name in names}), worker=row["worker"])
        for row in rows.mappings()
    ]


async def last_at(connection: AsyncConnection, what: What, action_ids: Sequence[str]) -> dict[str, int]:
    """When this happened last to each of these actions; those to which it never did are left out."""
    query = select(action_events.c.action_id, func.max(action_events.c.at)).where(
        action_events.c.action_id.in_(action_ids), action_events.c.what == what
    )
    return {row[0]: row[1] for row in await connection.execute(query.group_by(action_events.c.action_id))}


async def link_submissions(tx: AsyncConnection, action_id: str, submission_ids: Sequence[str]) -> None:
    """Note whose answers led to a new action."""
    rows = [{"action_id": action_id, "submission_id": one} for one in dict.fromkeys(submission_ids)]
    if rows:
        await tx.execute(insert(action_submissions), rows)


async def submissions_behind(
    connection: AsyncConnection, scope: Scope, action_id: str, limit: int
) -> tuple[int, list[tuple[str, int]]]:
    """How many submissions behind an action this scope covers, and the latest: their ids and times."""
    behind = action_submissions.c.submission_id == submissions.c.id
    ours = select(submissions.c.id, submissions.c.answered_at).join(action_submissions, behind)
    ours = ours.where(action_submissions.c.action_id == action_id, scope.covers())
    count = (await connection.execute(select(func.count()).select_from(ours.subquery()))).scalar_one()
    latest = ours.order_by(submissions.c.answered_at.desc(), submissions.c.id).limit(limit)
    return count, [(row[0], row[1]) for row in await connection.execute(latest)]


async def with_theme(connection: AsyncConnection, extent: Extent, theme_id: str) -> list[str]:
    """The ids of the submissions within the extent on which this theme counts."""
    query = select(submissions.c.id).join(codings, codings.c.submission_id == submissions.c.id)
    query = query.where(extent.counted(), codings.c.theme_id == theme_id, counts()).distinct()
    return list((await connection.execute(query.order_by(submissions.c.id))).scalars())


async def told_of(connection: AsyncConnection, submission_ids: Sequence[str]) -> list[Action]:
    """The actions that the people who sent these may read about: shown ones, the first first."""
    query = select(actions).where(
        actions.c.shown,
        actions.c.id.in_(
            select(action_submissions.c.action_id).where(
                action_submissions.c.submission_id.in_(submission_ids)
            )
        ),
    )
    rows = await connection.execute(query.order_by(actions.c.made_at, actions.c.id))
    return [Action(**row) for row in rows.mappings()]
