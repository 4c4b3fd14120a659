"""Rows for tests of storage: a team, links, and submissions as intake prepares them."""

from typing import Any

import msgspec
import uuid_utils
from sqlalchemy import Engine, Select, create_engine, delete
from sqlalchemy.ext.asyncio import AsyncConnection

from feedback_service.intake import Arrival, Place
from feedback_service.opening import note_opened_whole
from feedback_service.service import Service
from feedback_service.storage.database import Database, Transaction
from feedback_service.storage.desk import mark_read
from feedback_service.storage.indicators import Indicator
from feedback_service.storage.links import Link, add_link
from feedback_service.storage.routing_decisions import said_so_far
from feedback_service.storage.schema import unscreened
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team
from feedback_service.storage.workers import Worker, add_worker, worker_by_id
from feedback_service.team_making import make_team
from feedback_service.tokens import new_token, token_hash
from forms.model import Answer, Answers

FORM = "my-view"
DAY = 86_400_000


async def all_screened(service: Service) -> None:
    """As if the machine had read everything that came, and had found nothing in it."""
    await service.database.transaction(lambda tx: tx.execute(delete(unscreened)))


def new_id() -> str:
    return str(uuid_utils.uuid7())


async def make_north(service: Service) -> None:
    await make_team(service, Team("north", "North team", "Council"))


def indicator(**changes: object) -> Indicator:
    """A number that another system counted of the north team."""
    plain = Indicator(
        id=new_id(),
        place="team/north",
        name="Attendance",
        unit="%",
        period_from=100,
        period_to=200,
        value=91.5,
        source="School census",
        imported_by=None,
        imported_at=300,
    )
    return msgspec.structs.replace(plain, **changes)


async def make_link(service: Service, *, reusable: bool = False, **changes: Any) -> tuple[Link, str]:  # noqa: ANN401
    """A stored link of the north team and its token."""
    token = new_token()
    plain = Link(
        id=new_id(),
        form_id=FORM,
        team_id="north",
        subject_id=None,
        moment="start",
        reusable=reusable,
        expires_at=service.now() + DAY,
        created_at=service.now(),
        created_by=None,
        opened_at=None,
        revoked_at=None,
    )
    link = msgspec.structs.replace(plain, **changes)
    await service.database.transaction(lambda tx: add_link(tx, link, token_hash(token)))
    return link, token


def given(**words: str | int) -> Answers:
    return {name: Answer("given", value) for name, value in words.items()}


def arriving(
    service: Service,
    submission_id: str = "",
    answers: Answers | None = None,
    **changes: Any,  # noqa: ANN401
) -> Arrival:
    plain = Arrival(
        id=submission_id or new_id(),
        form=service.catalogue.current(FORM),
        place=Place(team_id="north", channel="link", moment="start"),
        answers=given(matters="my dog matters", food=1) if answers is None else answers,
        answered_at=service.now(),
    )
    return msgspec.structs.replace(plain, **changes)


def plain_engine(database: Database) -> Engine:
    """A connection beside the service's own, as an operator or another program has it."""
    url = database.url
    return create_engine(url.set(drivername="sqlite") if database.is_sqlite else url)


async def rows(source: Service | Database, query: Select[Any]) -> list[Any]:
    database = source if isinstance(source, Database) else source.database
    async with database.reading() as connection:
        return await _all(connection, query)


async def _all(connection: AsyncConnection, query: Select[Any]) -> list[Any]:
    return list((await connection.execute(query)).all())


async def make_worker(service: Service, username: str, scope: Scope = EVERYTHING) -> str:
    """A worker's account with the password hash `hash`; gives its id."""
    worker = Worker(id=new_id(), username=username, name=username, role="manager", active=True, scope=scope)
    await service.database.transaction(lambda tx: add_worker(tx, worker, "hash", service.now()))
    return worker.id


async def read_by(service: Service, worker: Worker, *submission_ids: str) -> None:
    """Mark these as read by the worker."""

    async def work(tx: Transaction) -> None:
        for one in submission_ids:
            await mark_read(tx, one, worker.id, service.now())

    await service.database.transaction(work)


async def open_whole(service: Service, worker: Worker, submission_id: str) -> str:
    """The worker opens it, as its page is opened; gives how much was said by then."""
    async with service.database.reading() as connection:
        said = await said_so_far(connection, submission_id)
    await note_opened_whole(service, submission_id, worker.id, said)
    return said


async def somebody(service: Service) -> Worker:
    """A worker of the north team, with a name of their own."""
    worker_id = await make_worker(service, new_id())
    async with service.database.reading() as connection:
        worker = await worker_by_id(connection, worker_id)
    assert worker
    return worker
