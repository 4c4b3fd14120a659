"""Tries to sign in are slowed down, and nobody can use that to keep somebody else out."""

from collections import Counter
from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import Litestar
from sqlalchemy import select

from feedback_service.lockout import FIRST_WAIT, LONGEST_WAIT, marked, waiting
from feedback_service.sealing import Keys
from feedback_service.service import Service
from feedback_service.storage.schema import audit
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.storage.seeds import rows
from tests.feedback_service.web.staff.conftest import SignIn
from tests.feedback_service.web.staff.entering import attempt


@pytest.fixture
async def stranger(app: Litestar) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that nobody here ever signed in with."""
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(cast("Any", app)),
        base_url="http://127.0.0.1:8000",
        headers={"sec-fetch-site": "same-origin"},
    ) as browser:
        yield browser


async def use_up(browser: httpx.AsyncClient, service: Service, username: str = "manager") -> None:
    for _ in range(service.settings.sign_in_attempts):
        assert (await attempt(browser, username, "not this one")).status_code == 401
    assert (await attempt(browser, username, "not this one")).status_code == 429


async def test_a_stranger_who_guesses_never_keeps_the_owner_out_of_a_browser_of_theirs(
    sign_in: SignIn, stranger: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    owner = await sign_in("manager")
    await owner.post("/staff/sign-out")
    for _ in range(20):  # however long they go on
        while (await attempt(stranger, "manager", "not this one")).status_code == 401:
            pass
        assert (await attempt(stranger, "manager", "not this one")).status_code == 429
        assert (await attempt(owner, "manager")).status_code == 303
        clock.move(minutes=15)
    assert (await attempt(stranger, "manager")).status_code == 303  # waiting always ends
    noted = Counter(row.action for row in await rows(service, select(audit.c.action)))
    assert noted["sign-in-locked"] == 20  # once each time it began, not for each try against it
    assert noted["sign-in-failed"] == service.settings.sign_in_attempts + 19


async def test_the_owners_sign_in_gives_the_stranger_no_new_tries(
    sign_in: SignIn, stranger: httpx.AsyncClient, service: Service
) -> None:
    owner = await sign_in("manager")
    await use_up(stranger, service)
    await attempt(owner, "manager")
    assert (await attempt(stranger, "manager", "not this one")).status_code == 429


async def test_a_known_browser_has_tries_of_its_own_and_they_run_out_too(
    sign_in: SignIn, stranger: httpx.AsyncClient, service: Service
) -> None:
    known = await sign_in("manager")
    await use_up(known, service)
    assert (await attempt(known, "manager")).status_code == 429
    assert (await attempt(stranger, "manager")).status_code == 303


async def test_a_mark_of_one_worker_is_worth_nothing_for_another(
    sign_in: SignIn, stranger: httpx.AsyncClient, service: Service
) -> None:
    known = await sign_in("reviewer")
    await use_up(stranger, service)
    assert (await attempt(known, "manager", "not this one")).status_code == 429


async def test_workers_who_share_a_browser_each_keep_their_mark(
    sign_in: SignIn, stranger: httpx.AsyncClient, service: Service
) -> None:
    shared = await sign_in("reviewer")
    await attempt(shared, "manager")
    await use_up(stranger, service)
    await use_up(stranger, service, "reviewer")
    assert [(await attempt(shared, name)).status_code for name in ("manager", "reviewer")] == [303, 303]


@pytest.mark.parametrize("mark", ["x", "a.b.c", "." * 50, "é" * 22 + ".x", "A" * 22 + "." + "B" * 22])
async def test_a_made_up_mark_is_a_strangers(
    people: dict[str, str], stranger: httpx.AsyncClient, service: Service, mark: str
) -> None:
    await use_up(stranger, service)
    cookie = {"cookie": f"staff-known={mark}".encode()}
    fields = {"username": (None, "manager"), "password": (None, "not this one")}
    answer = await stranger.post("/staff/sign-in", files=fields, headers=cast("Any", cookie))
    assert answer.status_code == 429


@given(st.text(max_size=200), st.text(min_size=1, max_size=20))
def test_whatever_a_browser_sends_its_new_mark_is_known_and_short(sent: str, name: str) -> None:
    keys = Keys({"k": bytes(32)}, "k", bytes(32))
    mark = marked(keys, sent, name)
    assert marked(keys, mark, name) == mark
    assert mark.isascii()
    for number in range(12):
        mark = marked(keys, mark, f"{name}{number}")
    assert len(mark) <= 23 * 9


@given(st.integers(0, 10_000), st.integers(1, 100))
def test_the_wait_grows_and_stays_bearable(made: int, free: int) -> None:
    assert waiting(made, free) <= waiting(made + 1, free) <= LONGEST_WAIT
    assert (waiting(made, free) == 0) == (made < free)
    assert waiting(free, free) == FIRST_WAIT
