"""Two teams, a worker of each role, people who answer, and browsers that are signed in."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any, cast

import httpx
import pytest
import uuid_utils
from argon2 import PasswordHasher
from litestar import Litestar
from sqlalchemy import text

from feedback_service import accounts
from feedback_service.intake import Arrival, Place, submit
from feedback_service.service import Service
from feedback_service.storage.scope import EVERYTHING, Scope
from feedback_service.storage.teams import Team
from feedback_service.storage.workers import Worker, add_worker
from feedback_service.team_making import make_team
from forms.model import Answer
from tests.feedback_service.storage.seeds import plain_engine

PASSWORD = "three plain words"
QUESTION = "matters"
NORTH = Scope(all_teams=False, team_ids=("north",))
SignIn = Callable[[str], Awaitable[httpx.AsyncClient]]
Hire = Callable[..., Awaitable[str]]
Send = Callable[..., Awaitable[str]]


@pytest.fixture
def service(service: Service) -> Service:
    """What comes counts at once as read by the machine; until it does, only leads see it."""
    engine = plain_engine(service.database)
    with engine.begin() as connection:
        connection.execute(
            text(
                "CREATE TRIGGER read AFTER INSERT ON unscreened BEGIN UPDATE unscreened SET asked_at = 1; END"
            )
        )
    engine.dispose()
    return service


@pytest.fixture
async def teams(service: Service) -> None:
    for name in ("north", "south"):
        await make_team(service, Team(name, f"{name.capitalize()} team", "Council"))


@pytest.fixture(scope="session")
def password_hash() -> str:
    """A true argon2id hash of PASSWORD, but a cheap one: its parameters stand in it."""
    return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


@pytest.fixture
def hire(service: Service, teams: None, password_hash: str) -> Hire:
    """Makes a worker's account with PASSWORD; gives the worker's id."""

    async def hired(username: str, role: str, scope: Scope = NORTH) -> str:
        worker = Worker(
            id=str(uuid_utils.uuid7()),
            username=username,
            name=f"The {username}",
            role=role,
            active=True,
            scope=scope,
        )
        await service.database.transaction(lambda tx: add_worker(tx, worker, password_hash, service.now()))
        return worker.id

    return hired


@pytest.fixture
async def people(hire: Hire) -> dict[str, str]:
    """Ids by username: a worker of each role in the north team, and `boss`, a manager of all teams."""
    made = {role: await hire(role, role) for role in accounts.ROLES}
    return made | {"boss": await hire("boss", "manager", EVERYTHING)}


@pytest.fixture
async def sign_in(app: Litestar, people: dict[str, str]) -> AsyncIterator[SignIn]:
    """Signs a worker in, each in a browser of their own."""
    async with AsyncExitStack() as browsers:

        async def signed_in(username: str) -> httpx.AsyncClient:
            transport = httpx.ASGITransport(cast("Any", app))
            browser = httpx.AsyncClient(
                transport=transport,
                base_url="http://127.0.0.1:8000",
                headers={"sec-fetch-site": "same-origin"},
            )
            await browsers.enter_async_context(browser)
            fields = {"username": (None, username), "password": (None, PASSWORD)}
            assert (await browser.post("/staff/sign-in", files=fields)).status_code == 303
            return browser

        yield signed_in


@pytest.fixture
def send(service: Service, teams: None) -> Send:
    """Keeps a My view submission with these words as the answer to its first free text; gives its id."""

    async def sent(words: str, team: str = "north", submission_id: str = "", **place: str) -> str:
        arrival = Arrival(
            id=submission_id or str(uuid_utils.uuid7()),
            form=service.catalogue.current("my-view"),
            place=Place(team_id=team, channel="link", moment=place.get("moment", "start")),
            answers={QUESTION: Answer("given", words)},
            answered_at=service.now(),
        )
        await submit(service, arrival)
        return arrival.id

    return sent
