"""A service to be asked anything, in this process: somebody of each role, something of each kind, no jobs."""

import asyncio
import re
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

import uuid_utils
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.routes import HTTPRoute

from benchmarks.served import prepare, settings_in
from feedback_service import accounts
from feedback_service.addresses import tablet_address
from feedback_service.app import create_app
from feedback_service.intake import Arrival, Place, submit
from feedback_service.service import Service, open_service, wall_clock
from feedback_service.signing_in import Browser, begin
from feedback_service.storage.forms import keep_versions
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.workers import Worker, add_worker
from feedback_service.web.staff.guards import Allow
from forms.model import Answer

FORM, TEAM = "my-view", "bench"
WORDS = "my mum said im not alowd to say and my uncle hits me"
SECOND = 1_000  # milliseconds that pass from request to request
_TABLES = {
    "concern_id": "concerns",
    "link_id": "links",
    "tablet_id": "tablets",
    "worker_id": "workers",
    "delivery_id": "deliveries",
    "coding_id": "codings",
    "report_id": "reports",
    "shift_id": "shifts",
}


class Raw(NamedTuple):
    """A request as it comes off the wire."""

    method: str
    path: str
    query: bytes = b""
    headers: tuple[tuple[bytes, bytes], ...] = ()
    body: bytes = b""


class Answered(NamedTuple):
    """What came back."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes


class Way(NamedTuple):
    """A method of a route, its address in parts, who may ("" is everybody); {a part} names a parameter."""

    method: str
    parts: tuple[str, ...]
    roles: tuple[str, ...] = ("",)


class House(NamedTuple):
    """The service, its ways, known ids, cookies by who has them ("" is a tablet, and signed in as nobody)."""

    app: Litestar
    runner: asyncio.Runner
    ways: tuple[Way, ...]
    cookies: dict[str, bytes]
    known: dict[str, str]

    def ask(self, raw: Raw) -> Answered:
        """The answer; a second passes."""
        service: Service = self.app.state.service
        now = service.now() + SECOND
        self.app.state.service = service._replace(now=lambda: now)
        return self.runner.run(answered(self.app, raw))


async def answered(app: Litestar, raw: Raw) -> Answered:
    """What the application makes of the request, without a server in between that would refuse most of it."""
    parts: list[Any] = [
        {"type": "http.request", "body": raw.body, "more_body": False},
        {"type": "http.disconnect"},
    ]
    sent: list[Any] = []

    async def receive() -> Any:  # noqa: ANN401 (the framework's own)
        return parts.pop(0) if len(parts) > 1 else parts[0]

    async def send(message: Any) -> None:  # noqa: ANN401 (the framework's own)
        sent.append(message)

    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": raw.method,
        "scheme": "http",
        "path": raw.path,
        "raw_path": raw.path.encode("utf-8", "surrogatepass"),
        "query_string": raw.query,
        "root_path": "",
        "headers": list(raw.headers),
        "client": ("192.0.2.7", 40_000),
        "server": ("127.0.0.1", 8000),
    }
    await app(scope, receive, send)
    body = b"".join(message.get("body", b"") for message in sent[1:])
    return Answered(sent[0]["status"], list(sent[0]["headers"]), body)


@contextmanager
def fuzz_house() -> Iterator[House]:
    """A new house, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        settings = settings_in(Path(folder), 8000)
        token = runner.run(prepare(settings, FORM))
        service = open_service(settings)._replace(now=_stopped(wall_clock()))
        app = create_app(service)
        try:
            yield runner.run(_furnished(app, runner, service, token))
        finally:
            runner.run(service.database.stop())


def _stopped(now: int) -> Any:  # noqa: ANN401 (a clock)
    return lambda: now


async def _furnished(app: Litestar, runner: asyncio.Runner, service: Service, token: str) -> House:
    await service.database.start()
    await service.database.transaction(lambda tx: keep_versions(tx, service.catalogue.all_versions()))
    submission = await _submission(service)
    address = await tablet_address(service, name="Blue", team_id=TEAM, forms=(), pin="2468")
    visit, begun = await _posted(app, f"/l/{token}", submission=str(uuid_utils.uuid7()))
    tablet, _ = await _posted(app, "/tablet/enrol", code=address.partition("?code=")[2])
    plain = b"; ".join((*visit, *tablet))
    cookies = {"": plain}
    for role in accounts.ROLES:
        cookies[role] = plain + b"; staff=" + (await _signed_in(service, role)).encode()
    known = {
        "submission_id": submission,
        "token": token,
        "draft_id": begun.rpartition("/")[2],
        "form_id": FORM,
        "page_id": "good-page",
        "question_id": "matters",
        "group": "child",
        "look": "teen",
        "language": "en",
    }
    return House(app, runner, _ways(app), cookies, known | _ids(service))


async def _submission(service: Service) -> str:
    arrival = Arrival(
        id=str(uuid_utils.uuid7()),
        form=service.catalogue.current(FORM),
        place=Place(team_id=TEAM, channel="link", moment="start"),
        answers={"matters": Answer("given", WORDS)},
        answered_at=service.now(),
    )
    await submit(service, arrival)
    return arrival.id


async def _posted(app: Litestar, path: str, **fields: str) -> tuple[list[bytes], str]:
    """The cookies that a form posted brings, and where it leads to."""
    raw = Raw("POST", path, b"", (*OWN_PAGE, (b"content-type", MULTIPART)), multipart(fields))
    back = await answered(app, raw)
    cookies = [value.partition(b";")[0] for name, value in back.headers if name == b"set-cookie"]
    return cookies, dict(back.headers).get(b"location", b"").decode()


async def _signed_in(service: Service, role: str) -> str:
    """The token of a session of a new worker, who sees everything that the role may."""
    one = Worker(
        id=str(uuid_utils.uuid7()), username=role, name=role, role=role, active=True, scope=EVERYTHING
    )
    await service.database.transaction(lambda tx: add_worker(tx, one, secrets.token_hex(), service.now()))
    return (await begin(service, one, "password", Browser())).token


def _ways(app: Litestar) -> tuple[Way, ...]:
    found = []
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            parts = tuple(
                part if isinstance(part, str) else f"{{{part.name}}}" for part in route.path_components
            )
            found += [
                Way(method, parts, _roles(handler))
                for handler in route.route_handlers
                for method in sorted(handler.http_methods - {"OPTIONS"})
            ]
        else:
            found.append(Way("POST", tuple(route.path.strip("/").split("/"))))
    return tuple(found)


def _roles(handler: HTTPRouteHandler) -> tuple[str, ...]:
    guards = [guard for guard in handler.guards or () if isinstance(guard, Allow)]
    return tuple(sorted(guards[0].roles)) if guards else ("",)


def _ids(service: Service) -> dict[str, str]:
    """One id of each kind that has any."""
    found: dict[str, str] = {}
    path = service.settings.database_url.partition("///")[2]
    with closing(sqlite3.connect(path)) as database:
        for name, table in _TABLES.items():
            with suppress(sqlite3.OperationalError):
                row = database.execute(f"SELECT id FROM {table} LIMIT 1").fetchone()  # noqa: S608 (our own)
                found |= {name: row[0]} if row else {}
    return found


OWN_PAGE = ((b"host", b"127.0.0.1:8000"), (b"sec-fetch-site", b"same-origin"))
BOUNDARY = b"an-edge"
MULTIPART = b"multipart/form-data; boundary=" + BOUNDARY


def multipart(fields: dict[str, str]) -> bytes:
    """The fields as a page of ours sends them."""
    parts = (
        b'--%s\r\ncontent-disposition: form-data; name="%s"\r\n\r\n%s\r\n'
        % (
            BOUNDARY,
            re.sub(r'[\r\n"]', "_", name).encode("utf-8", "replace"),
            value.encode("utf-8", "replace"),
        )
        for name, value in fields.items()
    )
    return b"".join(parts) + b"--" + BOUNDARY + b"--\r\n"
