"""The sets of answers that a sentence of a report rests on, as SQL, for a worker who may read them."""

from collections.abc import Collection

import msgspec
from sqlalchemy import Select, and_, case, func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.report_codings import standing, to_be_removed
from feedback_service.storage.report_data import Extent
from feedback_service.storage.schema import answers, codings, submissions
from feedback_service.storage.scope import Scope

Answered = tuple[str, int, str]
"""Form, version and question."""


class Behind(msgspec.Struct, frozen=True, kw_only=True):
    """One set of answers behind a sentence; `question_id` is one that bears it, `value` what was chosen."""

    id: str
    form_id: str
    form_version: int
    audience: str
    band: str | None
    answered_at: int
    question_id: str
    value: str | None


_COLUMNS = [
    submissions.c[name] for name in ("id", "form_id", "form_version", "audience", "band", "answered_at")
]
_LEANS = {"strength": (1, 0), "worry": (0, 1)}


def _page(query: Select[tuple[object, ...]], limit: int, offset: int) -> Select[tuple[object, ...]]:
    return query.order_by(submissions.c.answered_at.desc(), submissions.c.id).limit(limit).offset(offset)


async def behind_theme(
    connection: AsyncConnection,
    extent: Extent,
    reader: Scope,
    claim: tuple[str, str, str],
    *,
    limit: int,
    offset: int,
) -> list[Behind]:
    """Those of an audience with a standing coding of a theme that leans to a side (empty: any), newest first.

    `claim` is audience, theme and side. What leans both ways stands behind neither side, as in the report.
    """
    audience, theme_id, side = claim
    strength = func.max(case((codings.c.valence.in_(("strength", "both")), 1), else_=0))
    worry = func.max(case((codings.c.valence.in_(("worry", "both")), 1), else_=0))
    query = (
        select(*_COLUMNS, func.min(codings.c.question_id).label("question_id"))
        .join_from(codings, submissions)
        .where(standing(extent), reader.covers(), ~to_be_removed(), submissions.c.audience == audience)
        .where(codings.c.theme_id == theme_id)
        .group_by(*_COLUMNS)
    )
    if side in _LEANS:
        query = query.having(and_(strength == _LEANS[side][0], worry == _LEANS[side][1]))
    rows = (await connection.execute(_page(query, limit, offset))).mappings()
    return [Behind(**row, value=None) for row in rows]


async def behind_measure(
    connection: AsyncConnection,
    extent: Extent,
    reader: Scope,
    asked: Collection[Answered],
    *,
    limit: int,
    offset: int,
) -> list[Behind]:
    """Those who answered one of these questions, newest first."""
    place = tuple_(submissions.c.form_id, submissions.c.form_version, answers.c.question_id)
    query = (
        select(*_COLUMNS, answers.c.question_id, answers.c.value)
        .join_from(answers, submissions)
        .where(extent.counted(), reader.covers(), ~to_be_removed())
        .where(answers.c.state == "given", answers.c.value.is_not(None))
        .where(place.in_(sorted(asked)))
    )
    rows = (await connection.execute(_page(query, limit, offset))).mappings()
    return [Behind(**row) for row in rows]
