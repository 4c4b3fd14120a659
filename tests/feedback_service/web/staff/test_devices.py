"""Shared tablets as workers see them: added within one's teams, codes shown once, what waits, ended."""

import re

import httpx
import pytest
from sqlalchemy import select

from feedback_service.service import Service
from feedback_service.storage.schema import audit, tablets
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import SignIn
from tests.feedback_service.web.tablets import post

GOOD = {"name": "Blue tablet", "team": "north", "forms": "my-day", "pin": "2468"}


async def added(browser: httpx.AsyncClient, **fields: str) -> httpx.Response:
    return await post(browser, "/staff/tablets", **(GOOD | fields))


def code_in(page: str) -> str:
    found = re.search(r'class="address"[^>]*>([2-9A-HJ-NP-Z]{5}-[2-9A-HJ-NP-Z]{5})<', page)
    return found[1] if found else ""


async def only_row(service: Service) -> tuple[object, ...]:
    async with service.database.reading() as connection:
        return tuple((await connection.execute(select(tablets))).one())


async def page_of(browser: httpx.AsyncClient) -> str:
    """The address of the only tablet's page."""
    return str(re.findall(r'href="(/staff/tablets/[^"]+)"', (await browser.get("/staff/tablets")).text)[0])


async def test_the_code_of_a_new_tablet_is_shown_once_with_a_picture_and_sets_a_device_up(
    sign_in: SignIn, client: httpx.AsyncClient, service: Service
) -> None:
    browser = await sign_in("administrator")
    answer = await added(browser)
    code = code_in(answer.text)
    assert (answer.status_code, "content-encoding" in answer.headers) == (200, False)
    assert "<svg" in answer.text
    assert "style=" not in answer.text
    assert GOOD["pin"] not in answer.text
    assert code
    assert code not in (await browser.get("/staff/tablets")).text
    assert code.replace("-", "").encode() not in b"".join(
        one for one in await only_row(service) if isinstance(one, bytes)
    )
    assert "Not on a device" in (await browser.get("/staff/tablets")).text
    assert (await post(client, "/tablet/enrol", code=code)).status_code == 303
    assert "Seen less than a minute ago" in (await browser.get("/staff/tablets")).text


async def test_a_pin_that_was_left_empty_is_made_and_shown_once(
    sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    browser = await sign_in("practitioner")
    page = (await added(browser, pin="")).text
    pin = re.findall(r"<strong>(\d{4})</strong>", page)[0]
    await post(client, "/tablet/enrol", code=code_in(page))
    assert (await post(client, "/tablet/staff/pin", pin=pin)).status_code == 303


@pytest.mark.parametrize(
    ("field", "wrong"),
    [("name", ""), ("name", "x" * 81), ("team", "south"), ("team", ""), ("forms", "none"), ("pin", "12a4")],
)
async def test_what_is_wrong_is_said_and_no_tablet_is_made(
    sign_in: SignIn, service: Service, field: str, wrong: str
) -> None:
    answer = await added(await sign_in("manager"), **{field: wrong})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert code_in(answer.text) == ""
    async with service.database.reading() as connection:
        assert (await connection.execute(select(tablets))).all() == []


async def test_a_repeated_press_makes_no_second_tablet(sign_in: SignIn, service: Service) -> None:
    browser = await sign_in("manager")
    found = re.search(r'name="tablet" value="([^"]+)"', (await browser.get("/staff/tablets")).text)
    assert found
    first, second = [await added(browser, tablet=found[1]) for _ in range(2)]
    assert (first.status_code, second.status_code) == (200, 409)
    assert await only_row(service)


async def test_a_new_code_replaces_the_one_before_and_the_device_stays_until_it_is_used(
    sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    browser = await sign_in("manager")
    first = code_in((await added(browser)).text)
    where = await page_of(browser)
    await post(client, "/tablet/enrol", code=first)
    second, third = [code_in((await post(browser, f"{where}/code")).text) for _ in range(2)]
    assert (await client.get("/tablet")).status_code == 200
    assert (await post(client, "/tablet/enrol", code=second)).status_code == 422
    assert (await post(client, "/tablet/enrol", code=third)).status_code == 303


async def test_forms_and_pin_change_and_an_empty_pin_changes_nothing(
    sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    browser = await sign_in("manager")
    await post(client, "/tablet/enrol", code=code_in((await added(browser)).text))
    where = await page_of(browser)
    for pin in ("8642", ""):
        changed = await post(browser, where, forms="my-view", pin=pin)
        assert changed.headers["location"] == f"{where}?did=tablet-changed"
    assert 'href="/tablet/my-view"' in (await client.get("/tablet")).text
    assert (await post(client, "/tablet/staff/pin", pin="2468")).status_code == 422
    assert (await post(client, "/tablet/staff/pin", pin="8642")).status_code == 303
    assert (await post(browser, where, forms="my-view", pin="1")).status_code == 422


async def test_the_list_says_what_waits_on_a_tablet_and_when_somebody_should_look(
    sign_in: SignIn, client: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    browser = await sign_in("manager")
    await post(client, "/tablet/enrol", code=code_in((await added(browser)).text))
    await client.post("/api/tablet/state", json={"waiting": 3, "oldest_at": clock.time - 7_200_000})
    page = (await browser.get("/staff/tablets")).text
    assert "3 answers, the oldest for 2 hours" in page
    assert "Late:" not in page
    clock.move(minutes=23 * 60)
    late = (await (await sign_in("practitioner")).get("/staff/tablets")).text
    assert "Late:" in late
    assert "the oldest for 1 day" in late


async def test_an_ended_tablet_shows_no_forms_and_may_still_tell_what_waits(
    sign_in: SignIn, client: httpx.AsyncClient, service: Service
) -> None:
    browser = await sign_in("manager")
    await post(client, "/tablet/enrol", code=code_in((await added(browser)).text))
    where = await page_of(browser)
    assert "taken when it comes online" in (await browser.get(f"{where}/revoke")).text
    assert (await client.get("/tablet")).status_code == 200
    for _ in range(2):
        assert (await post(browser, f"{where}/revoke")).status_code == 303
    assert (await client.get("/tablet")).status_code == 403
    assert (await client.post("/api/tablet/state", json={"waiting": 1})).status_code == 204
    assert "1 answer," in (await browser.get(where)).text
    assert (await post(browser, f"{where}/code")).status_code == 404
    async with service.database.reading() as connection:
        query = select(audit.c.action).where(audit.c.action.like("tablet-%")).order_by(audit.c.id)
        done = (await connection.execute(query)).scalars().all()
    assert done == ["tablet-made", "tablet-enrolled", "tablet-revoked"]


async def test_tablets_of_other_teams_cannot_be_seen_or_changed(sign_in: SignIn) -> None:
    boss, manager = await sign_in("boss"), await sign_in("manager")
    await added(boss, team="south", name="Far tablet")
    where = await page_of(boss)
    assert "Far tablet" not in (await manager.get("/staff/tablets")).text
    for path in (where, f"{where}/revoke"):
        assert (await manager.get(path)).status_code == 404
    for path in (where, f"{where}/code", f"{where}/revoke"):
        assert (await post(manager, path)).status_code == 404
