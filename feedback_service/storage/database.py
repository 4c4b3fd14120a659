"""Connections: many readers, and one writer task that commits many units of work at once."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any, TypeVar

from sqlalchemy import event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

Transaction = AsyncConnection
A = TypeVar("A")
R = TypeVar("R")
Operation = Callable[[AsyncConnection, Sequence[A]], Awaitable[Sequence[R]]]
Work = Callable[[AsyncConnection], Awaitable[R]]

LARGEST_GROUP = 64
BUSY_MILLISECONDS = 5_000


class StorageError(Exception):
    """The database could not take or give something now; nothing of the unit of work was kept."""


class _Job:
    """One unit of work that waits for its commit."""

    def __init__(self, operation: Operation[Any, Any], argument: Any) -> None:  # noqa: ANN401 (any unit of work)
        self.operation = operation
        self.argument = argument
        self.done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.outcome: Any = None
        self.failure: Exception | None = None

    def answer(self, failure: Exception | None = None) -> None:
        if self.done.done():  # whoever asked has gone; the commit stands
            return
        problem = failure or self.failure
        if problem is None:
            self.done.set_result(self.outcome)
        else:
            self.done.set_exception(problem)


class Database:
    """The service's database: `reading()` for queries, `write()` and `transaction()` for durable changes."""

    def __init__(self, url: str, *, busy_milliseconds: int = BUSY_MILLISECONDS) -> None:
        """`busy_milliseconds` is how long SQLite waits for another process. Raises StorageError."""
        try:
            self.url = make_url(url)
            self.is_sqlite = self.url.get_backend_name() == "sqlite"
            self._readers, self.writer = (
                _engine(self.url, busy_milliseconds, writes=writes) for writes in (False, True)
            )
        except (SQLAlchemyError, ImportError) as error:  # its message is left out: it can hold a password
            message = "The setting database_url is no address that can be used. Write, for example, "
            raise StorageError(message + "sqlite+aiosqlite:///data/feedback.db") from error
        self._jobs: asyncio.Queue[_Job | None] = asyncio.Queue()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Start the writer task. Call once, inside the event loop that uses the database."""
        self._task = asyncio.create_task(self._write_forever(), name="database-writer")

    async def stop(self) -> None:
        """Commit what waits, then close every connection."""
        if self._task is not None:
            await self._jobs.put(None)
            await self._task
        await self._readers.dispose()
        await self.writer.dispose()

    @contextlib.asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection that sees one consistent state; raises StorageError when the database is away."""
        try:
            async with self._readers.connect() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise StorageError(plain_words(error)) from error

    async def write(self, operation: Operation[A, R], argument: A) -> R:
        """Run `operation` on `argument` and return its outcome once it is on disk.

        Calls of one operation that arrive together are run as one list. A caller that is cancelled does not
        stop the commit. Raises what the operation raised, or StorageError; then nothing of it was kept.
        """
        job = _Job(operation, argument)
        self._jobs.put_nowait(job)
        outcome: R = await job.done
        return outcome

    async def transaction(self, work: Work[R]) -> R:
        """Run `work` alone in its own savepoint and return its outcome once it is on disk."""
        return await self.write(_alone, work)

    async def _write_forever(self) -> None:
        while (first := await self._jobs.get()) is not None:
            group, ended = [first], False
            while len(group) < LARGEST_GROUP and not self._jobs.empty():
                job = self._jobs.get_nowait()
                if job is None:
                    ended = True
                    break
                group.append(job)
            await self._commit(group)
            if ended:
                return

    async def _commit(self, group: list[_Job]) -> None:
        """The whole group in one transaction; when something fails, once more with each job apart."""
        failure: Exception | None = None
        try:
            await self._commit_together(group)
        except Exception:  # noqa: BLE001 (which job it was, and why, the second way finds out)
            failure = await self._commit_apart(group)
        for job in group:
            job.answer(failure)

    async def _commit_together(self, group: list[_Job]) -> None:
        async with self.writer.begin() as connection:
            for batch in _batches(group):
                outcomes = await batch[0].operation(connection, [job.argument for job in batch])
                for job, outcome in zip(batch, outcomes, strict=True):
                    job.outcome = outcome

    async def _commit_apart(self, group: list[_Job]) -> Exception | None:
        """Each job in a savepoint, so that none hurts another; returns why none was kept, if so."""
        try:
            async with self.writer.begin() as connection:
                for job in group:
                    await _run_apart(connection, job)
        except Exception as error:  # noqa: BLE001 (every waiting caller must hear of it)
            failure = StorageError(plain_words(error))
            failure.__cause__ = error
            return failure
        return None


async def _alone(connection: AsyncConnection, works: Sequence[Work[Any]]) -> Sequence[Any]:
    return [await work(connection) for work in works]


def _batches(group: list[_Job]) -> list[list[_Job]]:
    """Neighbours with the same operation together; works of `transaction` each by themselves."""
    batches: list[list[_Job]] = []
    for job in group:
        if batches and job.operation is not _alone and batches[-1][0].operation is job.operation:
            batches[-1].append(job)
        else:
            batches.append([job])
    return batches


async def _run_apart(connection: AsyncConnection, job: _Job) -> None:
    """One job in a savepoint; an insert that lost a race against another process is tried once more."""
    for is_last in (False, True):
        try:
            async with connection.begin_nested():
                (job.outcome,) = await job.operation(connection, [job.argument])
        except IntegrityError as error:
            job.failure = StorageError(plain_words(error))
            if is_last:
                return
        except Exception as error:  # noqa: BLE001 (handed to the caller whose work it was)
            job.failure = StorageError(plain_words(error)) if isinstance(error, SQLAlchemyError) else error
            return
        else:
            job.failure = None
            return


def plain_words(error: Exception) -> str:
    """The driver's own short message: never the statement or its values, which may hold a person's words."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return f"{type(cause).__name__}: {str(cause).splitlines()[0] if str(cause) else 'no detail'}"


def _engine(url: URL, busy_milliseconds: int, *, writes: bool) -> AsyncEngine:
    engine = create_async_engine(url, hide_parameters=True, pool_size=1 if writes else 4, max_overflow=0)
    if url.get_backend_name() == "sqlite":
        _prepare_sqlite(engine, busy_milliseconds, writes=writes)
    return engine


def _prepare_sqlite(engine: AsyncEngine, busy_milliseconds: int, *, writes: bool) -> None:
    """Transactions begin where SQLAlchemy says so; the writer takes its lock at once, so none is upgraded."""

    @event.listens_for(engine.sync_engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:  # noqa: ANN401 (the driver's own types)
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout={busy_milliseconds}")
        cursor.execute("PRAGMA foreign_keys=ON")
        if writes:
            cursor.execute("PRAGMA journal_mode=WAL")
            cursor.execute("PRAGMA synchronous=FULL")
            cursor.execute("PRAGMA secure_delete=ON")
        else:
            cursor.execute("PRAGMA query_only=ON")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def _on_begin(connection: Any) -> None:  # noqa: ANN401
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
