"""Reports as rows: a draft may lose quotes, then it is approved, and from then on nothing changes it."""

from typing import Literal

import msgspec
from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.storage.schema import reports, teams, workers
from feedback_service.storage.scope import Scope

State = Literal["draft", "approved"]


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A report as stored; `team_id` None is the whole partnership, `findings` JSON without anyone's words."""

    id: str
    team_id: str | None
    period_from: int
    period_to: int
    state: State
    findings: str
    created_at: int
    created_by: str | None
    approved_at: int | None = None
    approved_by: str | None = None


class KnownReport(msgspec.Struct, frozen=True, kw_only=True):
    """A report with the names of its team, maker and approver (None: none, or nobody yet)."""

    report: Report
    team: str | None
    maker: str | None
    approver: str | None


async def add_report(tx: AsyncConnection, report: Report) -> None:
    """Keep a new draft."""
    await tx.execute(insert(reports), msgspec.structs.asdict(report))


def _query() -> Select[tuple[object, ...]]:
    makers, approvers = workers.alias("makers"), workers.alias("approvers")
    names = (teams.c.name.label("team"), makers.c.name.label("maker"), approvers.c.name.label("approver"))
    joined = (
        reports.outerjoin(teams, teams.c.id == reports.c.team_id)
        .outerjoin(makers, makers.c.id == reports.c.created_by)
        .outerjoin(approvers, approvers.c.id == reports.c.approved_by)
    )
    return select(reports, *names).select_from(joined)


async def find_report(connection: AsyncConnection, report_id: str) -> KnownReport | None:
    """The report with this id, or None."""
    row = (await connection.execute(_query().where(reports.c.id == report_id))).mappings().first()
    return _known(dict(row)) if row else None


async def reports_in(connection: AsyncConnection, scope: Scope) -> list[KnownReport]:
    """The reports of this scope's teams (of the partnership only for all teams), newest first."""
    query = _query().where(scope.covers(reports.c.team_id))
    rows = await connection.execute(query.order_by(reports.c.created_at.desc(), reports.c.id.desc()))
    return [_known(dict(row)) for row in rows.mappings()]


async def approved_in(connection: AsyncConnection, period_from: int, period_to: int) -> list[Report]:
    """The approved reports of any team about a part of this period, the oldest first."""
    overlaps = (reports.c.period_from < period_to) & (reports.c.period_to > period_from)
    query = select(reports).where(reports.c.state == "approved", overlaps)
    rows = await connection.execute(query.order_by(reports.c.approved_at, reports.c.id))
    return [_report(dict(row)) for row in rows.mappings()]


def _known(row: dict[str, object]) -> KnownReport:
    return msgspec.convert({"report": _report(row), **{name: row[name] for name in _NAMES}}, KnownReport)


def _report(row: dict[str, object]) -> Report:
    return msgspec.convert({name: row[name] for name in Report.__struct_fields__}, Report)


_NAMES = ("team", "maker", "approver")


async def replace_findings(tx: AsyncConnection, report: Report, findings: str) -> bool:
    """Change a draft's findings; False when it is approved, or was changed since `report` was read."""
    same = (
        (reports.c.id == report.id) & (reports.c.findings == report.findings) & (reports.c.state == "draft")
    )
    return (await tx.execute(update(reports).where(same).values(findings=findings))).rowcount == 1


async def set_approved(tx: AsyncConnection, report_id: str, worker_id: str, at: int) -> bool:
    """Approve a draft; False when it is no draft any more."""
    draft = (reports.c.id == report_id) & (reports.c.state == "draft")
    changes = {"state": "approved", "approved_at": at, "approved_by": worker_id}
    return (await tx.execute(update(reports).where(draft).values(**changes))).rowcount == 1
