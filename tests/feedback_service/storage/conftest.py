"""Every test here runs twice: on a SQLite file of its own and on a PostgreSQL database of its own."""

import asyncio
import shutil
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import URL, make_url

from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.database import Database
from feedback_service.storage.migrate import migrate
from tests import postgres
from tests.feedback_service.conftest import settings_in

TEMPLATE = "migrated"


@pytest.fixture(scope="session")
def server() -> Iterator[URL]:
    """A PostgreSQL server with a migrated database to copy."""
    tools = postgres.tools()
    if tools is None:
        postgres.require("PostgreSQL (initdb, pg_ctl, postgres) is not installed")
    else:
        with postgres.running(tools) as address:
            url = make_url(address)
            asyncio.run(_prepare(url))
            yield url


async def _prepare(url: URL) -> None:
    command(url, f'CREATE DATABASE "{TEMPLATE}"')
    database = Database(shown(url.set(database=TEMPLATE)))
    await migrate(database)
    await database.stop()


def command(url: URL, statement: str) -> None:
    """Run one statement outside any transaction."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def shown(url: URL) -> str:
    return url.render_as_string(hide_password=False)


@contextmanager
def own_database(request: pytest.FixtureRequest, template: str) -> Iterator[str]:
    """The address of a new PostgreSQL database, a copy of `template`, dropped afterwards."""
    url: URL = request.getfixturevalue("server")
    name = f"t{uuid.uuid4().hex}"
    command(url, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    yield shown(url.set(database=name))
    command(url, f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database with nothing in it, not even tables."""
    if request.param == "sqlite":
        yield f"sqlite+aiosqlite:///{tmp_path}/empty.db"
        return
    with own_database(request, "template0") as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def settings(request: pytest.FixtureRequest, tmp_path: Path, blank: Service) -> Iterator[Settings]:
    """Settings that point at a migrated database and a copy of the key file."""
    shutil.copytree(Path(blank.settings.key_file).parent, tmp_path, dirs_exist_ok=True)
    copied = settings_in(tmp_path)
    if request.param == "sqlite":
        yield copied
        return
    with own_database(request, TEMPLATE) as url:
        yield msgspec.structs.replace(copied, database_url=url)


@pytest.fixture
async def database(settings: Settings, blank: Service) -> AsyncIterator[Database]:
    """A started database without the service around it."""
    opened = Database(settings.database_url, chain=blank.keys.chained)
    await opened.start()
    yield opened
    await opened.stop()
