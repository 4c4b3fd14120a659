"""Commands about reports on schedule."""

import click

from feedback_service.report_planning import Planned, plan
from feedback_service.report_schedule import coming
from feedback_service.running import with_service
from feedback_service.scheduled_reports import make_due
from feedback_service.service import Service
from feedback_service.uk_time import moment_of


@click.group("reports")
def reports_group() -> None:
    """Drafts of reports that the service makes by itself."""


@reports_group.command("due")
def due_command() -> None:
    """Say when the next drafts are due."""

    async def work(service: Service) -> list[str]:
        async with service.database.reading() as connection:
            found = await coming(service, connection)
        return [f"{moment_of(one.at):%Y-%m-%d %H:%M}  {one.kind:8}{one.place}" for one in found]

    for line in with_service(work) or ["No drafts are made on schedule: see the setting scheduled_reports."]:
        click.echo(line)


@reports_group.command("dry-run")
def dry_run_command() -> None:
    """Say which drafts would be made now, and for whom, with nothing made."""
    for line in [_said(one) for one in with_service(plan)] or ["Nothing is due."]:
        click.echo(line)


def _said(one: Planned) -> str:
    due = one.due
    days = f"{moment_of(due.period.start):%Y-%m-%d} to before {moment_of(due.period.end):%Y-%m-%d}"
    skipped = f" Skips {len(due.skipped)} earlier." if due.skipped else ""
    told = f" Told: {', '.join(one.told)}." if one.told else ""
    return f"{due.kind} {due.place}, {days}: {one.outcome}{skipped}{told}"


@reports_group.command("run")
def run_command() -> None:
    """Make every draft that is due now. The service does the same by itself, each once."""
    click.echo(f"Drafts made: {with_service(make_due)}.")
