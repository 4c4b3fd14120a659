"""What must never happen anywhere: words in a log, a kept page, a cookie that nobody needs."""

import logging

import httpx
import pytest
from litestar import Litestar

from feedback_service import drafting
from feedback_service.jobs import run_job
from feedback_service.receipts import receipt_for
from feedback_service.service import Service
from feedback_service.storage.database import Database
from feedback_service.theming import theme_pending
from tests.feedback_service.answering import link_token, north, send, whole_form

MARKER = "marmalade elephants whisper"
# A harmless address for every kind of public page.
ADDRESSES = (
    *("/return", "/return/here", "/return/finished", "/put-by", "/leave"),
    "/",
    "/l?code=x",
    "/l/{token}",
    "/tablet",
    "/tablet/my-day",
    "/finished",
    "/deleted",
    "/none",
    "/tablet-worker.js",
    "/pack/tablet",
    "/style/teen",
)


@pytest.fixture
async def token(service: Service) -> str:
    await north(service)
    return await link_token(service)


async def test_no_page_may_be_kept_and_none_sets_a_cookie_by_being_looked_at(
    client: httpx.AsyncClient, token: str
) -> None:
    for address in (*ADDRESSES, "/healthz", "/a/none", "/a/none/q/x", "/a/none/check", "/a/none/done"):
        answer = await client.get(address.format(token=token))
        assert answer.headers["cache-control"] == "no-store", address
        assert "set-cookie" not in answer.headers, address


async def test_every_public_page_is_among_those_looked_at(app: Litestar) -> None:
    plain = [
        address.partition("?")[0] for address in (*ADDRESSES, "/healthz", "/a/none", "/away")
    ]  # kept: test_leaving
    looked_at = {address.strip("/").split("/")[0] for address in plain}
    public = {
        route.path.strip("/").split("/")[0]
        for route in app.routes
        if "GET" in getattr(route, "methods", ()) and not route.path.startswith(("/staff", "/static"))
    }
    # sounds and own pictures are the same for everybody, and may be kept for a while
    assert public - looked_at == {"listen", "symbols"}


async def test_no_word_of_anybody_and_no_receipt_reaches_a_log(
    app: Litestar, client: httpx.AsyncClient, service: Service, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    kept = whole_form(matters=MARKER, want="elephants again")
    await send(client, token, kept)
    await send(client, token, whole_form(kept["id"], matters=f"{MARKER} twice"))
    await send(client, token, whole_form(matters=MARKER, food=MARKER))
    await by_pages(client, token)
    await theme_pending(service)
    await run_job(service, "failing", failing)
    away = Database("sqlite+aiosqlite:////nowhere/at/all.db")
    await away.start()
    app.state.service = service._replace(database=away)
    assert (await send(client, token, whole_form(matters=MARKER))).status_code == 503
    app.state.service = None
    assert (await send(client, token, whole_form(matters=MARKER))).status_code == 500
    await away.stop()
    ours = [record for record in caplog.records if record.name != "httpx"]  # that is the tests' browser
    written = "\n".join(f"{record.getMessage()} {record.exc_text}" for record in ours)
    assert "failed" in written
    receipt = " ".join(receipt_for(service.keys, kept["id"]))
    found = [word for word in (*MARKER.split(), receipt, token) if word in written]
    assert found == []


async def by_pages(client: httpx.AsyncClient, token: str) -> None:
    """The same words given page by page, once refused and once taken."""
    begun = await client.post(f"/l/{token}", files={"submission": (None, "")})
    first = await client.get(begun.headers["location"])
    page = first.headers["location"]
    assert (await client.post(page, files={"good": (None, MARKER * 400)})).status_code == 422
    assert (await client.post(page, files={"good": (None, MARKER)})).status_code == 303


async def failing(service: Service) -> int:
    """A job that trips over somebody's words."""
    assert await drafting.find(service, "none") is None
    raise ValueError(MARKER)
