"""The made-up partnership's reports: drafts as the schedule makes them, the last quarter's published."""

from datetime import date

from feedback_service.jobs import REPORTS, run_job
from feedback_service.report_findings import decode
from feedback_service.report_looking import look, places_of, shown_now
from feedback_service.report_places import named_period, start_of
from feedback_service.reporting import approve, publish
from feedback_service.scheduled_reports import make_due
from feedback_service.service import Service
from feedback_service.storage.places import PARTNERSHIP
from feedback_service.storage.report_runs import run_for
from feedback_service.storage.reports import find_report


async def make_drafts(service: Service) -> None:
    """Those that are due now: each team's last month and the partnership's last quarter."""
    await run_job(service, REPORTS, make_due)


async def publish_last_quarter(service: Service, reviewer: str, manager: str, today: date) -> None:
    """The reviewer looks at its quotes, the manager approves and publishes it; once."""
    first, _ = named_period("quarter", today)
    async with service.database.reading() as db:
        run = await run_for(db, "quarter", PARTNERSHIP, start_of(first))
        known = await find_report(db, run.report_id) if run and run.report_id else None
    if known is not None and known.report.state == "draft":
        findings = decode(known.report.findings)
        async with service.database.reading() as db:
            shown = await shown_now(db, known.report.id, findings)
        await look(service, known.report.id, places_of(findings), reviewer, shown.quotes)
        await approve(service, known.report.id, manager, shown.whole)
        await publish(service, known.report.id, manager)
