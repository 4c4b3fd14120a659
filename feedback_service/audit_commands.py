"""The auditor's commands: check the audit trail, keep its head, write it to a file."""

from datetime import UTC, datetime
from pathlib import Path

import click

from feedback_service.auditing import Checked, export, head, read_head, verify, verify_file
from feedback_service.key_file import load_keys
from feedback_service.running import settings, with_service

DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def audit() -> None:
    """The trail of who did what."""


@audit.command("verify")
@click.option(
    "--file",
    "path",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An export, instead of the database.",
)
@click.option("--head", "kept", help="As `audit head` printed it: shows whether the end was cut off since.")
def verify_command(path: Path | None, kept: str | None) -> None:
    """Check that no row was changed, taken out or put in, and name the first one that does not hold."""
    known = read_head(kept) if kept else None
    if path:
        _tell(verify_file(path, load_keys(Path(settings().key_file)).chained, known))
    else:
        _tell(with_service(lambda service: verify(service, known)))


def _tell(checked: Checked) -> None:
    click.echo(f"{checked.rows} rows hold. Head: {checked.head}")
    if checked.fault:
        raise click.ClickException(checked.fault)


@audit.command("head")
def head_command() -> None:
    """Print the number and link of the last row, to be kept elsewhere."""
    found = with_service(head)
    if found is None:
        raise click.ClickException("Nothing is noted yet.")
    click.echo(str(found))


@audit.command("export")
@click.option("--from", "since", required=True, type=DAY)
@click.option("--to", "until", required=True, type=DAY, help="The last day that counts.")
@click.option("--output", required=True, type=click.Path(path_type=Path, dir_okay=False))
def export_command(since: datetime, until: datetime, output: Path) -> None:
    """Write the rows of these days (UTC) to a file, one JSON object a line, each with its link."""
    first, after_last = (int(day.replace(tzinfo=UTC).timestamp() * 1000) for day in (since, until))
    lines = list(with_service(lambda service: export(service, first, after_last + 86_400_000)))
    output.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    click.echo(f"{len(lines) - 1} rows are written to {output}.")
