"""A service without jobs, so that nothing changes on its own; something of each kind in it; its routes."""

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from typing import Any, NamedTuple

import httpx
import pytest
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute
from sqlalchemy.engine import make_url

from feedback_service import accounts
from feedback_service.service import Service
from feedback_service.web.staff.guards import Allow
from tests.feedback_service.answering import link_token
from tests.feedback_service.web.staff.conftest import *  # noqa: F403 (its fixtures)
from tests.feedback_service.web.staff.conftest import Send, SignIn
from tests.feedback_service.web.tablets import enrolled

Rows = dict[str, set[tuple[Any, ...]]]
WORDS = "mum said im not alowd to say and dad hits me"


class Way(NamedTuple):
    """One method at one address; `roles` may use it (empty: everybody)."""

    method: str
    path: str
    operation: str
    roles: frozenset[str]


@pytest.fixture
def app(still_app: Litestar) -> Litestar:
    """The application with its database started, and no timetable."""
    return still_app


@pytest.fixture
async def known(
    service: Service, client: httpx.AsyncClient, send: Send, people: dict[str, str]
) -> dict[str, str]:
    """Ids that are really there, by the name that routes have for them; `client` is a tablet with a draft."""
    sent, token = await send(WORDS), await link_token(service)
    await enrolled(client, service)
    begun = await client.post(f"/l/{token}", files={"submission": (None, "")})
    named = {
        "submission_id": sent,
        "token": token,
        "draft_id": begun.headers["location"].removeprefix("/a/"),
        "form_id": "my-view",
        "page_id": "good-page",
        "question_id": "matters",
        "worker_id": people["practitioner"],
        "group": "child",
        "look": "teen",
        "language": "en",
    }
    return named | _ids(service, concern_id="concerns", link_id="links", tablet_id="tablets")


def _ids(service: Service, **tables: str) -> dict[str, str]:
    with closing(sqlite3.connect(place_of(service))) as database:
        found = {
            name: database.execute(f"SELECT id FROM {table} LIMIT 1").fetchone()  # noqa: S608 (our own tables)
            for name, table in tables.items()
        }
    return {name: row[0] for name, row in found.items()}


@pytest.fixture
async def everybody(
    client: httpx.AsyncClient, known: dict[str, str], sign_in: SignIn
) -> dict[str, httpx.AsyncClient]:
    """A browser for each role, all of them tablets with an open draft as well; "" is signed in as nobody."""
    browsers = {role: await sign_in(role) for role in accounts.ROLES}
    for browser in browsers.values():
        browser.cookies.update(client.cookies)
    return {**browsers, "": client}


def ways(app: Litestar, known: Mapping[str, str]) -> list[Way]:
    """Every method of every route, with ids that are there where we know one. Signing out comes last."""
    found = []
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            found += [Way(method, route.path, route.path, frozenset()) for method in ("GET", "POST")]
            continue
        parts = (
            part if isinstance(part, str) else known.get(part.name, "none") for part in route.path_components
        )
        address = f"/{'/'.join(parts)}"
        found += [
            Way(method, address, str(one.operation_id), _roles(one))
            for one in route.route_handlers
            for method in one.http_methods - {"OPTIONS"}
        ]
    return sorted(found, key=lambda way: ("sign-out" in way.path, way.path, way.method))


def _roles(handler: HTTPRouteHandler) -> frozenset[str]:
    guards = [guard for guard in handler.guards or () if isinstance(guard, Allow)]
    return guards[0].roles if guards else frozenset()


def browser_for(way: Way, everybody: Mapping[str, httpx.AsyncClient]) -> httpx.AsyncClient:
    """A browser that may go this way."""
    return everybody[min(way.roles, default="")]


async def asked(browser: httpx.AsyncClient, way: Way, **more: Any) -> httpx.Response:  # noqa: ANN401 (httpx's own)
    """The answer to an empty form or to nothing."""
    files = {"nothing": (None, "")} if way.method != "GET" else None
    return await browser.request(way.method, way.path, files=files, **more)


def place_of(service: Service) -> str:
    """The database's file."""
    return make_url(service.settings.database_url).database or ""


def rows(service: Service) -> Rows:
    """Everything in the database."""
    with closing(sqlite3.connect(place_of(service))) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {
            table: set(database.execute(f"SELECT * FROM {table}"))  # noqa: S608 (our own tables)
            for table in tables
        }


def changed(before: Rows, after: Rows) -> set[str]:
    """The tables that are not as they were."""
    return {table for table in before if before[table] != after[table]}
