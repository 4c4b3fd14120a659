"""Commands about indicators: numbers from other systems."""

from pathlib import Path

import click

from feedback_service.indicating import bring
from feedback_service.running import with_service
from feedback_service.service import Service
from feedback_service.storage.audit import note
from feedback_service.storage.database import Transaction
from feedback_service.storage.indicators import indicators_in, remove_indicator
from feedback_service.storage.scope import EVERYTHING
from feedback_service.uk_time import moment_of

_MOST = 10_000


@click.group("indicators")
def indicators_group() -> None:
    """Numbers from other systems, shown beside the voices."""


@indicators_group.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_command(file: Path) -> None:
    """Keep the rows of a CSV file: place, name, unit, from, to, value, source. All of them, or none."""
    done = with_service(lambda service: bring(service, file.read_bytes(), EVERYTHING, None))
    for problem in done.problems:
        click.echo(problem, err=True)
    if done.problems:
        raise click.ClickException("Nothing was kept. Mend these rows and import the file again.")
    click.echo(f"Kept {done.kept} rows; {done.replaced} took the place of older ones.")


@indicators_group.command("list")
def list_command() -> None:
    """List them, the latest period first, each with its id."""

    async def work(service: Service) -> list[str]:
        async with service.database.reading() as connection:
            found = await indicators_in(connection, None, limit=_MOST, offset=0)
        return [
            f"{one.id}  {one.place}  {moment_of(one.period_from):%Y-%m-%d}  "
            f"{one.name}: {one.value:.10g} {one.unit}"
            for one in found
        ]

    for line in with_service(work) or ["There are none."]:
        click.echo(line)


@indicators_group.command("delete")
@click.argument("indicator_id")
def delete_command(indicator_id: str) -> None:
    """Take one away."""

    async def work(service: Service) -> bool:
        now = service.now()

        async def remove(tx: Transaction) -> bool:
            gone = await remove_indicator(tx, indicator_id)
            if gone:
                await note(tx, "indicator-removed", indicator_id, None, now)
            return gone

        return await service.database.transaction(remove)

    if not with_service(work):
        raise click.ClickException("There is no indicator with this id.")
    click.echo("Taken away.")
