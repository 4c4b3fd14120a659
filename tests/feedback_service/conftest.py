"""A whole running service on a SQLite file of its own: `settings`, `clock`, `app`, `service`, `client`."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, cast

import httpx
import msgspec
import pytest
from litestar import Litestar
from litestar.datastructures import State

from feedback_service.app import create_app
from feedback_service.jobs import Timetable
from feedback_service.key_file import create_key_file, load_keys
from feedback_service.service import Service, open_service
from feedback_service.settings import Settings
from feedback_service.speech import programs_missing
from feedback_service.storage.database import Database
from feedback_service.storage.forms import keep_versions
from feedback_service.storage.migrate import migrate

START = 1_760_000_000_000  # Unix milliseconds: 9 October 2025, a Thursday


class SettableClock:
    """A clock that stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = START

    def __call__(self) -> int:
        return self.time

    def move(self, *, minutes: int) -> None:
        self.time += minutes * 60_000


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Service:
    """A service with everything read and an empty, migrated database, to be copied by each test."""
    folder = tmp_path_factory.mktemp("blank")
    settings = settings_in(folder)
    create_key_file(Path(settings.key_file))
    service = open_service(settings)
    asyncio.run(migrated(service))
    return service


async def migrated(service: Service) -> None:
    await migrate(service.database)
    await service.database.stop()


def settings_in(folder: Path) -> Settings:
    return Settings(database_url=f"sqlite+aiosqlite:///{folder}/feedback.db", key_file=f"{folder}/keys.toml")


@pytest.fixture
def settings(tmp_path: Path, blank: Service) -> Settings:
    """Settings that point at a copy of the blank database and key file in this test's own folder."""
    shutil.copytree(Path(blank.settings.key_file).parent, tmp_path, dirs_exist_ok=True)
    return settings_in(tmp_path)


@pytest.fixture(scope="session")
def put_together() -> Callable[[Service], Litestar]:
    """Gives the application around a service. To put one together takes half a second, and all of it but
    database, keys and clock depends on settings and forms alone: so tests that agree on these share one.
    """
    made: dict[tuple[Settings, int], tuple[Litestar, State]] = {}

    def around(service: Service) -> Litestar:
        alike = msgspec.structs.replace(service.settings, database_url="", key_file="")
        key = alike, id(service.catalogue)
        if key not in made:
            first = create_app(service)
            made[key] = first, first.state.copy()  # holds the catalogue too, so that its id stays its own
        app, state = made[key]
        app.state = state.copy()
        app.state.service = service
        return app

    return around


class Resting(Timetable):
    """Every job is planned and none runs: a test runs those that it is about, and no other in between."""

    def start(self) -> None:
        self._scheduler.start(paused=True)


def its_own(blank: Service, settings: Settings, clock: SettableClock) -> Service:
    """What one test may change: database, keys, limits and clock. The rest is read only."""
    keys = load_keys(Path(settings.key_file))
    database = Database(settings.database_url, chain=keys.chained)
    fresh = blank._replace(links={}, paces={}, looked_at={})
    return fresh._replace(settings=settings, keys=keys, database=database, now=clock)


@pytest.fixture
async def app(
    settings: Settings, clock: SettableClock, blank: Service, put_together: Callable[[Service], Litestar]
) -> AsyncIterator[Litestar]:
    """The application around a database of its own, running."""
    app = put_together(its_own(blank, settings, clock))
    app.state.timetable = Resting
    async with app.lifespan():
        yield app


@pytest.fixture
def service(app: Litestar) -> Service:
    """The running service behind `app` and `client`."""
    running: Service = app.state.service
    return running


@pytest.fixture
async def jobless(settings: Settings, clock: SettableClock, blank: Service) -> AsyncIterator[Service]:
    """A service without pages, whose jobs run only when a test runs them."""
    service = its_own(blank, settings, clock)
    await service.database.start()
    yield service
    await service.database.stop()


@pytest.fixture
async def still_app(jobless: Service, put_together: Callable[[Service], Litestar]) -> Litestar:
    """The application around `jobless`: nothing changes between two requests."""
    await jobless.database.transaction(lambda tx: keep_versions(tx, jobless.catalogue.all_versions()))
    return put_together(jobless)


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on one of our own pages; redirects are not followed."""
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(cast("Any", app)), base_url="http://127.0.0.1:8000", headers=headers
    ) as browser:
        yield browser


@pytest.fixture
def programs() -> None:
    """Skips without espeak-ng and lame, or fails where every test has to run."""
    if not programs_missing():
        return
    reason = "espeak-ng or lame is not installed: run tests/install-needs."
    (pytest.fail if os.environ.get("REQUIRE_ALL_TESTS") == "1" else pytest.skip)(reason)
