"""How long words wait to be held against the examples, at twenty submissions of three texts a second."""

import asyncio
import json
import time
from collections.abc import Iterator

import uuid_utils
from sqlalchemy import func, select

from analysis.harm import load_harm
from benchmarks.filled import filled
from benchmarks.load import load, post
from benchmarks.served import fresh, running
from feedback_service.running import ready
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.storage.schema import submissions, unscreened
from forms.catalogue import PublishedForm, load_catalogue
from forms.model import LongText, ShortText

FORM = "how-things-are"
A_SECOND = 20
SECONDS = 30
TEXTS = 3
ONE_IN = 20  # texts tells of harm
LONGEST = 5.0  # seconds
WARM_UP = 120.0  # seconds in which the process that reads must have started
PAUSE = 0.25


def run() -> tuple[str, bool]:
    """A line with the longest wait seen, and whether it kept within five seconds."""
    form = load_catalogue().current(FORM)
    with fresh(FORM) as (settings, token), running(settings):
        longest = asyncio.run(_measured(settings, token, form))
    load_told = f"{A_SECOND} submissions of {TEXTS} texts a second for {SECONDS} s"
    line = f"at {load_told}, words wait {longest:.1f} s at most (target {LONGEST:.0f} s)"
    return line, longest <= LONGEST


async def _measured(settings: Settings, token: str, form: PublishedForm) -> float:
    requests = _requests(form, token)
    async with ready(settings) as service:
        await _send(settings, next(requests))
        await _until_read(service)
        waits, sending = [0.0], asyncio.create_task(_all(settings, requests))
        while not sending.done():
            waits.append(await _oldest(service))
            await asyncio.sleep(PAUSE)
        await sending
        return max(*waits, await _until_read(service))


def _requests(form: PublishedForm, token: str) -> Iterator[bytes]:
    """Each with texts of its own, so that nothing is known before."""
    calm, harm = (
        [one.text for one in load_harm() if (one.category == "none") == calm] for calm in (True, False)
    )
    answers = filled(form)
    names = [name for name, one in form.questions.items() if isinstance(one, ShortText | LongText)][:TEXTS]
    for number in range(A_SECOND * SECONDS + 1):
        for place, name in enumerate(names):
            count = number * TEXTS + place
            texts = calm if count % ONE_IN else harm
            words = f"{texts[count * 5 % len(texts)]} number {number}"
            answers[name] = {"state": "given", "value": words}
        body = {"id": str(uuid_utils.uuid7()), "form": FORM, "version": form.form.version, "answers": answers}
        yield post("/api/submissions", json.dumps(body).encode(), token=token)


async def _all(settings: Settings, requests: Iterator[bytes]) -> None:
    began = time.perf_counter()
    for number, request in enumerate(requests):
        await asyncio.sleep(max(0.0, began + number / A_SECOND - time.perf_counter()))
        await _send(settings, request)


async def _send(settings: Settings, request: bytes) -> None:
    outcome = await load(settings.port, [request], 1)
    assert list(outcome.statuses) == [201], outcome.statuses


async def _oldest(service: Service) -> float:
    """For how many seconds the oldest words have waited."""
    joined = unscreened.join(submissions, submissions.c.id == unscreened.c.submission_id)
    async with service.database.reading() as connection:
        since = await connection.scalar(select(func.min(submissions.c.received_at)).select_from(joined))
    return 0.0 if since is None else (service.now() - int(since)) / 1000


async def _until_read(service: Service) -> float:
    longest, began = 0.0, time.perf_counter()
    while wait := await _oldest(service):
        longest = max(longest, wait)
        assert time.perf_counter() - began < WARM_UP, "the words were never read"
        await asyncio.sleep(PAUSE)
    return longest
