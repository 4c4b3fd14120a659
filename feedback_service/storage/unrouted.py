"""Marks on submissions for which it is to be worked out from whom they are kept, and what that takes."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import uuid_utils
from sqlalchemy import delete, exists, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.conditions import ROOT, belongs_with
from feedback_service.storage.reached import reached
from feedback_service.storage.schema import concerns, submissions, unrouted, workers

TOGETHER = 50
NOBODY = ""  # no worker's id: to be worked out, and seen by all who saw it meanwhile
_MARKS = 5000  # of one lot: many may have come at once
_LOCK = 0x6E616D65  # any number that nothing else locks


class Mark(NamedTuple):
    """That it is to be worked out from whom a submission, and what belongs to it, is kept.

    Till then nobody sees it, or this worker alone does not.
    """

    id: str
    submission_id: str
    worker_id: str | None = None


class Company(NamedTuple):
    """Who was there while a form was answered and who put the answers in, as was said (None: it was not).

    `tablet`: it was answered on a tablet of the service.
    """

    form_id: str
    form_version: int
    helper: str | None
    scribe: str | None
    tablet: bool


class Family(NamedTuple):
    """A submission and what was added to it or kept aside beside it; `concern`: a sign of harm in any."""

    ids: tuple[str, ...]
    team_id: str
    company: frozenset[Company]
    audiences: frozenset[str]
    concern: bool


class Person(NamedTuple):
    """Somebody who works or worked here, as far as words may be about them; `teams` is None for all."""

    id: str
    name: str
    active: bool
    teams: frozenset[str] | None

    def sees(self, team_id: str) -> bool:
        """Whether they may see the team's rows today."""
        return self.active and (self.teams is None or team_id in self.teams)


async def mark_unrouted(tx: AsyncConnection, submission_ids: Iterable[str]) -> None:
    """Note that it is to be worked out anew from whom these, and what belongs to them, are kept."""
    ids = sorted(set(submission_ids))
    if ids:
        roots = (await tx.execute(select(ROOT).where(submissions.c.id.in_(ids)).distinct())).scalars().all()
        await _mark(tx, roots)


async def mark_all_unrouted(tx: AsyncConnection, worker_id: str) -> None:
    """Note it of everything with a sign of harm: somebody has a name now that words may have spoken of.

    Until it is worked out this worker sees none of it.
    """
    await _take_turns(tx, "pg_advisory_xact_lock")
    raised = select(ROOT).join_from(concerns, submissions, concerns.c.submission_id == submissions.c.id)
    await _mark(tx, (await tx.execute(raised.distinct())).scalars().all(), worker_id)


async def hold_people(tx: AsyncConnection) -> None:
    """Let nobody come or be renamed before this transaction ends: not after whom words name was looked up."""
    await _take_turns(tx, "pg_advisory_xact_lock_shared")


async def _take_turns(tx: AsyncConnection, lock: str) -> None:
    if tx.dialect.name == "postgresql":  # SQLite has one writer
        await tx.execute(text(f"SELECT {lock}(:lock)"), {"lock": _LOCK})


async def _mark(tx: AsyncConnection, roots: Sequence[str], worker_id: str | None = None) -> None:
    await insert_rows(tx, unrouted, [Mark(str(uuid_utils.uuid7()), root, worker_id) for root in roots])


async def marks(connection: AsyncConnection, *, root: str | None = None) -> list[Mark]:
    """What is to be worked out, or only of the submission `root`: of up to TOGETHER submissions, whole.

    What nobody sees comes first, and what waits longest.
    """
    columns = [unrouted.c[name] for name in Mark._fields]
    if root:
        query = select(*columns).where(unrouted.c.submission_id == root)
    else:
        one_only = unrouted.c.worker_id.is_not(None)
        first = select(unrouted.c.submission_id).order_by(one_only, unrouted.c.id).limit(TOGETHER)
        query = select(*columns).where(unrouted.c.submission_id.in_(first))
    return [Mark(*row) for row in await connection.execute(query.limit(_MARKS))]


async def drop_marks(tx: AsyncConnection, mark_ids: Sequence[str]) -> None:
    """These are worked out. Marks made since stay."""
    await tx.execute(delete(unrouted).where(unrouted.c.id.in_(mark_ids)))


async def people_here(connection: AsyncConnection) -> list[Person]:
    """Every worker with their teams, those who left too; little is read, as the writer waits for it."""
    names = select(workers.c.id, workers.c.name, workers.c.active, workers.c.all_teams)
    teams: dict[str, set[str]] = {}
    for worker_id, team_id, _ in await connection.execute(reached()):
        teams.setdefault(worker_id, set()).add(team_id)
    return [
        Person(row.id, row.name, row.active, None if row.all_teams else frozenset(teams.get(row.id, ())))
        for row in await connection.execute(names)
    ]


async def family_of(connection: AsyncConnection, root: str) -> Family | None:
    """The submission and what belongs to it, or None when it is not kept.

    A page kept aside beside a submission that says who was there holds only what differs, so it tells nothing
    of that where it is silent.
    """
    raised = exists().where(concerns.c.submission_id == submissions.c.id)
    names = ("id", "differs_from", "team_id", "audience", *Company._fields[:-1])
    columns = [submissions.c[name] for name in names]
    tablet = submissions.c.tablet_id.is_not(None).label("tablet")
    query = (
        select(*columns, tablet, raised.label("raised")).where(belongs_with(root)).order_by(submissions.c.id)
    )
    found = (await connection.execute(query)).all()
    if not found:
        return None
    said = {row.id for row in found if row.helper is not None}
    return Family(
        tuple(row.id for row in found),
        next((row.team_id for row in found if row.id == root), found[0].team_id),
        frozenset(
            Company(row.form_id, row.form_version, row.helper, row.scribe, row.tablet)
            for row in found
            if row.helper is not None or row.differs_from not in said
        ),
        frozenset(row.audience for row in found),
        any(row.raised for row in found),
    )
