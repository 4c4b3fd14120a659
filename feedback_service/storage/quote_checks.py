"""What people decided about words that may point at somebody: every decision is kept, the newest stands."""

from collections.abc import Collection, Sequence
from typing import Literal

import msgspec
from sqlalchemy import insert, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import quote_checks, submissions, workers

Outcome = Literal["clear", "held"]
Place = tuple[str, str]
"""Where words stand: submission and question."""
Span = tuple[int, int, str]

_LARGEST = 500


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One decision; `spans` is what is hidden in the words, `worker` the name of who decided."""

    id: str
    submission_id: str
    question_id: str
    spans: tuple[Span, ...]
    outcome: Outcome
    decided_at: int
    worker: str


async def add_check(tx: AsyncConnection, check: Check, worker_id: str, *, after: str) -> bool:
    """Keep a decision made by somebody who had seen the one with the id `after` ("" for none).

    False when another has been made since; then nothing is kept.
    """
    place = check.submission_id, check.question_id
    same = submissions.c.id == check.submission_id
    await tx.execute(select(submissions.c.id).where(same).with_for_update())  # decisions come one by one
    standing = (await standing_checks(tx, [place])).get(place)
    if (standing.id if standing else "") != after:
        return False
    row = msgspec.structs.asdict(check) | {"decided_by": worker_id}
    row["spans"] = msgspec.json.encode(check.spans).decode()
    del row["worker"]
    await tx.execute(insert(quote_checks), row)
    return True


async def standing_checks(connection: AsyncConnection, places: Collection[Place]) -> dict[Place, Check]:
    """The newest decision at each of these places that has one."""
    ordered, found = sorted(places), dict[Place, Check]()
    for start in range(0, len(ordered), _LARGEST):
        for check in await _checks(connection, ordered[start : start + _LARGEST]):
            found[check.submission_id, check.question_id] = check
    return found


async def _checks(connection: AsyncConnection, places: Sequence[Place]) -> list[Check]:
    """Every decision at these places, the oldest first."""
    here = tuple_(quote_checks.c.submission_id, quote_checks.c.question_id).in_(places)
    query = select(quote_checks, workers.c.name.label("worker"))
    query = query.join(workers, workers.c.id == quote_checks.c.decided_by).where(here)
    rows = await connection.execute(query.order_by(quote_checks.c.decided_at, quote_checks.c.id))
    return [_check(dict(row)) for row in rows.mappings()]


def _check(row: dict[str, object]) -> Check:
    spans = msgspec.json.decode(str(row["spans"]))
    return msgspec.convert({**{name: row[name] for name in _PLAIN}, "spans": spans}, Check)


_PLAIN = tuple(name for name in Check.__struct_fields__ if name != "spans")
