"""Submissions: stored whole, with their answers, key, concerns and pending marks, or not at all."""

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from sqlalchemy import LargeBinary, Select, String, bindparam, cast, delete, null, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.new_submissions import NewSubmission
from feedback_service.storage.raising import raise_concerns
from feedback_service.storage.routings import add_routings
from feedback_service.storage.schema import (
    answers,
    drafts,
    links,
    recordings,
    spent_links,
    submission_keys,
    submissions,
    unscreened,
    unthemed,
)
from feedback_service.storage.unrouted import mark_unrouted

Verdict = Literal["stored", "again", "differs", "link-spent", "link-revoked", "draft-changed"]


class _WaitingRow(NamedTuple):
    submission_id: str
    question_id: str


class _SpentRow(NamedTuple):
    link_id: str
    submission_id: str


class _Known(NamedTuple):
    """What is stored under an id: its content, and what it adds to."""

    fingerprint: bytes
    follows: str | None


# What is known of the ids and, in the same round trip, which links are revoked (without a fingerprint).
_KNOWN = select(submissions.c.id, submissions.c.fingerprint, submissions.c.follows).where(
    submissions.c.id.in_(bindparam("ids", expanding=True))
)
_KNOWN_OR_REVOKED = _KNOWN.union_all(
    select(links.c.id, cast(null(), LargeBinary), cast(null(), String)).where(
        links.c.id.in_(bindparam("links", expanding=True)), links.c.revoked_at.is_not(None)
    )
)
_DRAFTS = select(drafts.c.id, drafts.c.saved_at).where(drafts.c.id.in_(bindparam("ids", expanding=True)))
_SPENT = select(spent_links.c.link_id).where(spent_links.c.link_id.in_(bindparam("ids", expanding=True)))


async def store_submissions(tx: AsyncConnection, arrivals: Sequence[NewSubmission]) -> list[Verdict]:
    """Store each arrival once. The primary key is the arbiter; a repeat changes nothing.

    Different content under a known id is stored beside it ("differs"); a second submission through a one-time
    link is refused ("link-spent"); so is one made from a draft that was saved again or deleted since
    ("draft-changed"). Several processes may race: the loser's insert fails and is tried again.
    """
    invited_by = list({one.invited_by for one in arrivals if one.invited_by})
    ids = {"ids": [one.id for one in arrivals], "links": invited_by}
    known = {row[0]: _Known(row[1], row[2]) for row in await tx.execute(_KNOWN_OR_REVOKED, ids)}
    state = _State(
        known,
        spent=await _ids(tx, _SPENT, [one.spends for one in arrivals if one.spends]),
        revoked={link for link in invited_by if link in known},
        saved=await _pairs(tx, _DRAFTS, [one.id for one in arrivals if one.draft_saved_at is not None]),
    )
    verdicts = [_judge(one, state) for one in arrivals]
    await _insert(tx, state.fresh)
    if state.different:
        await _insert(tx, await _not_yet_aside(tx, state.different))
    return verdicts


async def _ids(tx: AsyncConnection, query: Select[Any], ids: list[str]) -> set[str]:
    return {row[0] for row in await tx.execute(query, {"ids": sorted(set(ids))})} if ids else set()


async def _pairs(tx: AsyncConnection, query: Select[Any], ids: list[str]) -> dict[str, Any]:
    return {row[0]: row[1] for row in await tx.execute(query, {"ids": ids})} if ids else {}


class _State:
    """What is known of a group's ids, links and drafts, and what of the group is to be inserted."""

    def __init__(
        self, known: dict[str, _Known], *, spent: set[str], revoked: set[str], saved: dict[str, int]
    ) -> None:
        self.known, self.spent, self.revoked, self.saved = known, spent, revoked, saved
        self.fresh: list[NewSubmission] = []
        self.different: list[NewSubmission] = []


def _judge(one: NewSubmission, state: _State) -> Verdict:
    fingerprint = one.submission.fingerprint
    if one.id in state.known:
        if state.known[one.id].fingerprint == fingerprint:
            return "again"
        state.different.append(one.set_aside(state.known[one.id].follows))
        return "differs"
    if one.draft_saved_at is not None and state.saved.get(one.id) != one.draft_saved_at:
        return "draft-changed"
    if one.invited_by in state.revoked:
        return "link-revoked"
    if one.spends in state.spent:
        return "link-spent"
    if one.spends:
        state.spent.add(one.spends)
    state.known[one.id] = _Known(fingerprint, one.submission.follows)
    state.fresh.append(one)
    return "stored"


async def _not_yet_aside(tx: AsyncConnection, different: list[NewSubmission]) -> list[NewSubmission]:
    by_id = {one.id: one for one in different}
    stored = {row.id for row in await tx.execute(_KNOWN, {"ids": list(by_id)})}
    return [one for one in by_id.values() if one.id not in stored]


async def _insert(tx: AsyncConnection, fresh: list[NewSubmission]) -> None:
    await insert_rows(tx, submissions, [one.submission for one in fresh])
    await insert_rows(tx, submission_keys, [one.key for one in fresh])
    await insert_rows(tx, answers, [row for one in fresh for row in one.answers])
    await add_routings(tx, [row for one in fresh for row in (*(one.routings or ()), *one.for_leads())])
    routed = {one.id for one in fresh if one.routings is not None}
    await raise_concerns(tx, [row for one in fresh for row in one.concerns], routed=routed)
    await mark_unrouted(tx, [one.id for one in fresh if one.belongs_to_another])
    await insert_rows(tx, recordings, [row for one in fresh for row in one.recordings])
    texts = [row for one in fresh for row in one.answers if row.words is not None and row.value is None]
    waiting = [_WaitingRow(row.submission_id, row.question_id) for row in texts]
    for table in (unthemed, unscreened):
        await insert_rows(tx, table, waiting)
    await insert_rows(tx, spent_links, [_SpentRow(one.spends, one.id) for one in fresh if one.spends])
    finished = [one.id for one in fresh if one.draft_saved_at is not None]
    if finished:
        await tx.execute(delete(drafts).where(drafts.c.id.in_(finished)))


async def is_stored(connection: AsyncConnection, submission_id: str) -> bool:
    """Whether a submission with this id is kept."""
    found = await connection.execute(select(submissions.c.id).where(submissions.c.id == submission_id))
    return found.first() is not None


async def form_of(connection: AsyncConnection, submission_id: str) -> tuple[str, int] | None:
    """The form id and version a stored submission answers, or None when it is not kept."""
    query = select(submissions.c.form_id, submissions.c.form_version).where(submissions.c.id == submission_id)
    row = (await connection.execute(query)).first()
    return (row.form_id, row.form_version) if row else None


async def origin_of(connection: AsyncConnection, submission_id: str) -> dict[str, Any] | None:
    """Where a stored submission comes from and belongs to, or None when it is not kept."""
    names = ("team_id", "channel", "subject_id", "moment", "link_id", "tablet_id")
    query = select(*(submissions.c[name] for name in names)).where(submissions.c.id == submission_id)
    row = (await connection.execute(query)).mappings().first()
    return dict(row) if row else None
