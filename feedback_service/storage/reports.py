"""Reports as rows: a draft may change, then it is approved, then published; a correction is a new edition."""

from collections.abc import Sequence
from typing import Literal, NamedTuple, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Select, and_, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import reports, teams, workers
from feedback_service.storage.scope import Scope

State = Literal["draft", "approved", "published"]
_FROZEN = ("approved", "published")
_Listed = TypeVar("_Listed", bound="ListedReport")


class ReportHead(msgspec.Struct, frozen=True, kw_only=True):
    """What a list needs of a report; without `team_id` it is about an `agency`, without that about all.

    `edition` counts from 1, and `replaces` is the one before. What workers wrote in it is sealed with its own
    key (`key_master`, `key_wrapped`).
    """

    id: str
    team_id: str | None
    period_from: int
    period_to: int
    state: State
    created_at: int
    created_by: str | None
    approved_at: int | None = None
    approved_by: str | None = None
    agency: str | None = None
    edition: int | None = None
    replaces: str | None = None
    published_at: int | None = None
    published_by: str | None = None
    key_master: str | None = None
    key_wrapped: bytes | None = None


class Report(ReportHead, frozen=True, kw_only=True):
    """A report as stored, with everything it says: `findings` is JSON without anyone's words."""

    findings: str


class ListedReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report in a list with the names of its team and who made, approved and published it (None: nobody).

    `newer` is the approved or published edition that stands in its place.
    """

    report: ReportHead
    team: str | None
    maker: str | None
    approver: str | None
    publisher: str | None = None
    newer: str | None = None


class KnownReport(ListedReport, frozen=True, kw_only=True):
    """A report with everything it says, and those names."""

    report: Report


class Ended(NamedTuple):
    """An approved or published report and its period."""

    id: str
    period_from: int
    period_to: int


async def add_report(tx: AsyncConnection, report: Report) -> None:
    """Keep a new draft."""
    await tx.execute(insert(reports), msgspec.structs.asdict(report))


def _query(columns: Sequence[str]) -> Select[tuple[object, ...]]:
    makers, approvers, publishers = (workers.alias(name) for name in ("makers", "approvers", "publishers"))
    later = reports.alias("later")
    newer = select(func.min(later.c.id)).where(later.c.replaces == reports.c.id, later.c.state.in_(_FROZEN))
    names = (
        teams.c.name.label("team"),
        makers.c.name.label("maker"),
        approvers.c.name.label("approver"),
        publishers.c.name.label("publisher"),
        newer.scalar_subquery().label("newer"),
    )
    joined = (
        reports.outerjoin(teams, teams.c.id == reports.c.team_id)
        .outerjoin(makers, makers.c.id == reports.c.created_by)
        .outerjoin(approvers, approvers.c.id == reports.c.approved_by)
        .outerjoin(publishers, publishers.c.id == reports.c.published_by)
    )
    return select(*(reports.c[one] for one in columns), *names).select_from(joined)


async def find_report(connection: AsyncConnection, report_id: str) -> KnownReport | None:
    """The report with this id, or None."""
    query = _query(Report.__struct_fields__).where(reports.c.id == report_id)
    row = (await connection.execute(query)).mappings().first()
    return _named(dict(row), Report, KnownReport) if row else None


async def reports_in(
    connection: AsyncConnection, scope: Scope, *, limit: int, offset: int
) -> list[ListedReport]:
    """The reports of this scope's teams and agencies (the partnership's for all teams), newest first."""
    query = _query(ReportHead.__struct_fields__).where(reaches(scope)).limit(limit).offset(offset)
    rows = await connection.execute(query.order_by(reports.c.created_at.desc(), reports.c.id.desc()))
    return [_named(dict(row), ReportHead, ListedReport) for row in rows.mappings()]


async def count_reports(connection: AsyncConnection, scope: Scope) -> int:
    """How many reports `reports_in` would list."""
    query = select(func.count()).select_from(reports).where(reaches(scope))
    return (await connection.execute(query)).scalar_one()


async def frozen_ids(connection: AsyncConnection) -> frozenset[str]:
    """The ids of all approved and published reports, whose numbers stay as they are."""
    query = select(reports.c.id).where(reports.c.state.in_(_FROZEN))
    return frozenset(row.id for row in await connection.execute(query))


def reaches(scope: Scope) -> ColumnElement[bool]:
    """That reports about a place are for a worker of this scope."""
    whole = and_(reports.c.team_id.is_(None), reports.c.agency.in_(scope.agencies))
    return or_(scope.covers(reports.c.team_id), whole)


async def frozen_about(
    connection: AsyncConnection, team_id: str | None, agency: str | None, until: int
) -> list[Ended]:
    """The approved and published reports of a place about periods that ended by then, the latest first."""
    about = (reports.c.team_id.is_not_distinct_from(team_id), reports.c.agency.is_not_distinct_from(agency))
    query = select(*(reports.c[name] for name in Ended._fields))
    query = query.where(*about, reports.c.state.in_(_FROZEN), reports.c.period_to <= until)
    newest = (reports.c.period_to.desc(), func.coalesce(reports.c.edition, 1).desc(), reports.c.id.desc())
    return [Ended(*row) for row in await connection.execute(query.order_by(*newest))]


async def approved_in(connection: AsyncConnection, period_from: int, period_to: int) -> list[Report]:
    """The approved and published reports of any place about a part of this period, the oldest first."""
    overlaps = (reports.c.period_from < period_to) & (reports.c.period_to > period_from)
    query = select(reports).where(reports.c.state.in_(_FROZEN), overlaps)
    rows = await connection.execute(query.order_by(reports.c.approved_at, reports.c.id))
    return [_report(dict(row)) for row in rows.mappings()]


def _named(row: dict[str, object], kind: type[ReportHead], whole: type[_Listed]) -> _Listed:
    told = {name: row[name] for name in kind.__struct_fields__}
    return msgspec.convert({"report": told, **{name: row[name] for name in _NAMES}}, whole)


def _report(row: dict[str, object]) -> Report:
    return msgspec.convert({name: row[name] for name in Report.__struct_fields__}, Report)


_NAMES = ("team", "maker", "approver", "publisher", "newer")


async def replace_findings(tx: AsyncConnection, report: Report, findings: str) -> bool:
    """Change a draft's findings; False when it is approved, or was changed since `report` was read."""
    same = (
        (reports.c.id == report.id) & (reports.c.findings == report.findings) & (reports.c.state == "draft")
    )
    return (await tx.execute(update(reports).where(same).values(findings=findings))).rowcount == 1


async def give_key(tx: AsyncConnection, report_id: str, master: str, wrapped: bytes) -> None:
    """Give a report of before reports had one the key for what workers write in it."""
    without = (reports.c.id == report_id) & reports.c.key_wrapped.is_(None)
    await tx.execute(update(reports).where(without).values(key_master=master, key_wrapped=wrapped))


async def set_approved(tx: AsyncConnection, report_id: str, worker_id: str, at: int) -> bool:
    """Approve a draft; False when it is no draft any more."""
    draft = (reports.c.id == report_id) & (reports.c.state == "draft")
    changes = {"state": "approved", "approved_at": at, "approved_by": worker_id}
    return (await tx.execute(update(reports).where(draft).values(**changes))).rowcount == 1


async def set_published(tx: AsyncConnection, report_id: str, worker_id: str, at: int) -> bool:
    """Publish an approved report; False when it is not approved, or published already."""
    approved = (reports.c.id == report_id) & (reports.c.state == "approved")
    changes = {"state": "published", "published_at": at, "published_by": worker_id}
    return (await tx.execute(update(reports).where(approved).values(**changes))).rowcount == 1
