"""Commands for workers' accounts: added, reached, given passwords, stopped, begun anew."""

from typing import Any

import click

from feedback_service.account_passwords import set_password
from feedback_service.account_stops import reset_factors, set_active
from feedback_service.accounts import ROLES, add_worker
from feedback_service.contact import email_of, phone_of
from feedback_service.known_accounts import known_worker
from feedback_service.running import with_service
from feedback_service.service import Service
from feedback_service.storage.scope import Scope
from feedback_service.welcoming import invite


@click.group("worker")
def worker_group() -> None:
    """People who sign in."""


@worker_group.command("add")
@click.argument("username")
@click.option("--name", required=True, help="Shown beside what they decide.")
@click.option("--role", required=True, type=click.Choice(ROLES))
@click.option("--team", "teams", multiple=True, help="May be given several times.")
@click.option(
    "--agency", "agencies", multiple=True, help="Every team of it, those added later too. Several times too."
)
@click.option("--all-teams", is_flag=True, help="The whole partnership.")
@click.option("--email", default="", help="For notices, and to know them at single sign-on.")
@click.option("--phone", default="", help="For notices by text: 07700 900123, or + and the country.")
@click.option("--independent", is_flag=True, help="Works in no team: hears first what is said about staff.")
@click.option("--invite", "by_invitation", is_flag=True, help="Print an invitation; ask for no password.")
@click.option("--password", help="At least 12 characters; asked for when not given.")
def worker_add(username: str, password: str | None, *, by_invitation: bool, **given: Any) -> None:  # noqa: ANN401
    """Add somebody who may sign in."""
    if not by_invitation and password is None:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)

    async def work(service: Service) -> str:
        worker_id = await add_worker(
            service,
            username=username,
            name=given["name"],
            role=given["role"],
            password=None if by_invitation else password,
            scope=Scope(given["all_teams"], given["teams"], agencies=given["agencies"]),
            email=email_of(given["email"]),
            phone=phone_of(given["phone"]),
            independent=given["independent"],
        )
        return await invite(service, worker_id, None) if by_invitation else ""

    address = with_service(work)
    click.echo(f"Added {username} ({given['role']}).")
    if address:
        click.echo(f"They set a password within three days at {address}")


@worker_group.command("invite")
@click.argument("username")
def worker_invite(username: str) -> None:
    """Print an address with which somebody sets a new password, once and within three days."""

    async def work(service: Service) -> str:
        return await invite(service, (await known_worker(service, username)).id, None)

    click.echo(with_service(work))


@worker_group.command("password")
@click.argument("username")
@click.password_option(help="At least 12 characters; asked for when not given.")
def worker_password(username: str, password: str) -> None:
    """Give somebody a new password; their sessions end."""
    with_service(lambda service: set_password(service, username, password))
    click.echo(f"{username} has a new password.")


@worker_group.command("stop")
@click.argument("username")
def worker_stop(username: str) -> None:
    """Let somebody in no more: signed out everywhere at once, and off the rota."""
    with_service(lambda service: _set_active(service, username, active=False))
    click.echo(f"{username} cannot sign in any more.")


@worker_group.command("start")
@click.argument("username")
def worker_start(username: str) -> None:
    """Let somebody in again who was stopped."""
    with_service(lambda service: _set_active(service, username, active=True))
    click.echo(f"{username} may sign in again.")


@worker_group.command("reset-factors")
@click.argument("username")
def worker_reset(username: str) -> None:
    """Take codes, passkeys and the tie to single sign-on off somebody who has lost them."""

    async def work(service: Service) -> None:
        await reset_factors(service, (await known_worker(service, username)).id, by=None)

    with_service(work)
    click.echo(f"{username} signs in with the password alone, and sets a second step up anew.")


async def _set_active(service: Service, username: str, *, active: bool) -> None:
    worker = await known_worker(service, username)
    await set_active(service, worker.id, active=active, by=None)
