"""Reports under /staff: the list and how one is made, and the report itself."""

from datetime import date, timedelta
from typing import Final
from uuid import UUID

import uuid_utils
from litestar import get, post
from litestar.params import FromPath

from feedback_service.opening import note_opened
from feedback_service.report_findings import decode
from feedback_service.report_looking import left_to_look_at
from feedback_service.report_places import WHOLE, ReportPlace, may_see, named_period, start_of
from feedback_service.reporting import ReportError, make_report
from feedback_service.service import Service
from feedback_service.storage.places import PARTNERSHIP, place_of, whose_is
from feedback_service.storage.reports import KnownReport, ListedReport, count_reports, find_report, reports_in
from feedback_service.storage.teams import teams_in
from feedback_service.storage.workers import Worker
from feedback_service.uk_time import moment_of
from feedback_service.web.http import Asked, Page, first, missing, posted, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.paging import PER_PAGE, pager
from feedback_service.web.staff.report_pages import Choice, ReportItem, ReportPage, ReportsPage, Steps
from feedback_service.web.staff.report_views import about, day, period_of, quoted_in, view_of
from feedback_service.web.staff.roles import APPROVES, MAKES_ACTIONS, MAKES_REPORTS, PUBLISHES, READS_REPORTS

_AGENCY = "agency/"
_DAY = timedelta(days=1)
_PERIODS: Final = {
    "month": "Last month",
    "quarter": "Last quarter (January, April, July or October on)",
    "half": "Last six months",
    "year": "Last year (April to March)",
    "days": "From one day to another",
}
_FIELDS: Final = ("team", "period", "from", "to")


@get("/reports", operation_id="staff_reports", guards=[allow(*READS_REPORTS)])
async def list_reports(request: Asked) -> Page:
    """The reports of the worker's teams, and the form to make one, filled in as far as the address says."""
    asked = request.query_params
    return await _list_page(request, {name: [asked[name]] for name in _FIELDS if name in asked})


@post("/reports", operation_id="staff_make_report", guards=[allow(*MAKES_REPORTS)])
async def make(request: Asked) -> Page:
    """Make a draft: 303 to it, or the list again with what is wrong (400).

    A page that made one already, used again with other choices, makes a second, which says so.
    """
    service, worker, fields = service_of(request), worker_of(request), await posted(request)
    place = _asked_place(first(fields, "team"))
    if not may_see(worker.scope, place):
        raise missing()
    period = _period(first(fields, "period"), first(fields, "from"), first(fields, "to"), _today(service))
    if isinstance(period, str):
        return await _list_page(request, fields, error=period)
    wanted = asked_id(first(fields, "id"))
    try:
        report_id = await make_report(
            service,
            team_id=place.team_id,
            agency=place.agency,
            period_from=start_of(period[0]),
            period_to=start_of(period[1]),
            made_by=worker.id,
            report_id=wanted,
        )
    except ReportError as error:
        return await _list_page(request, fields, error=str(error))
    is_second = wanted and report_id != wanted
    return send_on(f"/staff/reports/{report_id}{'?did=report-second' if is_second else ''}")


@get("/reports/{report_id:str}", operation_id="staff_report", guards=[allow(*READS_REPORTS)])
async def show_report(request: Asked, report_id: FromPath[str]) -> Page:
    """One report, draft or approved."""
    return await report_page(request, await known_report(request, report_id))


HANDLERS = (list_reports, make, show_report)


async def known_report(request: Asked, report_id: str) -> KnownReport:
    """The report when it is of the worker's teams or agencies; NotFoundException otherwise."""
    async with service_of(request).database.reading() as connection:
        known = await find_report(connection, report_id)
    if known is None or not may_see(worker_of(request).scope, _place(known)):
        raise missing()
    return known


def _place(known: KnownReport) -> ReportPlace:
    return ReportPlace(known.report.team_id, known.report.agency)


async def report_page(
    request: Asked, known: KnownReport, error: str = "", wrong: str = "", status: int = 400
) -> Page:
    """The report on screen; with an `error` (and its `status`) beside the form that is `wrong`."""
    service, worker = service_of(request), worker_of(request)
    makes = worker.role in MAKES_REPORTS
    view = await view_of(service, known, reader=worker, checks=makes)
    await note_opened(service, quoted_in(known), worker.id, "quote-shown")
    steps = await _steps(service, worker, known)
    page = ReportPage(
        frame=frame_of(request, view.title),
        view=view,
        address=f"/staff/reports/{known.report.id}",
        may_change=view.draft and makes,
        act=f"/staff/actions/new?report={known.report.id}" if worker.role in MAKES_ACTIONS else "",
        steps=steps,
        fresh=_fresh(),
        error=error,
        wrong="steps" if wrong == "looks" and not (steps.left.unseen or steps.left.alone) else wrong,
    )
    return show(request, page, status=status if error else 200)


def asked_id(text: str) -> str:
    """The id that a form carries for what is to be made; empty when it is none."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""


def _fresh() -> str:
    return str(uuid_utils.uuid7())


async def _steps(service: Service, worker: Worker, known: KnownReport) -> Steps:
    report, findings = known.report, decode(known.report.findings)
    async with service.database.reading() as connection:
        left = await left_to_look_at(connection, report, findings)
    makes, approves = worker.role in MAKES_REPORTS, worker.role in APPROVES
    own, draft = report.created_by == worker.id, report.state == "draft"
    to_see = left.unseen > left.held or (left.alone > 0 and not approves)
    return Steps(
        state=report.state,
        quotes=len(findings.quotes),
        left=left,
        own=own,
        may_look=draft and makes and not own and to_see,
        may_approve=draft and approves,
        may_publish=report.state == "approved" and worker.role in PUBLISHES,
        may_correct=not draft and makes and not known.newer,
        older=f"/staff/reports/{report.replaces}" if report.replaces else "",
        newer=f"/staff/reports/{known.newer}" if known.newer else "",
    )


async def _list_page(request: Asked, fields: dict[str, list[str]], error: str = "") -> Page:
    worker = worker_of(request)
    async with service_of(request).database.reading() as connection:
        place = pager(request, await count_reports(connection, worker.scope))
        reports = await reports_in(connection, worker.scope, limit=PER_PAGE, offset=place.offset)
        teams = await teams_in(connection, worker.scope)
    every = {PARTNERSHIP: WHOLE} if worker.scope.all_teams else {}
    mine = {one.agency for one in teams} if worker.scope.all_teams else set(worker.scope.agencies)
    names = every | {place_of(agency=one): f"Every team of {one}" for one in sorted(mine)}
    period = first(fields, "period")
    page = ReportsPage(
        frame=frame_of(request, "Reports"),
        reports=tuple(_item(known) for known in reports),
        makes=_may_make(worker),
        teams=_choices(names | {team.id: team.name for team in teams}, first(fields, "team")),
        periods=_choices(_PERIODS, period if period in _PERIODS else "quarter"),
        first_day=first(fields, "from"),
        last_day=first(fields, "to"),
        error=error,
        fresh=_fresh(),
        pager=place,
    )
    return show(request, page, status=400 if error else 200)


def _may_make(worker: Worker) -> bool:
    return worker.role in MAKES_REPORTS and (worker.scope.all_teams or bool(worker.scope.reached))


def _choices(names: dict[str, str], chosen: str) -> tuple[Choice, ...]:
    return tuple(Choice(value=value, label=label, chosen=value == chosen) for value, label in names.items())


def _item(known: ListedReport) -> ReportItem:
    report = known.report
    state = "Draft"
    if report.published_at is not None:
        state = f"Published by {known.publisher} on {day(report.published_at)}"
    elif report.approved_at is not None:
        state = f"Approved by {known.approver} on {day(report.approved_at)}"
    edition = f"{state}, edition {report.edition}" if (report.edition or 1) > 1 else state
    return ReportItem(
        href=f"/staff/reports/{report.id}",
        about=about(known),
        period=period_of(report),
        state=f"{edition}. A newer edition stands in its place" if known.newer else edition,
        made=f"{day(report.created_at)}, {known.maker or 'by the service'}",
    )


def _asked_place(chosen: str) -> ReportPlace:
    """A team by its id, an agency as `place_of` writes it, or the whole partnership."""
    if chosen == PARTNERSHIP or chosen.startswith(_AGENCY):
        return ReportPlace(*whose_is(chosen))
    return ReportPlace(team_id=chosen)


def _today(service: Service) -> date:
    return moment_of(service.now()).date()


def _period(kind: str, from_: str, to: str, today: date) -> tuple[date, date] | str:
    """The first day and the day after the last, or what is wrong. Months are whole and over."""
    if kind in _PERIODS and kind != "days":
        return named_period(kind, today)
    try:
        begin, last = date.fromisoformat(from_), date.fromisoformat(to)
        period = begin, last + _DAY
        start_of(begin)
    except (ValueError, OverflowError):
        return "Give the first and the last day, for example 2025-04-01 and 2025-06-30."
    return period if begin <= last else "The last day must not be before the first."
