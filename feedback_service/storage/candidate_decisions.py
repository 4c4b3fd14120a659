"""What workers decided about possible new themes. The newest decision counts; none is taken away."""

from typing import Literal

import msgspec
from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import candidate_decisions, candidate_members, codings, workers

CandidateOutcome = Literal["accepted", "renamed", "merged", "refused"]
Place = tuple[str, str]


class CandidateDecision(msgspec.Struct, frozen=True, kw_only=True):
    """A row of `candidate_decisions`; with `merged` and `accepted` goes a theme, with `renamed` a name."""

    id: str
    number: int
    outcome: CandidateOutcome
    theme_id: str | None
    name: str | None
    decided_by: str
    decided_at: int


async def add_candidate_decision(tx: AsyncConnection, row: CandidateDecision) -> None:
    """Keep one more decision."""
    await tx.execute(insert(candidate_decisions), msgspec.structs.asdict(row))


async def candidate_history(connection: AsyncConnection) -> dict[int, list[tuple[CandidateDecision, str]]]:
    """Every decision with who made it, by number of the candidate, the newest first."""
    query = select(candidate_decisions, workers.c.name.label("worker"))
    query = query.join(workers, workers.c.id == candidate_decisions.c.decided_by)
    newest = (candidate_decisions.c.decided_at.desc(), candidate_decisions.c.id.desc())
    found: dict[int, list[tuple[CandidateDecision, str]]] = {}
    for row in (await connection.execute(query.order_by(*newest))).mappings():
        one = CandidateDecision(**{name: row[name] for name in CandidateDecision.__struct_fields__})
        found.setdefault(one.number, []).append((one, row["worker"]))
    return found


async def newest_decision(connection: AsyncConnection, number: int) -> CandidateDecision | None:
    """What counts for a candidate now."""
    query = select(candidate_decisions).where(candidate_decisions.c.number == number)
    newest = (candidate_decisions.c.decided_at.desc(), candidate_decisions.c.id.desc())
    row = (await connection.execute(query.order_by(*newest).limit(1))).mappings().first()
    return CandidateDecision(**row) if row else None


async def members_of(connection: AsyncConnection, number: int) -> list[Place]:
    """Where the texts of a candidate stand."""
    here = (candidate_members.c.submission_id, candidate_members.c.question_id)
    query = select(*here).where(candidate_members.c.number == number).order_by(*here)
    return [(row[0], row[1]) for row in await connection.execute(query)]


async def suggested_for(connection: AsyncConnection, version: str) -> list[str]:
    """The standing codings that were suggested for a group as a whole, by what they are noted with."""
    mine = codings.c.assigned_by.is_(None) & codings.c.withdrawn_at.is_(None)
    query = select(codings.c.id).where(mine, codings.c.version == version, codings.c.method == "group")
    return list((await connection.execute(query)).scalars())
