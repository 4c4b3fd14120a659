"""`feedback-service demo`: the made-up partnership, seeded and served on this machine only."""

import asyncio
from datetime import UTC, date, datetime
from pathlib import Path

import click

from feedback_service.addresses import link_address, tablet_address
from feedback_service.demo.people import AREAS
from feedback_service.demo.seeding import PASSWORD, seed
from feedback_service.demo.story import Story
from feedback_service.key_file import create_key_file
from feedback_service.running import ready, serve
from feedback_service.service import Service, open_service
from feedback_service.settings import Settings
from feedback_service.storage.database import Database
from feedback_service.storage.migrate import migrate

BANNER = """
Everything in this demonstration is made up: the partnership, the people and every word they say.

  A child's tablet      {tablet} (for an hour; PIN of the corner for staff: {pin})
  A family's link       {family}
  A practitioner's link {practitioner}
  Workers sign in at    {staff}
     {workers}
     password for all: {password}
"""

PIN = "2468"


@click.command()
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), default="demo-data", show_default=True
)
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--seed-only", is_flag=True, help="Fill the folder and stop.")
def demo(folder: Path, port: int, seed_only: bool) -> None:
    """Seed a made-up partnership into FOLDER (once) and serve it on loopback. Ctrl-C stops."""
    settings = Settings(
        service_name="Saltmarsh feedback (made up)",
        public_url=f"http://127.0.0.1:{port}",
        port=port,
        database_url=f"sqlite+aiosqlite:///{folder}/feedback.db",
        key_file=f"{folder}/keys.toml",
        areas=AREAS,
    )
    if not (folder / "keys.toml").exists():
        create_key_file(folder / "keys.toml")
    click.echo(asyncio.run(_prepare(settings, folder)))
    if not seed_only:
        click.echo("Ctrl-C stops.")
        serve(open_service(settings))


async def _prepare(settings: Settings, folder: Path) -> str:
    database = Database(settings.database_url)
    await migrate(database)
    await database.stop()
    async with ready(settings) as service:
        story = await seed(service, _first_day(folder), _tell)
        return await _banner(service, story)


def _first_day(folder: Path) -> date:
    """The day this folder was first seeded: the story hangs on it, so that a second run adds nothing."""
    note = folder / "seeded-on"
    if not note.exists():
        note.write_text(datetime.now(UTC).date().isoformat(), encoding="utf-8")
    return date.fromisoformat(note.read_text(encoding="utf-8"))


def _tell(done: int, total: int) -> None:
    if done % 20 == 0 or done == total:
        click.echo(f"\rSeeding {done} of {total} made-up submissions", nl=done == total)


async def _banner(service: Service, story: Story) -> str:
    team = story.teams[0].id
    subject = next(one.id for one in story.subjects if one.team == team)
    names = [f"{worker.username} ({worker.role})" for worker in story.workers]
    return BANNER.format(
        tablet=await tablet_address(service, name="Demonstration tablet", team_id=team, forms=(), pin=PIN),
        pin=PIN,
        family=await link_address(
            service,
            form_id="family-experience",
            team_id=team,
            subject_id=subject,
            moment="review",
            reusable=False,
        ),
        practitioner=await link_address(
            service, form_id="working-together", team_id=team, subject_id="", moment="review", reusable=True
        ),
        staff=f"{service.settings.public_url}/staff",
        workers="\n     ".join(names),
        password=PASSWORD,
    )
