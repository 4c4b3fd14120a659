"""Reports under /staff: the list and how one is made, the report itself, taking quotes out, approving."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

import msgspec
from litestar import get, post
from litestar.exceptions import HTTPException
from litestar.params import FromPath

from feedback_service.opening import note_opened
from feedback_service.reporting import ReportError, approve, make_report, remove_quote
from feedback_service.service import Service
from feedback_service.storage.reports import KnownReport, find_report, reports_in
from feedback_service.storage.teams import teams_in
from feedback_service.storage.workers import Worker
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.pages import Frame
from feedback_service.web.staff.report_pages import Choice, ReportItem, ReportPage, ReportsPage
from feedback_service.web.staff.report_views import WHOLE, day, period_of, quoted_in, view_of
from feedback_service.web.staff.roles import APPROVES, MAKES_REPORTS, READS_REPORTS

_EVERY_TEAM = "*"
_DAY = timedelta(days=1)
_PERIODS: Final = {
    "month": "Last month",
    "quarter": "Last three months",
    "half": "Last six months",
    "days": "From one day to another",
}
_MONTHS = {"month": 1, "quarter": 3, "half": 6}
_NOTICES = {
    "removed": "The quote is taken out of this report.",
    "approved": "The report is approved and cannot be changed any more.",
}
_UNREAD = "Read every quote first, then tick the box to say so."


@get("/reports", operation_id="staff_reports", guards=[allow(*READS_REPORTS)])
async def list_reports(request: Asked) -> Page:
    """The reports of the worker's teams, and the form to make one."""
    return await _list_page(request, {})


@post("/reports", operation_id="staff_make_report", guards=[allow(*MAKES_REPORTS)])
async def make(request: Asked) -> Page:
    """Make a draft: 303 to it, or the list again with what is wrong (400)."""
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    team = first(fields, "team")
    if not worker.scope.includes(None if team == _EVERY_TEAM else team):
        raise missing()
    period = _period(first(fields, "period"), first(fields, "from"), first(fields, "to"), _today(service))
    if isinstance(period, str):
        return await _list_page(request, fields, error=period)
    try:
        report_id = await make_report(
            service,
            team_id=None if team == _EVERY_TEAM else team,
            period_from=_start_of(period[0]),
            period_to=_start_of(period[1]),
            made_by=worker.id,
        )
    except ReportError as error:
        return await _list_page(request, fields, error=str(error))
    return send_on(f"/staff/reports/{report_id}")


@get("/reports/{report_id:str}", operation_id="staff_report", guards=[allow(*READS_REPORTS)])
async def show_report(request: Asked, report_id: FromPath[str]) -> Page:
    """One report, draft or approved."""
    return await _report_page(request, await _known(request, report_id))


@post("/reports/{report_id:str}/quotes", operation_id="staff_remove_quote", guards=[allow(*MAKES_REPORTS)])
async def take_quote_out(request: Asked, report_id: FromPath[str]) -> Page:
    """Take the quote at `place` out of a draft; 409 when the report is approved."""
    known = await _known(request, report_id)
    submission, _, question = first(await posted(request), "place").partition("/")
    worker = worker_of(request)
    if not await remove_quote(service_of(request), known.report.id, (submission, question), worker.id):
        raise HTTPException(status_code=409)
    return send_on(f"/staff/reports/{report_id}?did=removed#quotes")


@post("/reports/{report_id:str}/approval", operation_id="staff_approve_report", guards=[allow(*APPROVES)])
async def approve_report(request: Asked, report_id: FromPath[str]) -> Page:
    """Approve a draft once its quotes are said to be read; 409 when it is approved already.

    The page again with 400 when that is not said, or the report must not stand beside another.
    """
    known = await _known(request, report_id)
    if known.report.state == "draft" and first(await posted(request), "read") != "yes":
        return await _report_page(request, known, error=_UNREAD)
    try:
        done = await approve(service_of(request), known.report.id, worker_of(request).id)
    except ReportError as error:
        return await _report_page(request, known, error=str(error))
    if not done:
        raise HTTPException(status_code=409)
    return send_on(f"/staff/reports/{report_id}?did=approved")


HANDLERS = (list_reports, make, show_report, take_quote_out, approve_report)


async def _known(request: Asked, report_id: str) -> KnownReport:
    """The report when it is of the worker's teams; NotFoundException otherwise."""
    async with service_of(request).database.reading() as connection:
        known = await find_report(connection, report_id)
    if known is None or not worker_of(request).scope.includes(known.report.team_id):
        raise missing()
    return known


async def _report_page(request: Asked, known: KnownReport, error: str = "") -> Page:
    worker, draft = worker_of(request), known.report.state == "draft"
    checks = worker.role in MAKES_REPORTS
    view = await view_of(service_of(request), known, inside=True, checks=checks)
    await note_opened(service_of(request), quoted_in(known), worker.id, "quote-shown")
    page = ReportPage(
        frame=_frame(request, view.title),
        view=view,
        address=f"/staff/reports/{known.report.id}",
        may_change=draft and worker.role in MAKES_REPORTS,
        may_approve=draft and worker.role in APPROVES,
        own=known.report.created_by == worker.id,
        error=error,
    )
    return show(request, page, status=400 if error else 200)


def _frame(request: Asked, title: str) -> Frame:
    notice = _NOTICES.get(request.query_params.get("did", ""), "")
    return msgspec.structs.replace(frame_of(request, title), notice=notice)


async def _list_page(request: Asked, fields: dict[str, list[str]], error: str = "") -> Page:
    worker = worker_of(request)
    async with service_of(request).database.reading() as connection:
        reports = await reports_in(connection, worker.scope)
        teams = await teams_in(connection, worker.scope)
    names = {_EVERY_TEAM: WHOLE} if worker.scope.all_teams else {}
    page = ReportsPage(
        frame=frame_of(request, "Reports"),
        reports=tuple(_item(known) for known in reports),
        makes=_may_make(worker),
        teams=_choices(names | {team.id: team.name for team in teams}, first(fields, "team")),
        periods=_choices(_PERIODS, first(fields, "period") or "quarter"),
        first_day=first(fields, "from"),
        last_day=first(fields, "to"),
        error=error,
    )
    return show(request, page, status=400 if error else 200)


def _may_make(worker: Worker) -> bool:
    return worker.role in MAKES_REPORTS and (worker.scope.all_teams or bool(worker.scope.team_ids))


def _choices(names: dict[str, str], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label=label, chosen=value == chosen) for value, label in names.items())


def _item(known: KnownReport) -> ReportItem:
    report = known.report
    approved = report.approved_at and f"Approved by {known.approver} on {day(report.approved_at)}"
    return ReportItem(
        href=f"/staff/reports/{report.id}",
        about=known.team or WHOLE,
        period=period_of(report),
        state=approved or "Draft",
        made=f"{day(report.created_at)}, {known.maker or 'by the service'}",
    )


def _today(service: Service) -> date:
    return datetime.fromtimestamp(service.now() / 1000, UTC).date()


def _start_of(day_: date) -> int:
    return int(datetime.combine(day_, time(), UTC).timestamp() * 1000)


def _period(kind: str, from_: str, to: str, today: date) -> tuple[date, date] | str:
    """The first day and the day after the last, or what is wrong. Months are whole and over."""
    if kind in _MONTHS:
        end = today.replace(day=1)
        return _months_before(end, _MONTHS[kind]), end
    try:
        begin, last = date.fromisoformat(from_), date.fromisoformat(to)
        period = begin, last + _DAY
    except (ValueError, OverflowError):
        return "Give the first and the last day, for example 2025-04-01 and 2025-06-30."
    return period if begin <= last else "The last day must not be before the first."


def _months_before(start: date, months: int) -> date:
    for _ in range(months):
        start = (start - _DAY).replace(day=1)
    return start
