"""Connections: many readers, and one writer that commits many units of work at once.

Readers are asynchronous connections. The writer has a thread of its own with a plain connection, so that a
whole group of units is handed over, run and committed in one step: statement by statement through an
asynchronous connection, a group went to the driver's thread and back some thirty times.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar, cast

from sqlalchemy import Connection, CursorResult, Dialect, Engine, Executable, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

Transaction = AsyncConnection
A = TypeVar("A")
R = TypeVar("R")
Operation = Callable[[AsyncConnection, Sequence[A]], Awaitable[Sequence[R]]]
Work = Callable[[AsyncConnection], Awaitable[R]]
Chain = Callable[[bytes], bytes]  # what a row of the audit trail is linked with (`Keys.chained`)

LARGEST_GROUP = 64
QUIET_TURNS = 3  # of the event loop: a request takes two from its bytes to the queue
BUSY_MILLISECONDS = 5_000
# PostgreSQL's readers see what SQLite's see anyway: one state from first to last statement, and no writing.
_ONE_STATE: dict[str, Any] = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


class StorageError(Exception):
    """The database could not take or give something now; nothing of the unit of work was kept."""


class _Direct:
    """The writer's connection as a unit of work sees it: waited for in words, though it is never away."""

    def __init__(self, connection: Connection, chain: Chain | None) -> None:
        self._connection = connection
        self.chain = chain
        self.dialect: Dialect = connection.dialect

    async def execute(self, statement: Executable, values: Any = None) -> CursorResult[Any]:  # noqa: ANN401
        return self._connection.execute(statement, values)

    async def scalar(self, statement: Executable, values: Any = None) -> Any:  # noqa: ANN401
        return self._connection.scalar(statement, values)

    async def exec_driver_sql(self, statement: str, values: Any = None) -> CursorResult[Any]:  # noqa: ANN401
        return self._connection.exec_driver_sql(statement, values)


def chain_of(tx: Transaction) -> Chain:
    """How a unit of work links what it notes in the audit trail. StorageError where it cannot."""
    chain = cast("_Direct", tx).chain
    if chain is None:
        raise StorageError("This connection has no key for the audit trail.")
    return chain


def _outcome(work: Awaitable[R]) -> R:
    """What a unit of work returns. All it may wait for is the database, so it runs to its end at once."""
    try:
        cast("Coroutine[Any, Any, R]", work).send(None)
    except StopIteration as end:
        outcome: R = end.value
        return outcome
    raise RuntimeError("A unit of work may wait for nothing but the database.")


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

    def __init__(
        self, url: str, *, chain: Chain | None = None, busy_milliseconds: int = BUSY_MILLISECONDS
    ) -> None:
        """Only with a `chain` can units of work note anything in the audit trail. Raises StorageError.

        `busy_milliseconds` is how long SQLite waits for another process.
        """
        self.chain = chain
        try:
            self.url = make_url(url)
            self.is_sqlite = self.url.get_backend_name() == "sqlite"
            self._readers = create_async_engine(self.url, **_pool(4))
            self.writer = create_engine(_plain_url(self.url), **_pool(1))
        except (SQLAlchemyError, ImportError) as error:  # its message is left out: it can hold a password
            message = "The setting database_url is no address that can be used. Write, for example, "
            raise StorageError(message + "sqlite+aiosqlite:///data/feedback.db") from error
        if self.is_sqlite:
            _prepare_sqlite(self._readers.sync_engine, busy_milliseconds, writes=False)
            _prepare_sqlite(self.writer, busy_milliseconds, writes=True)
        else:
            _prepare_postgresql(self._readers.sync_engine)
            _prepare_postgresql(self.writer)
            self._readers = self._readers.execution_options(**_ONE_STATE)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="database-writer")
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
        self._thread.shutdown()
        await self._readers.dispose()
        self.writer.dispose()

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
            await self._let_others_join()
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

    async def _let_others_join(self) -> None:
        """Wait until the event loop brings no more: what is just being read joins this commit.

        Without it, two halves of the callers took turns: twice the commits, each in the other half's way.
        """
        quiet, seen = 0, 0
        while quiet < QUIET_TURNS and self._jobs.qsize() < LARGEST_GROUP:
            await asyncio.sleep(0)
            quiet = 0 if self._jobs.qsize() > seen else quiet + 1
            seen = self._jobs.qsize()

    async def _commit(self, group: list[_Job]) -> None:
        failure = await asyncio.get_running_loop().run_in_executor(self._thread, self._commit_group, group)
        for job in group:
            job.answer(failure)

    def _commit_group(self, group: list[_Job]) -> Exception | None:
        """The whole group in one transaction; when something fails, once more with each job apart."""
        try:
            self._commit_together(group)
        except Exception:  # noqa: BLE001 (which job it was, and why, the second way finds out)
            return self._commit_apart(group)
        return None

    def _commit_together(self, group: list[_Job]) -> None:
        with self.writer.begin() as connection:
            tx = cast("AsyncConnection", _Direct(connection, self.chain))
            for batch in _batches(group):
                outcomes = _outcome(batch[0].operation(tx, [job.argument for job in batch]))
                for job, outcome in zip(batch, outcomes, strict=True):
                    job.outcome = outcome

    def _commit_apart(self, group: list[_Job]) -> Exception | None:
        """Each job in a savepoint, so that none hurts another; returns why none was kept, if so."""
        try:
            with self.writer.begin() as connection:
                for job in group:
                    _run_apart(connection, self.chain, job)
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


def _run_apart(connection: Connection, chain: Chain | None, job: _Job) -> None:
    """One job in a savepoint; an insert that lost a race against another process is tried once more."""
    for is_last in (False, True):
        try:
            with connection.begin_nested():
                tx = cast("AsyncConnection", _Direct(connection, chain))
                (job.outcome,) = _outcome(job.operation(tx, [job.argument]))
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


def _pool(size: int) -> dict[str, Any]:
    return {"hide_parameters": True, "pool_size": size, "max_overflow": 0}


def _plain_url(url: URL) -> URL:
    """The same database by the plain driver (psycopg serves both ways under one name)."""
    return url.set(drivername="sqlite") if url.get_backend_name() == "sqlite" else url


def _prepare_postgresql(engine: Engine) -> None:
    """No machine code is made of a query: it takes seconds where a page's own takes a twentieth of one."""

    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:  # noqa: ANN401 (the driver's own types)
        cursor = connection.cursor()
        cursor.execute("SET jit = off")
        cursor.close()
        connection.commit()


def _prepare_sqlite(engine: Engine, busy_milliseconds: int, *, writes: bool) -> None:
    """Transactions begin where SQLAlchemy says so; the writer takes its lock at once, so none is upgraded."""

    @event.listens_for(engine, "connect")
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

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:  # noqa: ANN401
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
