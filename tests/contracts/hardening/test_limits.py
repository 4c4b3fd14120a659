"""Limits go by link, draft, tablet and account: a school behind one address is never slowed, a flood is."""

from typing import Any, cast

import httpx
import pytest
from litestar import Litestar
from litestar.exceptions import TooManyRequestsException

from feedback_service import drafting
from feedback_service.service import Service
from feedback_service.web.pacing import BEGINNING, MOST_KEYS, PAGES, STAFF, WHOLE_FORMS, Pace, keep_pace
from tests.feedback_service.answering import link_token, whole_form
from tests.feedback_service.answering import send as send_whole
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import PASSWORD, SignIn
from tests.feedback_service.web.tablets import post

DEVICES = 300


def device(app: Litestar) -> httpx.AsyncClient:
    """One more browser behind the same address as all others."""
    transport = httpx.ASGITransport(cast("Any", app), client=("192.0.2.7", 40_000))
    headers = {"sec-fetch-site": "same-origin"}
    return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=headers)


def left_of(service: Service, name: str) -> list[float]:
    """What each that is counted under this name has left."""
    return [left for key, (left, _) in service.paces.items() if key.startswith(f"{name} ")]


def leave(service: Service, name: str, left: float) -> None:
    """As if all but this much of the limit had been used up."""
    for key in [each for each in service.paces if each.startswith(f"{name} ")]:
        service.paces[key] = left, service.now()


async def test_three_hundred_devices_behind_one_address_answer_at_the_same_moment(
    app: Litestar, service: Service, teams: None
) -> None:
    token, statuses = await link_token(service), set()
    async with device(app) as browser:
        for number in range(DEVICES):
            browser.cookies.clear()  # another device
            begun = await post(browser, f"/l/{token}")
            page = f"{begun.headers['location']}/q/good-page"
            saved = await post(browser, page, good=f"number {number}")
            statuses |= {begun.status_code, saved.status_code}
    assert statuses == {303}


async def test_a_flood_through_one_link_is_stopped_and_other_links_notice_nothing(
    client: httpx.AsyncClient, service: Service, clock: SettableClock, teams: None
) -> None:
    flooded, other = await link_token(service), await link_token(service)
    assert (await post(client, f"/l/{flooded}")).status_code == 303
    assert left_of(service, "begin") == [BEGINNING.burst - 1]
    leave(service, "begin", 3)
    statuses = [(await post(client, f"/l/{flooded}")).status_code for _ in range(3)]
    assert set(statuses) == {303}
    stopped = await post(client, f"/l/{flooded}")
    assert stopped.status_code == 429
    assert "Please wait a little" in stopped.text
    assert (await client.get(f"/l/{flooded}")).status_code == 200, "the page itself still opens"
    assert (await post(client, f"/l/{other}")).status_code == 303
    clock.move(minutes=1)
    assert (await post(client, f"/l/{flooded}")).status_code == 303


async def test_whoever_sends_pages_too_fast_keeps_the_words_on_the_page(
    client: httpx.AsyncClient, service: Service, clock: SettableClock, teams: None
) -> None:
    begun = (await post(client, f"/l/{await link_token(service)}")).headers["location"]
    page = f"{begun}/q/good-page"
    for number in range(PAGES.burst):
        assert (await post(client, page, good=f"cake {number}")).status_code == 303
    stopped = await post(client, page, good="one cake & more")
    assert stopped.status_code == 429
    assert "one cake &amp; more" in stopped.text
    assert "Nothing you wrote is lost." in stopped.text
    opened = await drafting.find(service, begun.removeprefix("/a/"))
    assert opened is not None
    assert opened.answers["good"].value == f"cake {PAGES.burst - 1}"
    clock.move(minutes=1)
    assert (await post(client, page, good="one cake & more")).status_code == 303


async def test_whole_forms_by_one_link_have_a_limit_of_their_own(
    client: httpx.AsyncClient, service: Service, teams: None
) -> None:
    token = await link_token(service)
    assert (await send_whole(client, token, whole_form())).status_code == 201
    assert left_of(service, "whole") == [WHOLE_FORMS.burst - 1]
    leave(service, "whole", 0.5)
    stopped = await send_whole(client, token, whole_form())
    assert (stopped.status_code, stopped.json()["errors"][0]["question"]) == (429, "link")


async def test_a_worker_who_opens_pages_like_a_machine_is_stopped_and_colleagues_are_not(
    service: Service, sign_in: SignIn, clock: SettableClock
) -> None:
    fast = await sign_in("manager")
    await fast.get("/staff")
    assert left_of(service, "staff") == [STAFF.burst - 1]
    leave(service, "staff", 3)
    statuses = [(await fast.get("/staff/forms")).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    colleague = await sign_in("boss")
    assert (await colleague.get("/staff/forms")).status_code == 200
    another = await sign_in("manager")
    assert (await another.get("/staff")).status_code == 429, "the account's devices share its limit"
    clock.move(minutes=1)
    assert (await fast.get("/staff/forms")).status_code == 200


async def test_tries_for_one_account_leave_sign_in_open_for_others_behind_the_same_address(
    app: Litestar, people: dict[str, str]
) -> None:
    async with device(app) as guessing, device(app) as colleague:
        wrong = {"username": "manager", "password": "no such words"}
        statuses = [(await post(guessing, "/staff/sign-in", **wrong)).status_code for _ in range(12)]
        assert statuses[-1] == 429
        right = {"username": "boss", "password": PASSWORD}
        assert (await post(colleague, "/staff/sign-in", **right)).status_code == 303


async def test_what_is_counted_is_never_more_than_fits_in_memory(service: Service) -> None:
    slow = Pace("test", 1, 1)
    service.paces.clear()
    for number in range(MOST_KEYS + 5):
        keep_pace(service, slow, str(number))
    assert 0 < len(service.paces) <= MOST_KEYS
    with pytest.raises(TooManyRequestsException):
        keep_pace(service, slow, str(MOST_KEYS + 4))  # what came last is still counted
