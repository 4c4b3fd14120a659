"""However tries fail and senders die, each delivery ends, under the one reference it has."""

import asyncio
import shutil
import threading
from collections.abc import AsyncIterator, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feedback_service.addressing import address_waiting
from feedback_service.notifying import send_due
from feedback_service.service import Service
from feedback_service.storage.database import Database
from feedback_service.storage.deliveries import LEASE
from feedback_service.storage.notice_lists import Told, latest_notices
from feedback_service.storage.notices import add_notices
from feedback_service.storage.raising import NoticeRow
from feedback_service.storage.scope import EVERYTHING
from tests.feedback_service import receivers
from tests.feedback_service.conftest import SettableClock, settings_in
from tests.feedback_service.receivers import Webhook, serving
from tests.feedback_service.storage.seeds import new_id

NOTICES = 3
FAILURES = ("500", "close", "garbage", "taken then 500")
DEATHS = ("killed when asked", "killed when taken")
STEPS = st.lists(st.sampled_from(("take", *FAILURES, *DEATHS)), max_size=8)


class Fate:
    """What becomes of each try, in turn: an answer of the other side, or the death of all senders."""

    def __init__(self, steps: list[str], hook: Webhook) -> None:
        self._steps, self._hook = list(steps), hook
        self._dying: set[int] = set()
        self._loop = asyncio.get_running_loop()
        self._senders: list[asyncio.Task[int]] = []
        hook.meanwhile = self

    async def run(self, works: list[Coroutine[Any, Any, int]]) -> None:
        """These senders at once, until each has ended or died."""
        self._senders = [asyncio.ensure_future(work) for work in works]
        await asyncio.wait(self._senders)

    def __call__(self, stage: str) -> None:
        step = self._steps.pop(0) if stage == "asked" and self._steps else "take"
        if step == "killed when taken":
            self._dying.add(threading.get_ident())
        elif step in FAILURES:
            self._hook.next.append(step)
        if step == "killed when asked" or (stage == "taken" and threading.get_ident() in self._dying):
            self._dying.discard(threading.get_ident())
            asyncio.run_coroutine_threadsafe(self._kill(), self._loop).result(30)
            raise ConnectionError

    async def _kill(self) -> None:
        for sender in self._senders:
            sender.cancel()


@asynccontextmanager
async def started(
    blank: Service, folder: Path, hook: Webhook
) -> AsyncIterator[tuple[Service, SettableClock]]:
    shutil.copytree(Path(blank.settings.key_file).parent, folder, dirs_exist_ok=True)
    (folder / "secret").write_text(receivers.SECRET)
    there = {"webhook_url": hook.url, "webhook_secret_file": f"{folder}/secret"}
    chosen = msgspec.structs.replace(settings_in(folder), **there)
    clock, database = SettableClock(), Database(chosen.database_url)
    await database.start()
    yield blank._replace(settings=chosen, database=database, now=clock), clock
    await database.stop()


async def told(service: Service) -> list[Told]:
    async with service.database.reading() as connection:
        lines = await latest_notices(connection, EVERYTHING, limit=500, offset=0)
    return [one for line in lines for one in line.told]


async def end(service: Service, clock: SettableClock, hook: Webhook, steps: list[str], senders: int) -> None:
    """Send until nothing is due any more, a minute and more between the rounds."""
    fate = Fate(steps, hook)
    rows = [NoticeRow(new_id(), "urgent", None, 0, False, clock.time) for _ in range(NOTICES)]
    await service.database.transaction(lambda tx: add_notices(tx, rows))
    await address_waiting(service)
    for _ in range(len(steps) + 2):
        await fate.run([send_due(service, "webhook") for _ in range(senders)])
        clock.time = max([clock.time + LEASE, *(one.due_at or 0 for one in await told(service))])


@settings(max_examples=12)
@given(steps=STEPS, senders=st.integers(1, 2))
def test_each_delivery_ends_and_never_goes_out_under_two_references(
    blank: Service, tmp_path_factory: pytest.TempPathFactory, steps: list[str], senders: int
) -> None:
    async def law() -> list[Told]:
        async with started(blank, tmp_path_factory.mktemp("law"), hook) as (service, clock):
            await end(service, clock, hook, steps, senders)
            return await told(service)

    hook = Webhook()
    with serving(hook):
        kept = asyncio.run(law())
    ids = {one.id for one in kept}
    assert len(ids) == NOTICES
    assert [one for one in kept if (one.sent_at is None) == (one.given_up_at is None)] == []
    assert set(hook.taken) <= ids, "no reference goes out but a delivery's own"
    assert {one.id for one in kept if one.sent_at} <= set(hook.taken), "what is noted as sent was taken"
    disturbed = sum(step not in {"take", "500", "close"} for step in steps)
    assert len(hook.taken) - len(set(hook.taken)) <= NOTICES * disturbed
