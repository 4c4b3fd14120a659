"""What requests bring leaves no trace in a log, and what is too large is refused before it is read."""

import logging
import re
from collections.abc import AsyncIterator

import httpx
import pytest
from litestar import Litestar

from feedback_service.web.http import MOST_FIELDS
from feedback_service.web.pacing import REFUSALS
from tests.contracts.hardening.conftest import WORDS, asked, browser_for, ways

SECRET = "marmalade-elephants"
OURS = ("feedback_service", "uvicorn", "litestar", "benchmarks")


async def test_no_token_cookie_query_or_word_reaches_a_log_on_any_page(
    app: Litestar,
    known: dict[str, str],
    everybody: dict[str, httpx.AsyncClient],
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    for way in ways(app, known):
        browser = browser_for(way, everybody)
        await asked(browser, way, params={"next": f"/staff/{SECRET}", "code": SECRET})
        if way.method == "POST":
            await browser.post(way.path, files={"good": (None, SECRET), "words": (None, SECRET)})
    written = "\n".join(
        f"{record.getMessage()} {record.exc_text}" for record in caplog.records if record.name != "httpx"
    )
    assert written, "something is logged at all"
    cookies = {value for browser in everybody.values() for value in browser.cookies.values()}
    secrets = [SECRET, known["token"], WORDS, *(value for value in cookies if len(value) > 20)]
    assert len(secrets) > 8
    assert [secret for secret in secrets if secret in written] == []


async def test_what_is_refused_is_told_in_the_log_but_neither_its_address_nor_without_end(
    client: httpx.AsyncClient, everybody: dict[str, httpx.AsyncClient], caplog: pytest.LogCaptureFixture
) -> None:
    assert (await everybody["practitioner"].get(f"/staff/audit?x={SECRET}")).status_code == 403
    assert (await client.get("/return", headers={"host": f"{SECRET}.example"})).status_code == 400
    for _ in range(REFUSALS.burst + 20):
        foreign = await client.post("/return", headers={"sec-fetch-site": "cross-site"})
        assert foreign.status_code == 403
    told = [one.getMessage() for one in caplog.records if one.getMessage().startswith("Refused")]
    assert len(told) == 1 + REFUSALS.burst
    assert re.fullmatch(r"Refused with 403: .*audit.*, [0-9a-f-]{36}", told[0])
    assert told[1] == "Refused with 400: at the door, nobody who is signed in"
    assert told[2].endswith("give_words, nobody who is signed in")
    assert SECRET not in "".join(told)


async def test_a_body_that_says_it_is_too_large_is_refused_unread(client: httpx.AsyncClient) -> None:
    read = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 10_000

    headers = {"content-type": "multipart/form-data; boundary=b", "content-length": "9000000"}
    answer = await client.post("/return", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert len(read) < 20


async def test_a_form_of_too_many_fields_is_refused(client: httpx.AsyncClient) -> None:
    for count, status in ((MOST_FIELDS - 1, 422), (MOST_FIELDS + 1, 400)):
        parts = [("x", (None, b"1"))] * (count - 1)
        words = {"words": (None, b"apple river button")}
        multipart = await client.post("/return", files=[*parts, *words.items()])
        encoded = await client.post(
            "/return", data={"words": "apple", **{f"x{n}": "1" for n in range(count - 1)}}
        )
        assert (multipart.status_code, encoded.status_code) == (status, status), count
