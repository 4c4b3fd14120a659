"""How long words are kept, worked out in SQL: for each submission with what belongs to it, why it stays."""

from collections.abc import Sequence
from typing import Any, Final, Literal, NamedTuple

import msgspec
from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Subquery,
    and_,
    case,
    cast,
    exists,
    func,
    insert,
    literal,
    not_,
    or_,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.conditions import ROOT, is_decided, is_in_families
from feedback_service.storage.held import is_held
from feedback_service.storage.schema import (
    case_records,
    concern_decisions,
    concerns,
    readings,
    removal_requests,
    submission_keys,
    submissions,
    teams,
    unrouted,
    unscreened,
    unthemed,
)
from feedback_service.storage.scope import EVERYTHING, Scope

Fate = Literal[
    "due-words", "due-concern", "young", "no-rule", "no-concern-rule", "not-filed",
    "unread", "reading", "concern-open", "asked", "held", "erased",
]  # fmt: skip
DUE: Final[tuple[Fate, ...]] = ("due-words", "due-concern")
_DAY = 86_400_000


class Rules(NamedTuple):
    """For how many days words are kept once read, and those with a concern once decided; 0: not decided."""

    words_days: int
    concern_days: int


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """A submission with decided concerns that nobody has confirmed to be in the case record."""

    submission_id: str
    form_id: str
    form_version: int
    audience: str
    band: str | None
    team: str
    subject_id: str | None
    answered_at: int
    decided_at: int


class Filed(NamedTuple):
    """A row of `case_records`: somebody confirmed that the case record holds what it needs."""

    id: str
    submission_id: str
    confirmed_by: str
    confirmed_at: int


def _flag(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return cast(case((condition, 1), else_=0), Integer)


def _members(scope: Scope, roots: Sequence[str] | None) -> Subquery:
    """One row a submission: what of it decides how long its family is kept."""
    has_key = exists().where(submission_keys.c.submission_id == submissions.c.id)
    asked = and_(removal_requests.c.submission_id == submissions.c.id, removal_requests.c.outcome.is_(None))
    raised = concerns.c.submission_id == submissions.c.id
    read_at = _latest(readings.c.at, readings.c.submission_id)
    undecided = exists(select(concerns.c.id).where(raised, not_(is_decided())).correlate(submissions))
    waits = or_(
        exists().where(unthemed.c.submission_id == submissions.c.id),
        exists().where(unscreened.c.submission_id == submissions.c.id),
        exists().where(unrouted.c.submission_id == submissions.c.id),
    )
    query = select(
        ROOT.label("root"),
        _flag(has_key).label("has_key"),
        _flag(and_(has_key, read_at.is_(None))).label("unread"),
        read_at.label("read_at"),
        _flag(waits).label("waits"),
        _flag(exists().where(raised)).label("concern"),
        _flag(undecided).label("undecided"),
        _decided_at().label("decided_at"),
        _latest(case_records.c.confirmed_at, case_records.c.submission_id).label("filed_at"),
        _flag(exists().where(asked)).label("asked"),
        _flag(is_held()).label("held"),
    ).where(scope.covers())
    if roots is not None:
        query = query.where(is_in_families(roots))
    return query.subquery("member")


def _latest(column: ColumnElement[int], about: ColumnElement[str]) -> ScalarSelect[int]:
    return select(func.max(column)).where(about == submissions.c.id).scalar_subquery()


def _decided_at() -> ScalarSelect[int]:
    made = select(func.max(concern_decisions.c.decided_at)).select_from(
        concern_decisions.join(concerns, concerns.c.id == concern_decisions.c.concern_id)
    )
    return made.where(concerns.c.submission_id == submissions.c.id).scalar_subquery()


def _families(scope: Scope, roots: Sequence[str] | None = None) -> Subquery:
    """One row a family: the strongest of what its members say."""
    member = _members(scope, roots)
    columns = (func.max(column).label(column.name) for column in member.c if column.name != "root")
    return select(member.c.root, *columns).group_by(member.c.root).subquery("family")


def _not_filed(family: Subquery) -> ColumnElement[bool]:
    return or_(family.c.filed_at.is_(None), family.c.filed_at < family.c.decided_at)


def _fate(family: Subquery, rules: Rules, now: int) -> ColumnElement[Any]:
    """Why a family stays, or by which rule it may go: the first that holds."""
    with_concern = family.c.concern == 1
    return case(
        (family.c.has_key == 0, "erased"),
        (family.c.held == 1, "held"),
        (family.c.asked == 1, "asked"),
        (family.c.undecided == 1, "concern-open"),
        (family.c.unread == 1, "unread"),
        (family.c.waits == 1, "reading"),
        (and_(with_concern, literal(rules.concern_days) == 0), "no-concern-rule"),
        (and_(with_concern, _not_filed(family)), "not-filed"),
        (and_(with_concern, family.c.decided_at > now - rules.concern_days * _DAY), "young"),
        (with_concern, "due-concern"),
        (literal(rules.words_days) == 0, "no-rule"),
        (family.c.read_at > now - rules.words_days * _DAY, "young"),
        else_="due-words",
    )


async def fates(connection: AsyncConnection, scope: Scope, rules: Rules, now: int) -> dict[Fate, int]:
    """How many submissions (each with what belongs to it) go or stay, by why."""
    fate = _fate(_families(scope), rules, now).label("fate")
    rows = await connection.execute(select(fate, func.count()).group_by(fate))
    return {row[0]: int(row[1]) for row in rows}


async def due(
    connection: AsyncConnection, rules: Rules, now: int, *, limit: int, roots: Sequence[str] | None = None
) -> dict[str, Fate]:
    """What may go now, by the id of the first submission; among `roots` only, where they are given."""
    family = _families(EVERYTHING, roots)
    fate = _fate(family, rules, now)
    query = select(family.c.root, fate.label("fate")).where(fate.in_(DUE))
    rows = await connection.execute(query.order_by(family.c.read_at, family.c.root).limit(limit))
    return {row[0]: row[1] for row in rows}


async def unfiled(
    connection: AsyncConnection, scope: Scope, limit: int, *, roots: Sequence[str] | None = None
) -> list[Filing]:
    """What waits for somebody to confirm that the case record holds it, the earliest decision first.

    Among `roots` only, where they are given.
    """
    family = _families(scope, roots)
    columns = [
        submissions.c[name] for name in Filing.__struct_fields__ if name in submissions.c and name != "id"
    ]
    joined = submissions.join(family, family.c.root == submissions.c.id).join(
        teams, teams.c.id == submissions.c.team_id
    )
    waiting = (family.c.has_key == 1) & (family.c.concern == 1) & (family.c.undecided == 0)
    query = select(
        submissions.c.id.label("submission_id"), *columns, teams.c.name.label("team"), family.c.decided_at
    ).select_from(joined)
    query = query.where(scope.covers(), waiting, _not_filed(family)).order_by(family.c.decided_at)
    return [Filing(**row) for row in (await connection.execute(query.limit(limit))).mappings()]


async def file_case(tx: AsyncConnection, row: Filed) -> None:
    """Keep that somebody confirmed it."""
    await tx.execute(insert(case_records), row._asdict())
