"""Bring a database to the newest schema (Alembic), and say whether it is there."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from feedback_service.storage.database import Database, StorageError, plain_words

SCRIPTS = Path(__file__).parent / "migrations"


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config


@cache
def newest_revision() -> str | None:
    """The revision this software needs."""
    return ScriptDirectory.from_config(_config()).get_current_head()


async def migrate(database: Database) -> None:
    """Apply every missing migration, all in one transaction. Raises StorageError."""
    try:
        if database.is_sqlite and database.url.database:
            Path(database.url.database).parent.mkdir(parents=True, exist_ok=True)
        with database.writer.begin() as connection:
            command.upgrade(_config(connection), "head")
    except (SQLAlchemyError, CommandError, OSError) as error:
        raise StorageError(f"The database could not be brought up to date: {plain_words(error)}.") from error


async def is_current(database: Database) -> bool:
    """Whether the database has exactly the schema this software needs."""
    async with database.reading() as connection:
        found = await connection.run_sync(
            lambda plain: MigrationContext.configure(plain).get_current_revision()
        )
    return found == newest_revision()
