"""The administrator's commands. Each says what it did, or what is wrong and what to do, in plain words."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click

from feedback_service import addresses, import_plans, importing
from feedback_service.analysis_commands import analysis_group
from feedback_service.audit_commands import audit
from feedback_service.checking import evaluate
from feedback_service.demo.command import demo
from feedback_service.doctor import doctor
from feedback_service.draft_commands import drafts_group
from feedback_service.drill_command import drill
from feedback_service.forms_command import forms_group
from feedback_service.indicator_commands import indicators_group
from feedback_service.inviting import MOMENTS
from feedback_service.key_commands import keys, restore_check
from feedback_service.key_file import create_key_file
from feedback_service.report_commands import reports_group
from feedback_service.report_places import start_of
from feedback_service.reporting import make_report
from feedback_service.rights_commands import rights_group
from feedback_service.rota_commands import rota_group
from feedback_service.running import Plainly, serve, settings, with_service
from feedback_service.service import Service, open_service
from feedback_service.speaking import speech
from feedback_service.storage.database import Database
from feedback_service.storage.migrate import migrate
from feedback_service.storage.teams import Team
from feedback_service.tablet_commands import sealed
from feedback_service.tablet_setup import new_pin
from feedback_service.team_making import make_team
from feedback_service.theming import theme_pending
from feedback_service.web.staff.report_views import report_html
from feedback_service.worker_commands import worker_group

DAY = click.DateTime(["%Y-%m-%d"])


@click.group(cls=Plainly)
@click.version_option(package_name="child-family-feedback-service")
def main() -> None:
    """Serve forms to children and families, keep their words safe, theme and report them."""


async def _migrate(url: str) -> None:
    database = Database(url)
    try:
        await migrate(database)
    finally:
        await database.stop()


@main.command("init")
def init_command() -> None:
    """Make the key file and the database of a new service."""
    chosen = settings()
    create_key_file(Path(chosen.key_file))
    asyncio.run(_migrate(chosen.database_url))
    click.echo(f"Made the key file {chosen.key_file} (keep a copy apart from backups) and the database.")


@main.command("migrate")
def migrate_command() -> None:
    """Bring the database to the schema this version needs."""
    asyncio.run(_migrate(settings().database_url))
    click.echo("The database is up to date.")


@main.command("serve")
def serve_command() -> None:
    """Serve the pages and run the jobs, until stopped."""
    chosen = settings()
    click.echo(f"Serving {chosen.public_url} on {chosen.host}:{chosen.port}. Ctrl-C stops.")
    serve(open_service(chosen))


@main.group()
def team() -> None:
    """Teams of the partnership."""


@team.command("add")
@click.argument("team_id")
@click.option("--name", required=True)
@click.option("--agency", required=True)
def team_add(team_id: str, name: str, agency: str) -> None:
    """Add a team under a short id."""

    seeing = with_service(lambda service: make_team(service, Team(team_id, name, agency)))
    click.echo(f"Added team {team_id}.")
    if seeing:
        click.echo(f"Workers who see every team of {agency} see it too, and sign in anew: {seeing}.")


@main.group()
def link() -> None:
    """Invitations to answer a form."""


@link.command("create")
@click.argument("form_id")
@click.option("--team", "team_id", required=True)
@click.option("--subject", "subject_id", default="", help="The case-system reference. Never a name.")
@click.option("--moment", type=click.Choice(MOMENTS), default="review", show_default=True)
@click.option("--reusable", is_flag=True, help="For many people; without it the link works once.")
@click.option(
    "--days", type=click.IntRange(1, 366), help="How long it works (default: the setting link_days)."
)
def link_create(**wished: Any) -> None:
    """Make a link and print its address. It is shown only now: only its hash is kept."""
    click.echo(with_service(lambda service: addresses.link_address(service, **wished)))


@main.group()
def tablet() -> None:
    """Shared devices with a menu of forms."""


@tablet.command("enrol")
@click.argument("name")
@click.option("--team", "team_id", required=True)
@click.option("--form", "forms", multiple=True, help="May be given several times; all forms when left out.")
@click.option("--pin", default=new_pin, help="Of the corner for staff; made when left out.")
def tablet_enrol(name: str, team_id: str, forms: tuple[str, ...], pin: str) -> None:
    """Add a tablet and print the address that sets a device up, once and within an hour."""
    address = with_service(
        lambda service: addresses.tablet_address(service, name=name, team_id=team_id, forms=forms, pin=pin)
    )
    click.echo(
        f"{address}\nOr open /tablet/enrol there and type the code. PIN of the corner for staff: {pin}"
    )


@main.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--form", "form_id", required=True)
@click.option("--team", "team_id", required=True)
@click.option("--map", "maps", multiple=True, required=True, help="COLUMN=question [if OTHER=VALUE]")
@click.option("--id-column", default="", help="A column that names each row; without it the content does.")
@click.option("--date-column", default="", help="When it was said: 2024-03-31 or 31/03/2024.")
@click.option("--subject-column", default="")
@click.option("--moment", type=click.Choice(MOMENTS))
@click.option("--encoding", default="utf-8-sig", show_default=True)
@click.option("--skip-bad", is_flag=True, help="Import the good rows although others are bad.")
def import_command(file: Path, form_id: str, maps: tuple[str, ...], skip_bad: bool, **columns: Any) -> None:
    """Import past feedback. Nothing is kept while any row is bad; a second run adds nothing twice."""

    async def work(service: Service) -> Counter[str]:
        mapped = tuple(import_plans.parse_mapping(text) for text in maps)
        plan = import_plans.Plan(form=addresses.known_form(service, form_id), mapped=mapped, **columns)
        await addresses.known_team(service, plan.team_id)
        checked = importing.check_file(file, plan, service.now())
        _tell(checked)
        if checked.bad and not skip_bad:
            raise click.ClickException(
                "Nothing was imported. Mend these rows, or leave them out: --skip-bad."
            )
        return Counter(await importing.keep_rows(service, plan, checked.good))

    kept = with_service(work)
    click.echo(
        f"Imported {kept['stored']} rows. {kept['again']} were here already, {kept['differs']} differ."
    )


def _tell(checked: importing.Checked) -> None:
    for row in checked.bad:
        click.echo(f"line {row.line}: {'; '.join(row.reasons)}", err=True)
    counts = f"{len(checked.good)} rows can be kept, {len(checked.bad)} cannot"
    click.echo(f"{counts}, {len(checked.empty)} have no answer.")


@main.command("theme")
def theme_command() -> None:
    """Theme every answer that waits for it."""
    click.echo(f"Themed {with_service(theme_pending)} answers.")


@main.command("report")
@click.option("--team", "team_id", help="One team; the whole partnership when left out.")
@click.option("--from", "since", required=True, type=DAY)
@click.option("--to", "until", required=True, type=DAY, help="The last day that counts.")
@click.option("--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
def report_command(team_id: str | None, since: datetime, until: datetime, output: Path) -> None:
    """Draft a lived-experience report and write it as one HTML file; a worker approves it in the pages."""
    if until < since:
        raise click.BadParameter("--to lies before --from.")

    async def work(service: Service) -> tuple[str, str]:
        if team_id:
            await addresses.known_team(service, team_id)
        first, after_last = start_of(since.date()), start_of(until.date() + timedelta(days=1))
        report = await make_report(
            service, team_id=team_id, period_from=first, period_to=after_last, made_by=None
        )
        return report, await report_html(service, report)

    report, html = with_service(work)
    output.write_text(html, encoding="utf-8")
    click.echo(f"Report {report} is a draft; written to {output}.")


main.add_command(analysis_group)
main.add_command(audit)
main.add_command(demo)
main.add_command(doctor)
main.add_command(drafts_group)
main.add_command(drill)
main.add_command(evaluate)
main.add_command(forms_group)
main.add_command(indicators_group)
main.add_command(keys)
main.add_command(reports_group)
main.add_command(restore_check)
main.add_command(rights_group)
main.add_command(rota_group)
main.add_command(sealed)
main.add_command(speech)
main.add_command(worker_group)
