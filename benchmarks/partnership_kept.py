"""From whom some of a made-up partnership is kept, and what people asked to have taken away."""

from collections.abc import Iterable
from random import Random
from typing import Final, NamedTuple

from benchmarks.partnership_people import People
from benchmarks.partnership_story import DAY, END, Visit, id_of
from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.database import Transaction
from feedback_service.storage.schema import removal_requests, routings

UNREAD_DAYS: Final = 10
# In an eighth there is a sign of harm, and in a sixth of these something about staff: one in fifty, as in the
# demonstration.
ROUTED: Final = 1 / 6
BARRED, RELEASED = 1 / 5, 1 / 2  # of what is kept: that it names a worker; if old, that a lead let it go
ASKED: Final = 0.005
_ABOUT: Final = ("worker", "staff", "carer", "helper")


class RoutingRow(NamedTuple):
    """A row of `routings`, with what became of it."""

    id: str
    submission_id: str
    about: str
    worker_id: str | None
    made_at: int
    released_by: str | None
    released_at: int | None


class _RemovalRow(NamedTuple):
    submission_id: str
    asked_at: int
    outcome: str | None
    settled_by: str | None
    settled_at: int | None


async def keep_away(tx: Transaction, visits: Iterable[Visit], alarming: set[str], people: People) -> None:
    """Keep what is about staff from those it is for; `alarming` are the keys in which there is a sign."""
    first = [one for one in visits if not one.follows]  # what is added is kept with it
    kept = [row for one in first if one.key in alarming for row in kept_from(one, people)]
    await insert_rows(tx, routings, kept)
    await insert_rows(tx, removal_requests, [row for one in first for row in _asked(one, people)])


def kept_from(one: Visit, people: People) -> list[RoutingRow]:
    """Whom these words with a sign of harm are kept from: mostly nobody."""
    chance = Random(f"kept {one.key}")  # noqa: S311 (nothing secret)
    if chance.random() >= ROUTED:
        return []
    lets_go = chance.random() < RELEASED and one.at < END - UNREAD_DAYS * DAY
    until = (people.lead, one.at + 2 * DAY) if lets_go else (None, None)
    about, named = chance.choice(_ABOUT), chance.random() < BARRED
    rows = [RoutingRow(id_of(f"kept {one.key}"), id_of(one.key), about, None, one.at, *until)]
    if named:  # a bar stays, whoever else may read it
        worker = chance.choice(people.practitioners)
        bar = id_of(f"bar {one.key}"), id_of(one.key), "named", worker, one.at, None, None
        rows.append(RoutingRow(*bar))
    return rows


def _asked(one: Visit, people: People) -> list[_RemovalRow]:
    """That somebody wants it taken away; what is old was decided on, and is kept."""
    if Random(f"asked {one.key}").random() >= ASKED:  # noqa: S311
        return []
    decided = ("kept", people.manager, one.at + 3 * DAY) if one.at < END - UNREAD_DAYS * DAY else (None,) * 3
    return [_RemovalRow(id_of(one.key), one.at + DAY, *decided)]
