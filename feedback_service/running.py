"""Opening the service for a command or for serving, and saying plainly what stands in the way."""

import asyncio
import gc
import os
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any, TypeVar

import click
import uvicorn
from litestar import Litestar

from analysis.codebook import CodebookError
from analysis.rulebook import RuleError
from feedback_service.addresses import UnknownError
from feedback_service.analysing import leave
from feedback_service.app import NotMigratedError, create_app
from feedback_service.auditing import AuditFileError, tell_head
from feedback_service.contact import ContactError
from feedback_service.import_plans import ImportPlanError
from feedback_service.in_use import note_in_use
from feedback_service.key_file import KeyFileError
from feedback_service.key_shares import ShareError
from feedback_service.known_accounts import AccountError
from feedback_service.process_memory import keep_in_memory
from feedback_service.restoring import RestoreError
from feedback_service.sealing import UnreadableWordsError
from feedback_service.service import Service, open_service
from feedback_service.settings import Settings, SettingsError, load_settings
from feedback_service.speech import SpeechError
from feedback_service.storage.database import Database, StorageError
from feedback_service.storage.forms import ChangedFormError
from feedback_service.storage.migrate import is_current
from feedback_service.symbols import SymbolError
from forms.catalogue import DefinitionError

R = TypeVar("R")
# The database driver works in threads: let them in sooner than after Python's 5 ms, so commits do not wait.
SWITCH_SECONDS = 0.0005
COLLECT_AFTER = 50_000  # new objects; Python's 700 cost a third of the time of a busy intake
EXPECTED = (
    AccountError,
    ContactError,
    UnknownError,
    SettingsError,
    KeyFileError,
    AuditFileError,
    RestoreError,
    ShareError,
    UnreadableWordsError,
    DefinitionError,
    RuleError,
    CodebookError,
    ChangedFormError,
    NotMigratedError,
    ImportPlanError,
    SpeechError,
    SymbolError,
    StorageError,
)


class Plainly(click.Group):
    """A group of commands whose expected failures end as one plain message, without a trace."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 (click's own signature)
        try:
            return super().invoke(ctx)
        except EXPECTED as error:
            raise click.ClickException(str(error)) from error


def settings() -> Settings:
    """The settings of this environment."""
    return load_settings(os.environ)


@asynccontextmanager
async def ready(chosen: Settings | None = None) -> AsyncIterator[Service]:
    """The service with its database started, for one command; NotMigratedError when it needs migrating."""
    service = open_service(chosen or settings())
    try:
        if not await is_current(service.database):
            raise NotMigratedError("The database is not up to date: run `feedback-service migrate`.")
        await service.database.start()
        yield service
    finally:
        await service.database.stop()


def with_service(work: Callable[[Service], Coroutine[Any, Any, R]]) -> R:
    """Run `work` on the ready service and return what it returns."""

    async def run() -> R:
        async with ready() as service:
            return await work(service)

    return asyncio.run(run())


def _settle() -> None:
    """Forms, rules and libraries stay for good: keep the collector from walking them again and again."""
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.collect()
    gc.freeze()
    gc.set_threshold(COLLECT_AFTER)


async def _rehearse(app: Litestar, service: Service) -> None:
    """Start and stop once, so that what stands in the way is raised here and not buried in a server's log."""
    database = Database(service.settings.database_url, chain=service.keys.chained)
    app.state.service = opened = service._replace(database=database)
    try:
        async with app.lifespan():
            await note_in_use(opened)
            await tell_head(opened)
    except ExceptionGroup as group:
        raise group.exceptions[0] from group
    finally:
        app.state.service = service
        await database.stop()


def serve(service: Service) -> None:
    """Serve until stopped, in one process (its jobs too). No access log: addresses can tell who answered."""
    keep_in_memory()
    chosen, app = service.settings, create_app(service)
    asyncio.run(_rehearse(app, service))
    _settle()
    uvicorn.run(
        app,
        host=chosen.host,
        port=chosen.port,
        log_level=chosen.log_level.lower(),
        access_log=False,
        server_header=False,
        proxy_headers=False,  # nothing here depends on who the peer is
        timeout_graceful_shutdown=10,
    )
    leave()
