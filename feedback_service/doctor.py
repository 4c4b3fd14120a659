"""What is wrong with a deployment and what to do about it, in plain words; nothing is changed."""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable

import click

from feedback_service.doctor_findings import Finding, bad
from feedback_service.doctor_machine import on_this_machine
from feedback_service.doctor_people import about_people
from feedback_service.doctor_store import in_the_database
from feedback_service.doctor_world import beyond_this_machine
from feedback_service.running import EXPECTED
from feedback_service.service import Service, open_service
from feedback_service.settings import Settings, SettingsError, load_settings
from feedback_service.storage.database import StorageError
from feedback_service.storage.migrate import is_current

Group = Callable[[Service, bool], Awaitable[list[Finding]]]
GROUPS: dict[str, Group] = {
    "database": in_the_database,
    "people": about_people,
    "other services": beyond_this_machine,
}
SIGNS = {"good": "ok   ", "warning": "WARN ", "bad": "BAD  "}


async def examine(settings: Settings, *, thoroughly: bool = False) -> list[Finding]:
    """Every finding about the service of these settings, good ones too."""
    found = on_this_machine(settings)
    try:
        service = open_service(settings)
    except EXPECTED as error:
        return [
            *found,
            bad("start", f"The service cannot start: {error}", "Mend this first, then ask again."),
        ]
    try:
        if not await is_current(service.database):
            return [*found, bad("schema", "The database is not up to date.", "Run: feedback-service migrate")]
        await service.database.start()
        for name, group in GROUPS.items():
            found += await _examined(name, group, service, thoroughly=thoroughly)
    except StorageError as error:
        found.append(bad("database", str(error), "Look at database_url, and whether the database runs."))
    finally:
        await service.database.stop()
    return found


async def _examined(name: str, group: Group, service: Service, *, thoroughly: bool) -> list[Finding]:
    """A group's findings; that it could not be looked at is one too, and hides no other."""
    try:
        return await group(service, thoroughly)
    except StorageError:
        raise
    except Exception as error:  # noqa: BLE001 (whatever it is)
        return [bad(name, f"This could not be looked at ({type(error).__name__}).", "Tell the maintainers.")]


def _found(*, thoroughly: bool) -> list[Finding]:
    try:
        settings = load_settings(os.environ)
    except SettingsError as error:
        return [bad("settings", str(error), "Correct that setting.")]
    return asyncio.run(examine(settings, thoroughly=thoroughly))


@click.command()
@click.option("--full", is_flag=True, help="Read all of a SQLite file; takes long with a large one.")
@click.option("--json", "as_json", is_flag=True, help="One JSON list, for whatever watches the service.")
def doctor(*, full: bool, as_json: bool) -> None:
    """Look at this deployment and say what is wrong and what to do; fails if anything is."""
    found = _found(thoroughly=full)
    if as_json:
        click.echo(json.dumps([one._asdict() for one in found], indent=1))
    else:
        for one in found:
            click.echo(f"{SIGNS[one.level]} {one.about}: {one.says}")
            if one.do:
                click.echo(f"        > {one.do}")
    if any(one.level == "bad" for one in found):
        raise SystemExit(1)
