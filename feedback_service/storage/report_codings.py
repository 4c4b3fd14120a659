"""The themes that a report counts and the words that it may quote, as SQL."""

import functools
from collections.abc import Collection

import msgspec
from sqlalchemy import ColumnElement, and_, case, distinct, exists, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import counts, is_on_words, themed, waits
from feedback_service.storage.kept_away import belongs_to, is_unread, kept_from_anybody, kept_until_released
from feedback_service.storage.quote_wishes import raised_beside, refused_beside
from feedback_service.storage.report_data import Extent, rows
from feedback_service.storage.schema import (
    answers,
    codings,
    readings,
    removal_requests,
    submissions,
)
from feedback_service.storage.scope import Scope


class ThemeLean(msgspec.Struct, frozen=True, kw_only=True):
    """`n` submissions of an audience and band with standing codings of a theme that lean these ways."""

    audience: str
    band: str | None
    theme_id: str
    strength: bool
    worry: bool
    n: int


class RoleTheme(msgspec.Struct, frozen=True, kw_only=True):
    """`n` submissions of families in this role with a standing coding of a theme."""

    person_role: str | None
    theme_id: str
    n: int


class Quotable(msgspec.Struct, frozen=True, kw_only=True):
    """A standing coding on words that may be quoted: sharing was wished and no concern was raised."""

    submission_id: str
    question_id: str
    theme_id: str
    valence: str | None
    score: float
    audience: str
    band: str | None
    subject_id: str | None


class CodingCounts(msgspec.Struct, frozen=True, kw_only=True):
    """Standing codings: made by a worker, by the machine and read by a worker since, by the machine only."""

    worker: int
    read: int
    machine: int


def standing(extent: Extent) -> ColumnElement[bool]:
    """The codings that count in the report."""
    return and_(extent.counted(), counts())


async def theme_leans(connection: AsyncConnection, extent: Extent) -> list[ThemeLean]:
    """Submissions by audience, band, theme, and which ways the standing codings of that theme lean."""
    strength = func.max(case((codings.c.valence.in_(("strength", "both")), 1), else_=0)).label("strength")
    worry = func.max(case((codings.c.valence.in_(("worry", "both")), 1), else_=0)).label("worry")
    whose = (submissions.c.audience, submissions.c.band, codings.c.theme_id)
    each = (
        select(*whose, strength, worry)
        .join_from(codings, submissions)
        .where(standing(extent))
        .group_by(submissions.c.id, *whose)
        .subquery()
    )
    kinds = (each.c.audience, each.c.band, each.c.theme_id, each.c.strength, each.c.worry)
    return await rows(connection, select(*kinds, func.count().label("n")).group_by(*kinds), ThemeLean)


async def role_themes(connection: AsyncConnection, extent: Extent) -> list[RoleTheme]:
    """Submissions of families by role and theme."""
    kinds = (submissions.c.person_role, codings.c.theme_id)
    query = select(*kinds, func.count(distinct(submissions.c.id)).label("n"))
    query = query.join_from(codings, submissions).where(standing(extent), submissions.c.audience == "family")
    return await rows(connection, query.group_by(*kinds), RoleTheme)


def to_be_removed() -> ColumnElement[bool]:
    """That somebody asked for the submission to be taken away, and was not told why it is kept."""
    return belongs_to(select(removal_requests.c.submission_id).where(_unkept()))


def _unkept() -> ColumnElement[bool]:
    return removal_requests.c.outcome.is_distinct_from("kept")


@functools.cache
def may_be_quoted() -> ColumnElement[bool]:
    """The condition that a submission's words may stand in a report.

    Never with a concern on it or on what belongs with it, whatever was decided, from whoever wished that
    workers do not see it or that any of it is not shared, or whose person asked for it to be taken away
    (unless that was answered with a reason to keep it). Words that neither the machine has held against the
    examples of harm nor a person was asked to read may yet be one.
    """
    return and_(_may_be_shared(), ~is_unread(), ~kept_from_anybody(), ~to_be_removed())


def _may_be_shared() -> ColumnElement[bool]:
    """What never changes back: it was wished, and there is no concern."""
    shared = and_(submissions.c.share_words, ~refused_beside())
    return and_(shared, ~raised_beside(), Scope(all_teams=True, sees_withheld=False).covers())


async def quotable(connection: AsyncConnection, extent: Extent) -> list[Quotable]:
    """The standing codings on words that may be quoted, in a stable order."""
    columns = [
        (codings if name in codings.c and name != "submission_id" else submissions).c[name]
        for name in Quotable.__struct_fields__
        if name != "submission_id"
    ]
    query = select(submissions.c.id.label("submission_id"), *columns).join_from(codings, submissions)
    in_words = and_(codings.c.method != "question", is_on_words())  # not for what was asked, or drawn
    query = query.where(standing(extent), in_words, may_be_quoted())
    query = query.order_by(submissions.c.id, codings.c.id)
    return await rows(connection, query, Quotable)


async def still_quotable(connection: AsyncConnection, submission_ids: Collection[str]) -> set[str]:
    """Which of these submissions may be quoted now."""
    query = select(submissions.c.id).where(submissions.c.id.in_(submission_ids), may_be_quoted())
    return {row[0] for row in await connection.execute(query)}


async def quotable_later(connection: AsyncConnection, submission_ids: Collection[str]) -> set[str]:
    """Which of these submissions may not be quoted now, but may be after what is under way.

    That is a removal asked for and not answered, or words that are still to be read.
    """
    answered = removal_requests.c.outcome.is_not(None)
    for_good = belongs_to(select(removal_requests.c.submission_id).where(_unkept(), answered))
    later = and_(_may_be_shared(), ~kept_until_released(), ~for_good, ~may_be_quoted())
    query = select(submissions.c.id).where(submissions.c.id.in_(submission_ids), later)
    return {row[0] for row in await connection.execute(query)}


async def coding_counts(connection: AsyncConnection, extent: Extent) -> CodingCounts:
    """What workers did with the standing codings; "read" means that a worker opened the submission since."""
    read = exists().where(
        readings.c.submission_id == codings.c.submission_id, readings.c.at >= codings.c.assigned_at
    )
    by_worker = codings.c.assigned_by.is_not(None)
    kind = case((by_worker, "worker"), (read, "read"), else_="machine")
    query = select(kind.label("kind"), func.count()).join_from(codings, submissions).where(standing(extent))
    found = {row[0]: row[1] for row in await connection.execute(query.group_by("kind"))}
    return CodingCounts(
        worker=found.get("worker", 0), read=found.get("read", 0), machine=found.get("machine", 0)
    )


async def coding_versions(connection: AsyncConnection, extent: Extent) -> tuple[str, ...]:
    """Every version of the machine's method that made a standing coding of the report."""
    query = select(codings.c.version).join_from(codings, submissions)
    query = query.where(standing(extent), codings.c.assigned_by.is_(None)).distinct()
    return tuple(sorted(row[0] for row in await connection.execute(query)))


async def texts_without_theme(connection: AsyncConnection, extent: Extent) -> tuple[int, int, int]:
    """Own-words answers with a theme, without one, and not yet read by the machine."""
    kind = case((themed(), "themed"), (waits(), "waiting"), else_="none")
    query = select(kind.label("kind"), func.count()).join_from(answers, submissions)
    query = query.where(extent.counted(), answers.c.word_count > 0)
    found = {row[0]: row[1] for row in await connection.execute(query.group_by("kind"))}
    return found.get("themed", 0), found.get("none", 0), found.get("waiting", 0)
