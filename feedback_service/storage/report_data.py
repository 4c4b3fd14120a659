"""What a report counts, as SQL: all of it within one team (or the partnership) and one period."""

import asyncio
from collections.abc import Collection
from typing import Any, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Select, and_, case, distinct, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.kept_away import kept_from_anybody_here
from feedback_service.storage.schema import (
    answers,
    concerns,
    readings,
    subjects,
    submissions,
)
from feedback_service.storage.scope import Scope

S = TypeVar("S", bound=msgspec.Struct)


class Extent(msgspec.Struct, frozen=True, kw_only=True):
    """What a report is about: submissions answered from `period_from` to before `period_to` (Unix ms)."""

    scope: Scope
    period_from: int
    period_to: int

    def counted(self) -> ColumnElement[bool]:
        """The submissions of the report; words kept aside because they differ are counted with the first."""
        at = submissions.c.answered_at
        within = and_(at >= self.period_from, at < self.period_to)
        return and_(self.scope.covers(), submissions.c.differs_from.is_(None), within)


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """`n` submissions that are alike in everything a report breaks them down by."""

    form_id: str
    form_version: int
    audience: str
    band: str | None
    moment: str | None
    channel: str
    finished: bool
    person_role: str | None
    helper: str | None
    scribe: str | None
    no_view: str | None
    read: bool
    n: int
    team_id: str = ""
    language: str | None = None


class AnswerCount(msgspec.Struct, frozen=True, kw_only=True):
    """`n` submissions of a form version that gave `value` (JSON) to a question."""

    form_id: str
    form_version: int
    question_id: str
    value: str
    n: int


class Scale(msgspec.Struct, frozen=True, kw_only=True):
    """One answer with a value, of one subject at one moment of the help."""

    form_id: str
    form_version: int
    question_id: str
    value: str
    subject_id: str
    person_role: str | None
    moment: str
    scribe: str | None
    answered_at: int


class ConcernTime(msgspec.Struct, frozen=True, kw_only=True):
    """One submission's concerns of a level: when the first was raised, and the last seen (None: not all)."""

    level: str
    raised_at: int
    seen_at: int | None


async def rows(connection: AsyncConnection, query: Select[Any], kind: type[S]) -> list[S]:
    """The rows as structs, built beside the event loop: there may be very many, and people are answering."""
    found = await connection.execute(query)
    names = [str(key) for key in found.keys()]  # noqa: SIM118 (no mapping)

    def built() -> list[S]:
        return [msgspec.convert(dict(zip(names, row, strict=True)), kind, strict=False) for row in found]

    return await asyncio.to_thread(built)


async def heard(connection: AsyncConnection, extent: Extent) -> list[Heard]:
    """Every submission of the report, counted by what it is broken down by."""
    read = exists().where(readings.c.submission_id == submissions.c.id)
    kinds = [submissions.c[name] for name in Heard.__struct_fields__ if name not in {"read", "n"}]
    query = select(*kinds, read.label("read"), func.count().label("n")).where(extent.counted())
    return await rows(connection, query.group_by(*kinds, "read"), Heard)


async def subjects_heard(connection: AsyncConnection, extent: Extent) -> list[tuple[str, str, str | None]]:
    """Subject, audience and role of everyone who answered about a subject, or saw the child.

    That a child could give no view is not an answer about their life, so nobody is heard by it.
    """
    who = (submissions.c.subject_id, submissions.c.audience, submissions.c.person_role)
    query = (
        select(*who)
        .where(extent.counted(), submissions.c.subject_id.is_not(None), submissions.c.no_view.is_(None))
        .distinct()
    )
    return [(row[0], row[1], row[2]) for row in await connection.execute(query)]


async def subjects_known(connection: AsyncConnection, extent: Extent) -> set[str]:
    """The subjects registered before the period's end; nothing says when help for one ended."""
    query = select(subjects.c.id).where(
        extent.scope.covers(subjects.c.team_id), subjects.c.created_at < extent.period_to
    )
    return {row[0] for row in await connection.execute(query)}


async def own_words(connection: AsyncConnection, extent: Extent) -> dict[str, tuple[int, int]]:
    """By audience: submissions with words of their own, and how many words."""
    count = func.count(distinct(submissions.c.id))
    query = select(submissions.c.audience, count, func.sum(answers.c.word_count)).join_from(
        answers, submissions
    )
    rows = await connection.execute(
        query.where(extent.counted(), answers.c.word_count > 0).group_by(submissions.c.audience)
    )
    return {row[0]: (row[1], row[2]) for row in rows}


async def answer_counts(
    connection: AsyncConnection, extent: Extent, questions: Collection[str]
) -> list[AnswerCount]:
    """How often each value was given to these questions, by form version."""
    kinds = (submissions.c.form_id, submissions.c.form_version, answers.c.question_id, answers.c.value)
    query = select(*kinds, func.count().label("n")).join_from(answers, submissions)
    given = and_(
        answers.c.question_id.in_(questions), answers.c.state == "given", answers.c.value.is_not(None)
    )
    return await rows(connection, query.where(extent.counted(), given).group_by(*kinds), AnswerCount)


async def scales_until(
    connection: AsyncConnection, extent: Extent, questions: Collection[str]
) -> list[Scale]:
    """Values given to these questions until the period's end, for subjects heard in the period, by time."""
    columns = (
        *(submissions.c[name] for name in ("form_id", "form_version", "subject_id", "person_role", "moment")),
        *(submissions.c.scribe, submissions.c.answered_at, answers.c.question_id, answers.c.value),
    )
    now = select(submissions.c.subject_id).where(extent.counted(), submissions.c.subject_id.is_not(None))
    so_far = msgspec.structs.replace(extent, period_from=0)
    given = and_(
        answers.c.question_id.in_(questions), answers.c.state == "given", answers.c.value.is_not(None)
    )
    query = select(*columns).join_from(answers, submissions)
    query = query.where(so_far.counted(), given, submissions.c.moment.is_not(None))
    query = query.where(submissions.c.subject_id.in_(now))
    return await rows(connection, query.order_by(submissions.c.answered_at, submissions.c.id), Scale)


async def concern_times(connection: AsyncConnection, extent: Extent) -> list[ConcernTime]:
    """For each submission and level of concern: when the first was raised and the last was seen.

    Without what is kept from anybody who sees the team: this table alone would tell them that it is there.
    """
    open_ones = func.sum(case((concerns.c.seen_at.is_(None), 1), else_=0))
    seen = case((open_ones == 0, func.max(concerns.c.seen_at)), else_=None)
    query = select(
        concerns.c.level, func.min(concerns.c.raised_at).label("raised_at"), seen.label("seen_at")
    ).join_from(concerns, submissions, concerns.c.submission_id == submissions.c.id)
    told = query.where(extent.counted(), ~kept_from_anybody_here())
    return await rows(connection, told.group_by(submissions.c.id, concerns.c.level), ConcernTime)
