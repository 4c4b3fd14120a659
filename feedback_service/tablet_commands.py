"""The administrator's command for sealed answers: a file that a tablet saved."""

from pathlib import Path

import click

from feedback_service.importing_sealed import MOST_BYTES, Imported, SealedFileError, import_sealed, read_file
from feedback_service.running import with_service
from feedback_service.storage.scope import EVERYTHING


@click.group()
def sealed() -> None:
    """Answers that a tablet could not send."""


@sealed.command("import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_command(file: Path) -> None:
    """Keep the answers in a file that was saved on a tablet. A second run keeps nothing twice."""
    if file.stat().st_size > MOST_BYTES:
        raise click.ClickException(f"{file} is larger than any file a tablet saves.")
    try:
        envelopes = read_file(file.read_bytes())
    except SealedFileError as error:
        raise click.ClickException(str(error)) from error
    told(with_service(lambda service: import_sealed(service, envelopes, EVERYTHING)))


def told(done: Imported) -> None:
    for fault in done.faults:
        click.echo(fault, err=True)
    click.echo(
        f"Kept {done.stored} answers. {done.again} were here already, {done.empty} had nothing in them."
    )
    if done.faults:
        raise click.ClickException(f"{len(done.faults)} could not be kept. Do not delete the file.")
