"""Deciding about a possible new theme: it becomes one, gets a name, goes with another, or is none."""

from collections.abc import Sequence
from typing import Literal

import uuid_utils

from feedback_service.recoding import GROUPED
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.candidate_decisions import (
    CandidateDecision,
    CandidateOutcome,
    Place,
    add_candidate_decision,
    members_of,
    newest_decision,
    suggested_for,
)
from feedback_service.storage.codings import StoredCoding, add_codings, codings_at, replace_codings
from feedback_service.storage.database import Transaction

_AT_ONCE = 200
_SUGGESTS: tuple[CandidateOutcome, ...] = ("accepted", "merged")


async def decide_candidate(
    service: Service,
    worker_id: str,
    number: int,
    outcome: CandidateOutcome,
    *,
    seen: str,
    theme_id: str | None = None,
    name: str | None = None,
) -> Literal["decided", "changed"]:
    """Keep a decision in place of the one that was `seen` (its id); "changed" when another stands by now.

    With a theme, it is suggested on every text of the group, and counts nowhere until a worker agrees, text
    by text. What an earlier decision suggested is taken off, as far as nobody has agreed to it.
    """
    now = service.now()

    async def work(tx: Transaction) -> Literal["decided", "changed"]:
        before = await newest_decision(tx, number)
        if (before.id if before else "") != seen:
            return "changed"
        await _decide(tx, _decision(number, outcome, worker_id, now, theme_id=theme_id, name=name))
        return "decided"

    return await service.database.transaction(work)


async def accept(tx: Transaction, worker_id: str, number: int, theme_id: str, at: int) -> None:
    """The candidate is a theme of the codebook from now on."""
    await _decide(tx, _decision(number, "accepted", worker_id, at, theme_id=theme_id))


def _decision(
    number: int,
    outcome: CandidateOutcome,
    worker_id: str,
    at: int,
    *,
    theme_id: str | None,
    name: str | None = None,
) -> CandidateDecision:
    return CandidateDecision(
        id=str(uuid_utils.uuid7()),
        number=number,
        outcome=outcome,
        theme_id=theme_id,
        name=name,
        decided_by=worker_id,
        decided_at=at,
    )


async def _decide(tx: Transaction, made: CandidateDecision) -> None:
    version = f"candidate-{made.number}"
    await add_candidate_decision(tx, made)
    await note(tx, "candidate-decided", f"{made.number} {made.outcome}", made.decided_by, made.decided_at)
    await replace_codings(tx, await suggested_for(tx, version), made.decided_at)
    if made.outcome in _SUGGESTS and made.theme_id:
        places = await members_of(tx, made.number)
        for start in range(0, len(places), _AT_ONCE):
            await _suggest(tx, places[start : start + _AT_ONCE], made.theme_id, version, made.decided_at)


async def _suggest(tx: Transaction, places: Sequence[Place], theme_id: str, version: str, at: int) -> None:
    """Suggest the theme where it does not stand and nobody has decided about it."""
    known = await codings_at(tx, places)
    new = [
        StoredCoding(
            id=str(uuid_utils.uuid7()),
            submission_id=place[0],
            question_id=place[1],
            theme_id=theme_id,
            valence=None,
            span_start=0,
            span_end=0,
            score=0.0,
            method=GROUPED,
            version=version,
            assigned_by=None,
            assigned_at=at,
            suggested=True,
        )
        for place in places
        if not any(_speaks(one, theme_id) for one in known.get(place, ()))
    ]
    await add_codings(tx, new)


def _speaks(one: StoredCoding, theme_id: str) -> bool:
    decided = one.withdrawn_at is None or one.withdrawn_by is not None
    return one.theme_id == theme_id and decided
