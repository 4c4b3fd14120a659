"""The answers behind a number of the theme explorer: which they are, and where words on a theme stand."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import counts, is_on_words
from feedback_service.storage.exploring import By, Look
from feedback_service.storage.schema import codings, submissions, teams, theme_marks
from feedback_service.storage.taken_back import is_taken_back


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """A submission in which the theme stands."""

    id: str
    form_id: str
    form_version: int
    audience: str
    band: str | None
    team: str
    subject_id: str | None
    moment: str | None
    answered_at: int
    strength: bool
    worry: bool


class Spoken(msgspec.Struct, frozen=True, kw_only=True):
    """Where in the words of a submission a theme stands."""

    submission_id: str
    question_id: str
    span_start: int
    span_end: int
    audience: str
    band: str | None
    answered_at: int


async def answers_behind(
    connection: AsyncConnection, look: Look, by: By | None, value: str, *, limit: int, offset: int
) -> list[Behind]:
    """The submissions with the theme of `look` whose column has this value, the newest first."""
    columns = [
        submissions.c[name] for name in Behind.__struct_fields__ if name not in {"team", "strength", "worry"}
    ]
    query: Select[Any] = select(
        *columns, teams.c.name.label("team"), theme_marks.c.strength, theme_marks.c.worry
    )
    query = _joined(query, look).join(teams, teams.c.id == submissions.c.team_id)
    query = query.where(_is(by, value)) if by else query
    newest = (submissions.c.answered_at.desc(), submissions.c.id)
    rows = await connection.execute(query.order_by(*newest).limit(limit).offset(offset))
    return [Behind(**row) for row in rows.mappings()]


def _is(by: By, value: str) -> ColumnElement[bool]:
    column = theme_marks.c[by]
    if by == "month":
        number = value.isascii() and value.isdigit() and len(value) < 6  # noqa: PLR2004
        return column == int(value) if number else column.is_(None)
    return column == value if value else column.is_(None)


def _joined(query: Select[Any], look: Look) -> Select[Any]:
    joined = query.join(submissions, submissions.c.id == theme_marks.c.submission_id)
    return joined.where(look.marked(), look.scope.covers(), ~is_taken_back())


async def words_with(
    connection: AsyncConnection, look: Look, limit: int, group: tuple[By, str] | None = None
) -> list[Spoken]:
    """Where the theme of `look` stands in words, the newest first; each answer once.

    `group`: only of those whose column has this value, as in `answers_behind`.
    """
    columns = (
        *(codings.c[name] for name in ("submission_id", "question_id", "span_start", "span_end")),
        *(submissions.c[name] for name in ("audience", "band", "answered_at")),
    )
    same = and_(
        codings.c.submission_id == theme_marks.c.submission_id, codings.c.theme_id == theme_marks.c.theme_id
    )
    query = _joined(select(*columns).select_from(theme_marks), look).join(codings, same)
    in_words = and_(codings.c.method != "question", is_on_words())
    query = query.where(counts(), in_words, _is(*group) if group else true())
    order = (theme_marks.c.month.desc(), submissions.c.answered_at.desc(), codings.c.id)
    rows = await connection.execute(query.order_by(*order).limit(limit))
    found: dict[tuple[str, str], Spoken] = {}
    for row in rows.mappings():
        one = Spoken(**row)
        found.setdefault((one.submission_id, one.question_id), one)
    return list(found.values())
