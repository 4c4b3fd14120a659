"""A throw-away service in its own process, with one reusable link, for the benchmarks to talk to."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from feedback_service.addresses import link_address
from feedback_service.key_file import create_key_file
from feedback_service.running import ready
from feedback_service.settings import Settings
from feedback_service.storage.database import Database
from feedback_service.storage.migrate import migrate
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team

START_TRIES = 1200
PAUSE = 0.05


def free_port() -> int:
    """A port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def settings_in(folder: Path, port: int) -> Settings:
    """Settings of a service that lives in `folder`."""
    return Settings(
        public_url=f"http://127.0.0.1:{port}",
        port=port,
        database_url=f"sqlite+aiosqlite:///{folder}/feedback.db",
        key_file=f"{folder}/keys.toml",
        log_level="WARNING",
    )


async def prepare(settings: Settings, form_id: str) -> str:
    """Make keys, database, a team and a reusable link; returns the link's token."""
    create_key_file(Path(settings.key_file))
    database = Database(settings.database_url)
    await migrate(database)
    await database.stop()
    async with ready(settings) as service:
        await make_team(service, Team("bench", "Bench", "Bench"))
        address = await link_address(
            service, form_id=form_id, team_id="bench", subject_id="", moment="review", reusable=True
        )
        return address.rpartition("/")[2]


@contextmanager
def running(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """The service served by its own command until the block ends."""
    environment = {
        **os.environ,
        "FEEDBACK_PUBLIC_URL": settings.public_url,
        "FEEDBACK_PORT": str(settings.port),
        "FEEDBACK_DATABASE_URL": settings.database_url,
        "FEEDBACK_KEY_FILE": settings.key_file,
        "FEEDBACK_FORMS_FOLDER": settings.forms_folder,
        "FEEDBACK_VOICE_NOTES": str(settings.voice_notes).lower(),
        "FEEDBACK_LOG_LEVEL": settings.log_level,
    }
    command = [sys.executable, "-m", "feedback_service", "serve"]
    with serving(command, f"{settings.public_url}/healthz", environment) as process:
        yield process


@contextmanager
def serving(
    command: list[str], health: str, environment: dict[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """`command` started, and waited for until `health` answers; ended with the block."""
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)  # noqa: S603 (our own command)
    try:
        _wait(health, process)
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(30)


def _wait(health: str, process: subprocess.Popen[bytes]) -> None:
    for _ in range(START_TRIES):
        if process.poll() is not None:
            raise RuntimeError("The server ended before it was ready.")
        try:
            with urllib.request.urlopen(health, timeout=1):  # noqa: S310 (loopback)
                return
        except OSError:
            time.sleep(PAUSE)
    raise RuntimeError("The server did not become ready.")


@contextmanager
def fresh(form_id: str) -> Iterator[tuple[Settings, str]]:
    """A new service's settings and link token, in a folder that is removed afterwards."""
    with tempfile.TemporaryDirectory() as name:
        settings = settings_in(Path(name), free_port())
        yield settings, asyncio.run(prepare(settings, form_id))
