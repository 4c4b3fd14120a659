"""Signing in: who gets a session, for how long, and what the cookie is good for."""

import httpx
import pytest
from sqlalchemy import select

from feedback_service.account_passwords import set_password
from feedback_service.account_stops import set_active
from feedback_service.service import Service
from feedback_service.storage import workers
from feedback_service.storage.schema import audit, sessions, sign_in_failures
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import PASSWORD, SignIn

pytestmark = pytest.mark.usefixtures("people")


async def attempt(
    client: httpx.AsyncClient, username: str, password: str = PASSWORD, address: str = ""
) -> httpx.Response:
    fields = {"username": (None, username), "password": (None, password), "next": (None, address)}
    return await client.post("/staff/sign-in", files=fields)


async def actions(service: Service) -> list[str]:
    async with service.database.reading() as connection:
        return list((await connection.execute(select(audit.c.action).order_by(audit.c.id))).scalars())


async def test_the_right_password_opens_the_desk_under_a_cookie_for_staff_pages_only(
    client: httpx.AsyncClient,
) -> None:
    answer = await attempt(client, " Manager ")
    cookie = answer.headers["set-cookie"]
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff")
    assert {"HttpOnly", "Path=/staff", "SameSite=lax"} <= set(cookie.split("; "))
    assert (await client.get("/staff")).status_code == 200


async def test_no_cookie_is_set_or_sent_outside_staff_pages(client: httpx.AsyncClient) -> None:
    await attempt(client, "manager")
    for address in ("/", "/l/unknown", "/tablet"):
        answer = await client.get(address)
        assert "set-cookie" not in answer.headers
        assert "cookie" not in answer.request.headers


async def test_a_wrong_password_and_an_unknown_name_get_the_same_words(client: httpx.AsyncClient) -> None:
    wrong, unknown = await attempt(client, "manager", "not this one"), await attempt(client, "nobody")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text.replace("manager", "nobody") == unknown.text
    assert "set-cookie" not in wrong.headers


async def test_after_many_tries_even_the_right_password_waits_for_the_window_to_pass(
    client: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    for _ in range(service.settings.sign_in_attempts):
        assert (await attempt(client, "manager", "not this one")).status_code == 401
    assert (await attempt(client, "MANAGER")).status_code == 429
    assert (await attempt(client, "reviewer")).status_code == 303
    clock.move(minutes=16)
    assert (await attempt(client, "manager")).status_code == 303


async def test_a_successful_sign_in_clears_the_tries_before_it(
    client: httpx.AsyncClient, service: Service
) -> None:
    for _ in range(2):
        for _ in range(service.settings.sign_in_attempts - 1):
            await attempt(client, "manager", "not this one")
        assert (await attempt(client, "manager")).status_code == 303


async def test_unknown_names_are_locked_like_known_ones_and_are_not_stored(
    client: httpx.AsyncClient, service: Service
) -> None:
    for _ in range(service.settings.sign_in_attempts):
        await attempt(client, "my password by mistake", "x")
    assert (await attempt(client, "my password by mistake", "x")).status_code == 429
    async with service.database.reading() as connection:
        kept = (await connection.execute(select(sign_in_failures.c.username))).scalars().all()
        audited = (await connection.execute(select(audit.c.object))).scalars().all()
    assert len(kept) == service.settings.sign_in_attempts
    assert not any("mistake" in text for text in [*kept, *audited])


async def test_signing_in_again_gives_a_new_token_and_the_old_one_is_dead(client: httpx.AsyncClient) -> None:
    await attempt(client, "manager")
    old = client.cookies["staff"]
    await attempt(client, "manager")
    assert client.cookies["staff"] != old
    client.cookies.set("staff", old, path="/staff", domain="127.0.0.1")
    answer = await client.get("/staff", headers={"cookie": f"staff={old}"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/sign-in?next=%2Fstaff")


async def test_a_token_chosen_by_somebody_else_does_not_become_a_session(client: httpx.AsyncClient) -> None:
    client.cookies.set("staff", "planted", path="/staff")
    await attempt(client, "manager")
    answer = await client.get("/staff", headers={"cookie": "staff=planted"})
    assert answer.status_code == 303


async def test_tokens_are_stored_as_hashes(client: httpx.AsyncClient, service: Service) -> None:
    await attempt(client, "manager")
    async with service.database.reading() as connection:
        stored = (await connection.execute(select(sessions.c.token_hash))).scalars().all()
    assert [len(one) for one in stored] == [32]
    assert client.cookies["staff"].encode() not in stored


async def test_an_idle_session_ends(
    client: httpx.AsyncClient, clock: SettableClock, service: Service
) -> None:
    await attempt(client, "manager")
    clock.move(minutes=service.settings.session_idle_minutes - 1)
    assert (await client.get("/staff")).status_code == 200
    clock.move(minutes=service.settings.session_idle_minutes)
    assert (await client.get("/staff")).status_code == 303


async def test_a_session_in_use_ends_after_its_hours(
    client: httpx.AsyncClient, clock: SettableClock, service: Service
) -> None:
    await attempt(client, "manager")
    for _ in range(service.settings.session_hours * 3 - 1):
        clock.move(minutes=20)
        assert (await client.get("/staff")).status_code == 200
    clock.move(minutes=20)
    assert (await client.get("/staff")).status_code == 303


async def test_signing_out_ends_the_session_for_good(client: httpx.AsyncClient, service: Service) -> None:
    await attempt(client, "manager")
    token = client.cookies["staff"]
    assert (await client.post("/staff/sign-out")).headers["location"] == "/staff/sign-in?did=out"
    assert (await client.get("/staff", headers={"cookie": f"staff={token}"})).status_code == 303
    assert (await actions(service))[-2:] == ["sign-in", "sign-out"]


async def test_a_stopped_worker_is_out_at_once_and_cannot_come_back(
    client: httpx.AsyncClient, service: Service, people: dict[str, str]
) -> None:
    await attempt(client, "manager")
    await set_active(service, people["manager"], active=False, by=people["administrator"])
    assert (await client.get("/staff")).status_code == 303
    assert (await attempt(client, "manager")).status_code == 401


async def test_a_session_is_worth_nothing_while_its_worker_is_inactive(
    client: httpx.AsyncClient, service: Service, people: dict[str, str]
) -> None:
    await attempt(client, "manager")
    await service.database.transaction(lambda tx: workers.set_active(tx, people["manager"], active=False))
    assert (await client.get("/staff")).status_code == 303


async def test_a_new_password_ends_the_sessions_of_the_old_one(
    client: httpx.AsyncClient, service: Service
) -> None:
    await attempt(client, "manager")
    await set_password(service, "Manager", "four other plain words")
    assert (await client.get("/staff")).status_code == 303
    assert (await attempt(client, "manager")).status_code == 401
    assert (await attempt(client, "manager", "four other plain words")).status_code == 303


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ("/staff/concerns?page=2", "/staff/concerns?page=2"),
        ("//evil.example/staff/", "/staff"),
        ("https://evil.example/staff/", "/staff"),
        ("/staff/\\evil.example", "/staff"),
        ("/staffroom", "/staff"),
        ("/staff/\r\nset-cookie: a=b", "/staff"),
    ],
)
async def test_after_sign_in_the_way_leads_to_a_staff_page(
    client: httpx.AsyncClient, asked: str, sent: str
) -> None:
    assert (await attempt(client, "manager", address=asked)).headers["location"] == sent


async def test_a_form_sent_from_another_site_is_refused(sign_in: SignIn) -> None:
    browser = await sign_in("manager")
    answer = await browser.post("/staff/sign-out", headers={"sec-fetch-site": "cross-site"})
    assert answer.status_code == 403
    assert (await browser.get("/staff")).status_code == 200
