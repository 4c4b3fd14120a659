"""The administrator's commands about what the machine makes of words."""

import click

from feedback_service.emerging import find_candidates
from feedback_service.learning import learn, reading_version
from feedback_service.pausing import pause, resume
from feedback_service.running import with_service
from feedback_service.service import Service
from feedback_service.storage.analysed import Progress, progress
from feedback_service.storage.pauses import pause_now
from feedback_service.theming import read_again


@click.group("analysis")
def analysis_group() -> None:
    """What the machine makes of words: how far it is, learning from workers, pausing."""


@analysis_group.command("status")
def status() -> None:
    """Say by which version words are read, and how many wait."""

    async def look(service: Service) -> tuple[str, Progress, bool]:
        version = await reading_version(service)
        async with service.database.reading() as connection:
            return version, await progress(connection, version), bool(await pause_now(connection))

    version, found, paused = with_service(look)
    click.echo(f"Read by {version}.")
    click.echo(f"New and waiting: {found.new}. Read: {found.current}. To be read again: {found.earlier}.")
    if paused:
        click.echo("Reading again is paused. New answers are read all the same.")


@analysis_group.command("learn")
def learn_command() -> None:
    """Learn from all corrections now, without waiting for the daily run."""
    done = with_service(learn)
    click.echo(f"Learnt from {done.corrections} corrected answers. Read from now on by {done.version}.")


@analysis_group.command("read-again")
def read_again_command() -> None:
    """Read what another version has read, now and to the end, unless it is paused."""
    click.echo(f"Read {with_service(read_again)} answers again.")


@analysis_group.command("candidates")
def candidates_command() -> None:
    """Look for themes that nobody thought of now, without waiting for the daily run."""
    shown = with_service(find_candidates)
    click.echo(f"{shown} possible new themes are shown by this look (0 where nothing changed since then).")


@analysis_group.command("pause")
def pause_command() -> None:
    """Stop reading again after the batch at hand. New answers go on being read."""
    done = with_service(lambda service: pause(service, None))
    click.echo("Reading again is paused." if done else "It is paused already.")


@analysis_group.command("resume")
def resume_command() -> None:
    """Go on reading again where it stopped."""
    done = with_service(lambda service: resume(service, None))
    click.echo("Reading again goes on." if done else "It is not paused.")
