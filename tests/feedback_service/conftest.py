"""A whole running service on a SQLite file of its own: `settings`, `clock`, `app`, `service`, `client`."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from litestar import Litestar

from feedback_service.app import create_app
from feedback_service.sealing import create_key_file
from feedback_service.service import Service, open_service
from feedback_service.settings import Settings
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
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def clock() -> SettableClock:
    return SettableClock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(
        database_url=f"sqlite+aiosqlite:///{tmp_path}/feedback.db", key_file=f"{tmp_path}/keys.toml"
    )


@pytest.fixture
async def app(settings: Settings, clock: SettableClock) -> AsyncIterator[Litestar]:
    """The application around a new, migrated database, running."""
    create_key_file(Path(settings.key_file))
    service = open_service(settings)._replace(now=clock)
    await migrate(service.database)
    app = create_app(service)
    async with app.lifespan():
        yield app


@pytest.fixture
def service(app: Litestar) -> Service:
    """The running service behind `app` and `client`."""
    running: Service = app.state.service
    return running


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser on one of our own pages; redirects are not followed."""
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(cast("Any", app)), base_url="http://127.0.0.1:8000", headers=headers
    ) as browser:
        yield browser
