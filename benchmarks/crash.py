"""Kill the service under load, again and again: whatever it acknowledged must still be there, whole."""

import asyncio
import json
import random
from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import func, select

from benchmarks.filled import bodies, filled
from benchmarks.load import load, post
from benchmarks.served import fresh, running
from feedback_service.running import ready
from feedback_service.settings import Settings
from feedback_service.storage.schema import answers, submission_keys
from forms.catalogue import PublishedForm, load_catalogue

FORM = "how-things-are"
KILLS = 20
CONNECTIONS = 32
REQUESTS = 3_000  # more than are answered before the kill
SOONEST, LATEST = 0.2, 1.2  # seconds of load before it


class Counted(NamedTuple):
    """How many submissions were acknowledged in all, and which of them are not stored whole."""

    acknowledged: int
    lost: set[str]


def run() -> tuple[str, bool]:
    """Every start is on the files that the last kill left behind."""
    with fresh(FORM) as (settings, token):
        counted = crash(settings, token, KILLS)
    line = f"killed under load {KILLS} times: {counted.acknowledged} acknowledged, {len(counted.lost)} lost"
    return f"{line} (target 0)", not counted.lost and counted.acknowledged > KILLS


def crash(settings: Settings, token: str, kills: int) -> Counted:
    """Start, load and kill; at the end count what is stored."""
    acknowledged: set[str] = set()
    for _ in range(kills):
        sent = [post("/api/submissions", body, token=token) for body in bodies(_form(), REQUESTS)]
        with running(settings) as process:
            acknowledged |= asyncio.run(_until_killed(settings.port, sent, process.kill))
    return Counted(len(acknowledged), acknowledged - asyncio.run(_stored(settings)))


async def _until_killed(port: int, sent: list[bytes], kill: Callable[[], None]) -> set[str]:
    """The ids whose receipt arrived before the kill, at a random moment."""
    loading = asyncio.create_task(load(port, sent, CONNECTIONS))
    await asyncio.sleep(random.uniform(SOONEST, LATEST))  # noqa: S311 (any moment will do)
    kill()
    outcome = await loading
    return {json.loads(body)["id"] for body in outcome.bodies if b'"receipt"' in body}


async def _stored(settings: Settings) -> set[str]:
    """The ids stored with their key and every answer."""
    whole = func.count() == len(filled(_form()))
    ids = answers.c.submission_id
    query = (
        select(ids).join(submission_keys, submission_keys.c.submission_id == ids).group_by(ids).having(whole)
    )
    async with ready(settings) as service, service.database.reading() as connection:
        return set((await connection.execute(query)).scalars())


def _form() -> PublishedForm:
    return load_catalogue().current(FORM)
