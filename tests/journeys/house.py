"""The real service in a process of its own, and what a test asks of it: links, tablets, what was stored."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple, TypeVar

from sqlalchemy import func, select

from benchmarks.served import free_port, prepare, running, settings_in
from feedback_service.addresses import link_address, tablet_address
from feedback_service.casefile import CaseFile, open_case
from feedback_service.service import Service, open_service
from feedback_service.storage.database import Database
from feedback_service.storage.drafts import find_draft
from feedback_service.storage.schema import drafts, submissions
from feedback_service.storage.scope import EVERYTHING
from forms.catalogue import PublishedForm

R = TypeVar("R")
PIN = "2468"
TEAM = "bench"  # the team that `benchmarks.served.prepare` makes


class House(NamedTuple):
    """A service at `url`; `service` reads the same files and database from the test's side."""

    url: str
    service: Service

    def form(self, form_id: str) -> PublishedForm:
        """The newest version of a form."""
        return self.service.catalogue.current(form_id)


@contextmanager
def prepared(folder: Path) -> Iterator[House]:
    """A migrated service in `folder`; not served yet."""
    settings = settings_in(folder, free_port())
    in_a_thread(prepare(settings, "my-day"))
    service = open_service(settings)
    yield House(settings.public_url, service)
    in_a_thread(service.database.stop())


@contextmanager
def served(folder: Path) -> Iterator[House]:
    """A service in `folder`, being served."""
    with prepared(folder) as house, running(house.service.settings):
        yield house


def ask(house: House, work: Callable[[Service], Awaitable[R]]) -> R:
    """What `work` finds or does with the service's own functions, on connections of its own."""

    async def run() -> R:
        database = Database(house.service.settings.database_url, chain=house.service.keys.chained)
        await database.start()
        try:
            return await work(house.service._replace(database=database))
        finally:
            await database.stop()

    return in_a_thread(run())


def in_a_thread(work: Awaitable[R]) -> R:
    """Playwright keeps an event loop running in the test's own thread."""

    async def awaited() -> R:
        return await work

    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, awaited()).result()


def link(house: House, form_id: str, *, reusable: bool = False, days_ago: int = 0) -> str:
    """The address of a new link that lasts one day, made `days_ago` days ago."""

    def then() -> int:
        return house.service.now() - days_ago * 86_400_000

    return ask(
        house,
        lambda service: link_address(
            service._replace(now=then),
            form_id=form_id,
            team_id=TEAM,
            subject_id="",
            moment="review",
            reusable=reusable,
            days=1,
        ),
    )


def tablet(house: House, *forms: str) -> str:
    """The address that makes a browser a tablet with these forms, or all, once its button is pressed."""
    return ask(
        house, lambda service: tablet_address(service, name="Blue tablet", team_id=TEAM, forms=forms, pin=PIN)
    )


def case(house: House, draft_id: str) -> CaseFile:
    """The stored submission, opened as for the worker who reads it."""
    found = ask(house, lambda service: open_case(service, EVERYTHING, draft_id))
    assert found is not None, "nothing is stored under this id"
    return found


def is_draft(house: House, draft_id: str) -> bool:
    """Whether the draft is on disk."""

    async def look(service: Service) -> bool:
        async with service.database.reading() as connection:
            return await find_draft(connection, draft_id) is not None

    return ask(house, look)


def kept(house: House) -> tuple[int, int]:
    """How many drafts and how many submissions there are."""

    async def look(service: Service) -> tuple[int, int]:
        async with service.database.reading() as connection:
            counted = [select(func.count()).select_from(table) for table in (drafts, submissions)]
            begun, sent = [await connection.scalar(query) for query in counted]
        return begun or 0, sent or 0

    return ask(house, look)
