"""Leaving quickly: the visit is over on this browser, something harmless stands there, the answers stay."""

import re

import httpx
import pytest

from feedback_service import drafting
from feedback_service.service import Service
from feedback_service.tablets import COOKIE
from forms.model import Answer
from tests.feedback_service.storage.seeds import make_link, make_north


@pytest.fixture
async def begun(client: httpx.AsyncClient, service: Service) -> str:
    """A draft begun by link, with one answer; its address."""
    await make_north(service)
    _, token = await make_link(service)
    address = (await client.post(f"/l/{token}", files={"x": (None, "")})).headers["location"]
    await drafting.save(service, address.removeprefix("/a/"), {"good": Answer("given", "my cat")})
    return address


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_leaving_ends_every_visit_of_this_browser_and_keeps_the_answers(
    client: httpx.AsyncClient, service: Service, begun: str, method: str
) -> None:
    assert (await client.get(begun)).status_code == 303
    answer = await client.request(method, "/leave")
    assert (answer.status_code, answer.headers.get("location")) in {(303, "/away"), (204, None)}
    assert (await client.get(begun)).status_code == 410
    assert await drafting.find(service, begun.removeprefix("/a/")) is not None


async def test_leaving_ends_what_somebody_who_came_back_has_proved(
    client: httpx.AsyncClient, service: Service, begun: str
) -> None:
    client.cookies.set("visit-return", "anything")
    answer = await client.get("/leave")
    assert any(one.startswith("visit-return=") for one in answer.headers.get_list("set-cookie"))


async def test_where_one_comes_to_is_kept_by_the_browser_and_names_no_service(
    client: httpx.AsyncClient, service: Service
) -> None:
    page = await client.get("/away")
    assert page.headers["cache-control"].startswith("public, max-age=")
    assert "set-cookie" not in page.headers
    said = re.sub(r'"/static/[^"]+"', "", page.text)
    for telling in (service.settings.service_name, "feedback", "child", "Childline", "<a "):
        assert telling not in said


async def test_every_page_by_link_offers_to_leave_in_one_place(
    client: httpx.AsyncClient, begun: str, service: Service
) -> None:
    _, token = await make_link(service)
    first = (await client.get(begun)).headers["location"]
    paths = (f"/l/{token}", first, f"{begun}/stop", f"{begun}/check", f"{begun}/saved", "/return")
    for path in paths:
        page = (await client.get(path)).text
        bar = page[page.index('<header class="bar">') : page.index("</header>")]
        assert bar.count('class="key leave"') == 1, path


async def test_what_is_on_the_page_is_saved_on_the_way_even_when_it_is_too_long(
    client: httpx.AsyncClient, service: Service, begun: str
) -> None:
    said = "nobody is home " * 2_000
    page = f"{begun}/q/good-page"
    fields = {"good": (None, said)}
    answer = await client.post(f"{page}?then=leave", files=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/away")
    assert (await client.get(begun)).status_code == 410
    opened = await drafting.find(service, begun.removeprefix("/a/"))
    assert opened is not None
    assert opened.answers["good"] == Answer("given", said)


async def test_a_shared_tablet_has_stop_and_no_way_to_leave(client: httpx.AsyncClient) -> None:
    client.cookies.set(COOKIE, "any")
    assert 'href="/leave"' not in (await client.get("/return")).text
