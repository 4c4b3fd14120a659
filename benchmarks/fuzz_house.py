"""A service to be asked anything, in this process: somebody of each role, something of each kind, no jobs."""

import asyncio
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

import uuid_utils
from litestar import Litestar

from benchmarks.asking import MULTIPART, OWN_PAGE, Answered, Raw, answered, multipart
from benchmarks.fuzz_ways import Way, ids, ways
from benchmarks.served import prepare, settings_in
from feedback_service import accounts
from feedback_service.addresses import tablet_address
from feedback_service.app import create_app
from feedback_service.intake import Arrival, Place, submit
from feedback_service.service import Service, open_service, wall_clock
from feedback_service.signing_in import Browser, begin
from feedback_service.storage.forms import keep_versions
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.unscreened import note_screened
from feedback_service.storage.workers import Worker, add_worker
from forms.model import Answer

FORM, TEAM = "my-view", "bench"
WORDS = "my mum said im not alowd to say and my uncle hits me"
SECOND = 1_000  # milliseconds that pass from request to request


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
    return House(app, runner, ways(app), cookies, known | ids(service))


async def _submission(service: Service) -> str:
    arrival = Arrival(
        id=str(uuid_utils.uuid7()),
        form=service.catalogue.current(FORM),
        place=Place(team_id=TEAM, channel="link", moment="start"),
        answers={"matters": Answer("given", WORDS)},
        answered_at=service.now(),
    )
    await submit(service, arrival)
    waiting = {(arrival.id, "matters")}  # as no job reads it, and only leads see what is not read
    await service.database.transaction(lambda tx: note_screened(tx, waiting))
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
