"""Small things that repeat: in which submissions a subject spoke of a theme with worry, one after another."""

from collections.abc import Collection

import msgspec
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import ROOT, counts, is_decided
from feedback_service.storage.schema import codings, concerns, submissions
from feedback_service.storage.scope import Scope

WORRIES = ("worry", "both")


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """A worry about a theme in a subject's submission; what was added to it has it as `first`."""

    subject_id: str
    theme_id: str
    first: str
    submission_id: str
    question_id: str
    form_id: str
    form_version: int
    received_at: int
    span_start: int
    span_end: int


class Prompted(msgspec.Struct, frozen=True, kw_only=True):
    """The latest concern that was raised because a theme repeated, and whether somebody decided on it."""

    subject_id: str
    rule: str
    received_at: int
    decided: bool


async def subjects_of(connection: AsyncConnection, submission_ids: Collection[str]) -> set[str]:
    """Whom these submissions are about; those about nobody in particular are left out."""
    query = select(submissions.c.subject_id).distinct()
    known = submissions.c.id.in_(list(submission_ids)) & submissions.c.subject_id.is_not(None)
    return set((await connection.execute(query.where(known))).scalars())


async def mentions_of(
    connection: AsyncConnection, scope: Scope, subject_ids: Collection[str], themes: Collection[str]
) -> list[Mention]:
    """Every standing worry about these themes by these subjects, in the order in which they came."""
    own = ("subject_id", "form_id", "form_version", "received_at")
    coded = ("theme_id", "submission_id", "question_id", "span_start", "span_end")
    query = select(
        *(submissions.c[name] for name in own), *(codings.c[name] for name in coded), ROOT.label("first")
    ).join(submissions, submissions.c.id == codings.c.submission_id)
    query = query.where(
        scope.covers(),
        submissions.c.subject_id.in_(list(subject_ids)),
        codings.c.theme_id.in_(list(themes)),
        codings.c.valence.in_(WORRIES),
        counts(),
    )
    order = (submissions.c.received_at, submissions.c.id, codings.c.question_id, codings.c.id)
    return [Mention(**row) for row in (await connection.execute(query.order_by(*order))).mappings()]


async def prompted(
    connection: AsyncConnection, subject_ids: Collection[str], rules: Collection[str]
) -> dict[tuple[str, str], Prompted]:
    """By subject and rule, the concern raised last because a theme repeated."""
    query = select(
        submissions.c.subject_id, concerns.c.rule, submissions.c.received_at, is_decided().label("decided")
    ).join(submissions, submissions.c.id == concerns.c.submission_id)
    query = query.where(submissions.c.subject_id.in_(list(subject_ids)), concerns.c.rule.in_(list(rules)))
    rows = (await connection.execute(query.order_by(concerns.c.raised_at, concerns.c.id))).mappings()
    return {(row["subject_id"], row["rule"]): Prompted(**row) for row in rows}
