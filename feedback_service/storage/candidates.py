"""Candidate themes: texts that no theme fits, what the last run made of them, what the next starts from."""

from collections.abc import Sequence
from typing import Final, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, and_, delete, distinct, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.bulk import insert_rows
from feedback_service.storage.conditions import same_answer, themed, waits
from feedback_service.storage.kept_away import is_unread, kept_from_anybody
from feedback_service.storage.schema import (
    analysed_texts,
    answers,
    candidate_members,
    candidate_themes,
    emergent_runs,
    submission_keys,
    submissions,
)
from feedback_service.storage.scope import Scope
from feedback_service.storage.taken_back import is_taken_back
from feedback_service.storage.words import SealedText, texts_query

_RUNS_KEPT: Final = 2
_FEWEST_WORDS: Final = 3
_PERSON: Final = func.coalesce(submissions.c.subject_id, submissions.c.follows, submissions.c.id)


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """A run over so many texts; `centres` are sealed with the run's own key, wrapped as WrappedKey says."""

    id: str
    at: int
    texts: int
    master: str
    wrapped: bytes
    centres: bytes


class CandidateRow(NamedTuple):
    """A row of `candidate_themes`; `words` is a JSON list."""

    number: int
    run_id: str
    name: str
    words: str
    mentions: int
    first_seen: int


class MemberRow(NamedTuple):
    """A row of `candidate_members`; `nearness` is 0 for the text nearest the middle."""

    number: int
    submission_id: str
    question_id: str
    nearness: int


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate as it stands: `mentions` counts the texts still there, `people` whose they are."""

    number: int
    name: str
    words: tuple[str, ...]
    mentions: int
    people: int
    first_seen: int


class Unfitting(NamedTuple):
    """A text that no theme fits, and whose it is: a subject, or a submission where none is known."""

    text: SealedText
    person: str


async def unfitting_texts(connection: AsyncConnection, since: int, limit: int) -> list[Unfitting]:
    """Texts read by the machine that have no theme but suggested ones, answered at `since` or later.

    The newest `limit` of them, in the order of their ids. Left out: what was kept aside because it differs,
    and texts of one or two words, which are alike and say nothing. Also what not everybody may read who reads
    the candidates' names and words: what is kept from anybody or from workers of the team, was not screened
    yet, or is to be taken away.
    """
    query = texts_query().add_columns(_PERSON.label("person"))
    query = query.where(_is_unfitting(), _is_for_all(), submissions.c.answered_at >= since)
    newest = (submissions.c.answered_at.desc(), answers.c.submission_id, answers.c.question_id)
    found = (await connection.execute(query.order_by(*newest).limit(limit))).mappings()
    texts = [
        Unfitting(SealedText(**{name: row[name] for name in SealedText.__struct_fields__}), row["person"])
        for row in found
    ]
    return sorted(texts, key=lambda one: (one.text.submission_id, one.text.question_id))


def _is_unfitting() -> ColumnElement[bool]:
    return and_(
        answers.c.word_count >= _FEWEST_WORDS,
        analysed_texts.c.vectors.is_not(None),
        submissions.c.differs_from.is_(None),
        ~waits(),
        ~themed(),
    )


def _is_for_all() -> ColumnElement[bool]:
    wished = Scope(all_teams=True, sees_withheld=False).covers()
    return and_(wished, ~is_unread(), ~kept_from_anybody(), ~is_taken_back())


async def last_run(connection: AsyncConnection) -> Run | None:
    """The newest run, or None before the first."""
    newest = (emergent_runs.c.at.desc(), emergent_runs.c.id.desc())
    row = (await connection.execute(select(emergent_runs).order_by(*newest).limit(1))).mappings().first()
    return Run(**row) if row else None


async def run_again(tx: AsyncConnection, run_id: str, at: int) -> None:
    """Note that a run over the same texts would find the same."""
    await tx.execute(update(emergent_runs).where(emergent_runs.c.id == run_id).values(at=at))


async def keep_run(
    tx: AsyncConnection,
    run: Run,
    found: Sequence[CandidateRow],
    members: Sequence[MemberRow],
    *,
    after: str | None,
) -> bool:
    """Put a run's candidates in place of those before; False when it did not start `after` the newest run.

    A number that lives on keeps when it was first seen. Texts erased meanwhile stay away; so do all runs but
    the last two.
    """
    newest = await last_run(tx)
    if (newest.id if newest else None) != after:
        return False
    query = select(candidate_themes.c.number, candidate_themes.c.first_seen)
    seen = {row[0]: row[1] for row in await tx.execute(query)}
    await tx.execute(insert(emergent_runs), msgspec.structs.asdict(run))
    await tx.execute(delete(candidate_members))
    await tx.execute(delete(candidate_themes))
    rows = [one._replace(first_seen=seen.get(one.number, one.first_seen)) for one in found]
    await insert_rows(tx, candidate_themes, rows)
    await insert_rows(tx, candidate_members, members)
    there = select(submission_keys.c.submission_id)
    await tx.execute(delete(candidate_members).where(candidate_members.c.submission_id.not_in(there)))
    await _forget_older(tx)
    return True


async def _forget_older(tx: AsyncConnection) -> None:
    newest = select(emergent_runs.c.id).order_by(emergent_runs.c.at.desc(), emergent_runs.c.id.desc())
    kept = list((await tx.execute(newest.limit(_RUNS_KEPT))).scalars())
    await tx.execute(delete(emergent_runs).where(emergent_runs.c.id.not_in(kept)))


async def candidates(connection: AsyncConnection) -> list[Candidate]:
    """Every candidate of the last run with the texts it still has, the largest first."""
    mentions = func.count().label("mentions")
    columns = [candidate_themes.c[name] for name in ("number", "name", "words", "first_seen")]
    people = func.count(distinct(_PERSON)).label("people")
    joined = candidate_themes.join(candidate_members).join(
        submissions, submissions.c.id == candidate_members.c.submission_id
    )
    query = select(*columns, mentions, people).select_from(joined).group_by(*columns)
    rows = await connection.execute(query.order_by(mentions.desc(), candidate_themes.c.number))
    return [
        Candidate(**{**row, "words": msgspec.json.decode(row["words"], type=tuple[str, ...])})
        for row in rows.mappings()
    ]


async def nearest_texts(
    connection: AsyncConnection, scope: Scope, number: int, limit: int
) -> list[SealedText]:
    """Up to `limit` texts of a candidate in this scope, the nearest to its middle first."""
    ours = candidate_members.c.number == number
    query = texts_query(candidate_members, ours).join(candidate_members, same_answer(candidate_members))
    query = query.where(ours, scope.covers(), ~is_taken_back())
    rows = await connection.execute(query.order_by(candidate_members.c.nearness).limit(limit))
    return [SealedText(**row) for row in rows.mappings()]
