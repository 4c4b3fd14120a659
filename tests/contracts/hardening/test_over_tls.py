"""Where the public address is https: cookies of this host alone, hidden from scripts, and TLS for good."""

import re
from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import msgspec
import pytest
from litestar import Litestar

from feedback_service.service import Service
from feedback_service.settings import Settings
from tests.contracts.hardening.conftest import asked, ways
from tests.feedback_service.answering import link_token
from tests.feedback_service.web.staff.conftest import PASSWORD, Hire
from tests.feedback_service.web.tablets import PIN, code_of_new

HOST = "feedback.example"
FOR_SCRIPTS = {
    "__Host-idle"
}  # how long a tablet may lie idle: pages out of its pack have no other way to know


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """As the other tests', behind TLS."""
    return msgspec.structs.replace(settings, public_url=f"https://{HOST}", allowed_hosts=("Other.Example",))


@pytest.fixture
async def client(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that came over TLS."""
    transport = httpx.ASGITransport(cast("Any", app))
    headers = {"sec-fetch-site": "same-origin"}
    async with httpx.AsyncClient(transport=transport, base_url=f"https://{HOST}", headers=headers) as browser:
        yield browser


async def post(browser: httpx.AsyncClient, path: str, **fields: str) -> httpx.Response:
    parts = {name: (None, value) for name, value in (fields or {"x": ""}).items()}
    return await browser.post(path, files=parts)


async def a_long_day(client: httpx.AsyncClient, service: Service, hire: Hire) -> list[httpx.Response]:
    """Answering by link, coming back, a tablet and its corner, a worker signing in."""
    begun = await post(client, f"/l/{await link_token(service)}")
    draft = begun.headers["location"]
    await hire("boss", "manager")
    return [
        begun,
        await client.get("/?language=pl"),
        await post(client, f"{draft}/q/good-page", good="cake"),
        await post(client, "/return", words="one two three four"),
        await post(client, f"{draft}/put-by"),
        await post(client, "/tablet/enrol", code=await code_of_new(service)),
        await post(client, "/tablet/staff/pin", pin=PIN),
        await client.get("/tablet"),
        await post(client, "/tablet/my-day"),
        await post(client, "/staff/sign-in", username="boss", password=PASSWORD),
        await client.get("/staff"),
        await post(client, "/staff/sign-out"),
        await post(client, "/leave"),
    ]


async def test_every_cookie_is_for_this_host_alone_and_hidden_from_scripts(
    client: httpx.AsyncClient, service: Service, hire: Hire
) -> None:
    answers = await a_long_day(client, service, hire)
    assert [one.status_code for one in answers[:3]] == [303, 200, 303]
    assert answers[10].status_code == 200, "the worker is signed in by that cookie"
    set_cookies = [one for answer in answers for one in answer.headers.get_list("set-cookie")]
    names = {re.split("[=-]", one.removeprefix("__Host-"))[0] for one in set_cookies}
    assert names >= {"visit", "device", "language", "left", "tablet", "idle", "corner", "staff"}
    for cookie in set_cookies:
        name, _, rest = cookie.partition("=")
        parts = {part.strip().lower() for part in rest.split(";")[1:]}
        assert name.startswith("__Host-"), cookie
        assert {"path=/", "secure"} <= parts, cookie
        assert not any(part.startswith("domain") for part in parts), cookie
        assert parts & {"samesite=lax", "samesite=strict"}, cookie
        assert ("httponly" in parts) == (name not in FOR_SCRIPTS), cookie


async def test_a_cookie_that_another_host_could_plant_counts_for_nothing(
    client: httpx.AsyncClient, service: Service, teams: None
) -> None:
    begun = await post(client, f"/l/{await link_token(service)}")
    draft, visit = begun.headers["location"], begun.headers["set-cookie"].partition(";")[0]
    assert visit.startswith("__Host-visit-")
    client.cookies.clear()
    plain = visit.removeprefix("__Host-")
    for cookie, status in ((visit, 303), (plain, 410), (f"{plain}; x=y", 410), (f"a=b; {visit}", 303)):
        client.cookies.clear()
        assert (await client.get(draft, headers={"cookie": cookie})).status_code == status, cookie


async def test_every_answer_asks_for_tls_for_a_year(
    app: Litestar, client: httpx.AsyncClient, known: dict[str, str]
) -> None:
    for way in ways(app, known):
        policy = (await asked(client, way)).headers["strict-transport-security"]
        assert policy == "max-age=31536000;includeSubDomains", way


async def test_the_hosts_that_are_set_are_known_besides_the_public_one(client: httpx.AsyncClient) -> None:
    for host, status in ((HOST, 200), (f"{HOST}:443", 200), ("other.example", 200), (f"x.{HOST}", 400)):
        assert (await client.get("/", headers={"host": host})).status_code == status, host
