"""Taking words away for good: which tables hold any, what goes, what stays and why, and the record of it."""

from collections.abc import Sequence
from typing import Final, Literal

import msgspec
from sqlalchemy import ColumnElement, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import (
    analysed_texts,
    answers,
    asks,
    candidate_members,
    concern_decisions,
    concerns,
    corrections,
    erasures,
    recordings,
    removal_requests,
    replies,
    submission_keys,
    submissions,
    unscreened,
    unthemed,
    workers,
)

Cause = Literal["asked", "rule"]
_EMPTY = b""

# What is erased with a submission. Every column of bytes in the schema is here or in STAYS.
ERASED: Final = {
    "submission_keys.wrapped": "the key: without it no copy of the words opens",
    "answers.words": "own words and drawings",
    "recordings.sealed": "spoken answers",
    "replies.words": "what workers wrote to the person",
    "corrections.words": "what was corrected",
    "asks.words": "what workers asked each other about it",
    "asks.answer": "what they answered",
    "removal_requests.reason": "why something had to be kept before",
    "concern_decisions.reason": "why a concern was decided as it was; the decision itself stays",
    "analysed_texts.vectors": "what the machine made of the words",
}
STAYS: Final = {
    "submissions.fingerprint": "keyed; without it a tablet that sends once more would bring the words back",
    "receipts.lookup": "a slow hash of four words, so that the person can still read that it is gone",
    "erasures.key_digest": "the digest of the key that was destroyed: what the proof is about",
    "erasures.proof": "the proof itself",
    "audit.link": "links the audit trail, which holds no words",
    "drafts.key_wrapped": "of what is not sent yet; goes when it is sent or deleted",
    "drafts.words": "not sent yet; goes when it is sent or deleted",
    "codebooks.wrapped": "the key of a worker's reason for a change of the codebook",
    "codebooks.reason": "a worker's reason for a change of the codebook",
    "emergent_runs.wrapped": "the key of one look for new themes; goes with the next looks",
    "emergent_runs.centres": "centres of groups of many people's words; goes with the next looks",
    "links.token_hash": "an invitation, no words",
    "tablets.token_hash": "a device, no words",
    "tablets.enrol_hash": "a device, no words",
    "old_tablet_tokens.token_hash": "a device, no words",
    "sounds.data": "the form's own words, read aloud",
    "reports.key_wrapped": "the key of what workers wrote in a report",
    "report_edits.words": "what workers wrote in a report, about many people",
    "actions.wrapped": "the key of an action: what workers decided, in their words, because of many people's",
    "actions.said": "a worker's words about what was told",
    "actions.planned": "a worker's words",
    "actions.outcome": "a worker's words",
    "action_events.words": "a worker's words",
    "saved_views.wrapped": "the key of a search that a worker kept; goes with the account",
    "saved_views.sealed": "what a worker searched for; goes with the account",
    "sessions.token_hash": "a worker's session",
    "sign_in_steps.token_hash": "a worker's sign-in",
    "sign_in_steps.secret": "a worker's sign-in",
    "one_time_secrets.wrapped": "a worker's second factor",
    "one_time_secrets.secret": "a worker's second factor",
    "recovery_codes.code_hash": "a worker's second factor",
    "passkeys.credential_id": "a worker's second factor",
    "passkeys.public_key": "a worker's second factor",
}


class Erasure(msgspec.Struct, frozen=True, kw_only=True):
    """That the words of a submission were destroyed: why, by which rule, when, by whom, and its proof."""

    submission_id: str
    cause: Cause
    rule: str
    erased_at: int
    erased_by: str | None
    key_digest: bytes
    proof: bytes


async def wrapped_keys(connection: AsyncConnection, submission_ids: Sequence[str]) -> dict[str, bytes]:
    """The wrapped key of each of these submissions that still has one."""
    query = select(submission_keys.c.submission_id, submission_keys.c.wrapped)
    rows = await connection.execute(query.where(submission_keys.c.submission_id.in_(submission_ids)))
    return {row.submission_id: row.wrapped for row in rows}


async def erase(tx: AsyncConnection, submission_ids: Sequence[str], record: Sequence[Erasure] = ()) -> None:
    """Take away the keys, words, drawings, recordings and replies of these submissions, and note it.

    That they were there, and what was chosen or counted, stays: see ERASED and STAYS.
    """
    for table in (
        submission_keys,
        replies,
        corrections,
        asks,
        unthemed,
        unscreened,
        analysed_texts,
        candidate_members,
    ):
        await tx.execute(delete(table).where(table.c.submission_id.in_(submission_ids)))
    await tx.execute(delete(recordings).where(recordings.c.owner_id.in_(submission_ids)))
    spoken = answers.c.submission_id.in_(submission_ids) & answers.c.words.is_not(None)
    await tx.execute(update(answers).where(spoken).values(words=_EMPTY))
    await tx.execute(update(removal_requests).where(_asked(submission_ids)).values(reason=None))
    await tx.execute(update(concern_decisions).where(_decided(submission_ids)).values(reason=None))
    await tx.execute(
        update(submissions).where(submissions.c.id.in_(submission_ids)).values(share_words=False)
    )
    if record:
        await tx.execute(insert(erasures), [msgspec.structs.asdict(one) for one in record])


def _asked(submission_ids: Sequence[str]) -> ColumnElement[bool]:
    return removal_requests.c.submission_id.in_(submission_ids)


def _decided(submission_ids: Sequence[str]) -> ColumnElement[bool]:
    ours = select(concerns.c.id).where(concerns.c.submission_id.in_(submission_ids))
    return concern_decisions.c.concern_id.in_(ours)


async def erasure_of(connection: AsyncConnection, submission_id: str) -> Erasure | None:
    """The record of the erasure; None when there is none (not erased, or before records were kept)."""
    query = select(erasures).where(erasures.c.submission_id == submission_id)
    row = (await connection.execute(query)).mappings().first()
    return Erasure(**row) if row else None


async def name_of(connection: AsyncConnection, worker_id: str | None) -> str:
    """The worker's name; empty when it was no worker."""
    name: str | None = await connection.scalar(select(workers.c.name).where(workers.c.id == worker_id))
    return name or ""


async def left_of(connection: AsyncConnection, submission_id: str) -> dict[str, int]:
    """How many rows of this submission still hold anything, for each column of ERASED."""
    here = "submission_id"
    spoken = answers.c.words.is_not(None) & (func.length(answers.c.words) > 0)
    decided = concern_decisions.c.reason.is_not(None) & _decided([submission_id])
    asked = removal_requests.c.reason.is_not(None) & _asked([submission_id])
    queries = {
        "submission_keys.wrapped": select(func.count()).where(submission_keys.c[here] == submission_id),
        "answers.words": select(func.count()).where(answers.c[here] == submission_id, spoken),
        "recordings.sealed": select(func.count()).where(recordings.c.owner_id == submission_id),
        "replies.words": select(func.count()).where(replies.c[here] == submission_id),
        "corrections.words": select(func.count()).where(corrections.c[here] == submission_id),
        "asks.words": select(func.count()).where(asks.c[here] == submission_id),
        "asks.answer": select(func.count()).where(asks.c[here] == submission_id, asks.c.answer.is_not(None)),
        "removal_requests.reason": select(func.count()).where(asked),
        "concern_decisions.reason": select(func.count()).where(decided),
        "analysed_texts.vectors": select(func.count()).where(analysed_texts.c[here] == submission_id),
    }
    return {name: int((await connection.execute(query)).scalar_one()) for name, query in queries.items()}
