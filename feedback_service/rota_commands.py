"""The administrator's commands about the rota: who is on call when."""

import click

from feedback_service.cover import cover, gaps, in_a_row
from feedback_service.known_accounts import folded
from feedback_service.rostering import add_plan
from feedback_service.rota_plans import Plan, RotaError
from feedback_service.running import with_service
from feedback_service.service import Service
from feedback_service.storage.rota import RUNGS
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.workers import worker_by_username
from feedback_service.uk_time import moment_of

_DAY = 86_400_000


@click.group("rota")
def rota_group() -> None:
    """Who is on call: duty, deputy, manager, out of hours."""


@rota_group.command("add")
@click.argument("username")
@click.option("--rung", required=True, type=click.Choice(RUNGS))
@click.option("--team", "team_id", default="", help="Every team that the worker sees when left out.")
@click.option("--from", "since", required=True, help="2026-11-30 17:00, on a clock in the UK.")
@click.option("--to", "until", required=True)
@click.option("--weeks", default="1", show_default=True, help="In how many weeks in a row.")
def add(username: str, **plan: str) -> None:
    """Put a safeguarding lead or manager on the rota. Adding the same once more changes nothing."""

    async def work(service: Service) -> int:
        async with service.database.reading() as connection:
            found = await worker_by_username(connection, folded(username))
        if found is None:
            raise click.ClickException(f"There is no worker '{username}'.")
        try:
            return await add_plan(service, Plan(worker_id=found[0].id, **plan), EVERYTHING, None)
        except RotaError as error:
            raise click.ClickException(f"{error.field}: {error}") from error

    click.echo(f"Shifts of {username} added: {with_service(work)}.")


@rota_group.command("list")
@click.option("--days", type=click.IntRange(1, 366), default=14, show_default=True)
def list_command(days: int) -> None:
    """Print who is on call in the coming days, and when nobody has the duty."""

    async def work(service: Service) -> list[str]:
        now = service.now()
        until = now + days * _DAY
        found = await cover(service, EVERYTHING, now, until)
        turns = [
            f"{_time(one.starts_at)} to {_time(one.ends_at)}  {one.rung:12}  {one.worker}"
            f"  ({one.team or 'every team'})"
            for one in found.turns
        ]
        lacking = [
            f"{_time(one.since)} to {_time(one.until)}  NOBODY        for {in_a_row(one.teams)}"
            for one in gaps(found, now, until)
        ]
        return [*turns, *lacking]

    for line in with_service(work):
        click.echo(line)


def _time(time: int) -> str:
    return f"{moment_of(time):%a %Y-%m-%d %H:%M}"
