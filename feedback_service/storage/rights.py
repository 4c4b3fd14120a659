"""What is held about one child or family, with what decides who may be given a copy; and copies given."""

from typing import Literal, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, and_, exists, insert, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import ROOT
from feedback_service.storage.kept_away import kept_from_anybody
from feedback_service.storage.schema import (
    access_exports,
    concern_decisions,
    concerns,
    removal_requests,
    routings,
    submissions,
    unscreened,
)
from feedback_service.storage.scope import Scope
from feedback_service.storage.wishes import FIRST, is_first_one, wished

Version = Literal["child", "parent", "authority"]


class Held(msgspec.Struct, frozen=True, kw_only=True):
    """A submission about the subject. The last four hold for all that belongs together with it.

    `kept`: somebody wished that parents do not see it. `share_parent`: this one's wish, or that of what it
    belongs to. `removal`: somebody asked for it to be taken away, whatever was decided. `routed`: it is or
    was kept from somebody because of whom it is about. `concern`: it holds a sign of harm that nobody called
    a false alarm.
    """

    id: str
    root: str
    form_id: str
    form_version: int
    audience: str
    band: str | None
    person_role: str | None
    answered_at: int
    share_parent: bool | None
    kept: bool
    removal: bool
    routed: bool
    concern: bool


class Copy(NamedTuple):
    """A row of `access_exports`: a copy of what is held was given out."""

    id: str
    subject_id: str
    asked_by: Version
    made_by: str | None
    made_at: int


_OTHER = submissions.alias("relative")


def _any_of_family(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    """That the condition holds for a member (`_OTHER`) of the family of the submission."""
    same = or_(_OTHER.c.id == ROOT, _OTHER.c.follows == ROOT, _OTHER.c.differs_from == ROOT)
    return exists(select(_OTHER.c.id).where(same, condition).correlate(submissions))


def _alarming() -> ColumnElement[bool]:
    """A concern of the member whose latest decision is not that there was none, or words not screened yet."""
    later = concern_decisions.alias("later")
    made = concern_decisions.alias("standing")
    newer = exists().where(later.c.concern_id == made.c.concern_id, later.c.id > made.c.id)
    false_alarm = exists().where(
        and_(made.c.concern_id == concerns.c.id, made.c.outcome == "no_concern", ~newer)
    )
    raised = exists().where(concerns.c.submission_id == _OTHER.c.id, ~false_alarm)
    return or_(raised, exists().where(unscreened.c.submission_id == _OTHER.c.id))


async def held_about(connection: AsyncConnection, scope: Scope, subject_id: str) -> list[Held]:
    """Every submission about the subject in this scope, the oldest first."""
    routed = exists().where(routings.c.submission_id == _OTHER.c.id)
    removal = exists().where(removal_requests.c.submission_id == _OTHER.c.id)
    derived = (
        ROOT.label("root"),
        _any_of_family(_OTHER.c.share_parent.is_(False)).label("kept"),
        _any_of_family(removal).label("removal"),
        or_(kept_from_anybody(), _any_of_family(routed)).label("routed"),
        _any_of_family(_alarming()).label("concern"),
    )
    own = ("id", "form_id", "form_version", "audience", "band", "person_role", "answered_at")
    query = select(*(submissions.c[name] for name in own), wished()[1], *derived)
    query = query.outerjoin(FIRST, is_first_one())
    query = query.where(submissions.c.subject_id == subject_id, scope.covers())
    rows = await connection.execute(query.order_by(submissions.c.answered_at, submissions.c.id))
    return [Held(**row) for row in rows.mappings()]


async def note_copy(tx: AsyncConnection, copy: Copy) -> None:
    """Keep that a copy was given."""
    await tx.execute(insert(access_exports), copy._asdict())


async def copies_given(connection: AsyncConnection, subject_id: str) -> list[Copy]:
    """The copies given about the subject, the latest first."""
    columns = (access_exports.c[name] for name in Copy._fields)
    query = select(*columns).where(access_exports.c.subject_id == subject_id)
    return [Copy(*row) for row in await connection.execute(query.order_by(access_exports.c.made_at.desc()))]
