"""What the service does by itself, under /staff: reports on schedule, other jobs, and when which ran."""

from litestar import get, post
from litestar.background_tasks import BackgroundTask

from feedback_service.jobs import QUIET, REPORTS, Timetable, run_job
from feedback_service.report_planning import covers, plan
from feedback_service.report_schedule import coming
from feedback_service.scheduled_reports import make_due
from feedback_service.service import Service
from feedback_service.storage.job_runs import count_job_runs, job_runs_in, last_runs
from feedback_service.storage.places import PARTNERSHIP, place_of
from feedback_service.storage.report_runs import count_runs, runs_in
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team, teams_in
from feedback_service.web.http import Asked, Page, send_on, service_of, show
from feedback_service.web.staff.frame import frame_of
from feedback_service.web.staff.guards import allow, worker_of
from feedback_service.web.staff.job_pages import JobsPage, TryPage
from feedback_service.web.staff.job_view import coming_row, history_row, job_rows, planned_row, run_row
from feedback_service.web.staff.paging import PER_PAGE, pager
from feedback_service.web.staff.roles import MAKES_REPORTS, READS_REPORTS, SEES_JOBS


@get("/jobs", operation_id="staff_jobs", guards=[allow(*SEES_JOBS)])
async def jobs(request: Asked) -> Page:
    """Which drafts come next, which were made, and every job with its last run.

    Of quiet jobs no run that did something is told: who is kept from a concern would see that there is one.
    """
    service, scope = service_of(request), _scope(request)
    timetable: Timetable | None = request.app.state.get("jobs")
    async with service.database.reading() as connection:
        teams = await teams_in(connection, EVERYTHING)
        nexts = [one for one in await coming(service, connection) if covers(scope, one.place)]
        places = _places(scope, teams)
        run_pager = pager(request, await count_runs(connection, places), "runs")
        runs = await runs_in(connection, places, limit=PER_PAGE, offset=run_pager.offset)
        last = await last_runs(connection, quiet=QUIET)
        history_pager = pager(request, await count_job_runs(connection, quiet=QUIET), "history")
        history = await job_runs_in(connection, quiet=QUIET, limit=PER_PAGE, offset=history_pager.offset)
    names = {one.id: one.name for one in teams}
    role = worker_of(request).role
    reads, makes = role in READS_REPORTS, role in MAKES_REPORTS
    page = JobsPage(
        frame=frame_of(request, "Jobs"),
        coming=tuple(coming_row(one, names) for one in nexts),
        runs=tuple(run_row(one, names, reads=reads, makes=makes) for one in runs),
        runs_pager=run_pager,
        jobs=job_rows(timetable, last),
        history=tuple(history_row(one) for one in history),
        history_pager=history_pager,
    )
    return show(request, page)


@get("/jobs/try", operation_id="staff_try_jobs", guards=[allow(*SEES_JOBS)])
async def try_jobs(request: Asked) -> Page:
    """Which drafts would be made now, for whom, with nothing made."""
    service = service_of(request)
    planned = await plan(service, scope=_scope(request))
    async with service.database.reading() as connection:
        names = {one.id: one.name for one in await teams_in(connection, EVERYTHING)}
    page = TryPage(
        frame=frame_of(request, "What would be made now"),
        rows=tuple(planned_row(one, names) for one in planned),
    )
    return show(request, page)


@post("/jobs/reports", operation_id="staff_run_reports", guards=[allow(*SEES_JOBS)])
async def run_reports(request: Asked) -> Page:
    """Begin to make what is due now, after answering: it can take minutes where there are many teams."""
    service, scope = service_of(request), _scope(request)
    if not await plan(service, scope=scope):
        return send_on("/staff/jobs?did=nothing-due")

    async def work(running: Service) -> int:
        return await make_due(running, scope=scope)

    answer = send_on("/staff/jobs?did=reports-begun")
    answer.background = BackgroundTask(run_job, service, REPORTS, work)
    return answer


HANDLERS = (jobs, try_jobs, run_reports)


def _scope(request: Asked) -> Scope:
    """An administrator keeps the jobs of all teams going; nothing here has a word of anybody."""
    worker = worker_of(request)
    return EVERYTHING if worker.role == "administrator" else worker.scope


def _places(scope: Scope, teams: list[Team]) -> list[str]:
    every_place = [PARTNERSHIP, *(place_of(team_id=one.id) for one in teams)]
    every_place += [place_of(agency=name) for name in sorted({one.agency for one in teams})]
    return [place for place in every_place if covers(scope, place)]
