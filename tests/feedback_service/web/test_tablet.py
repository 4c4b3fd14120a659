"""A shared tablet over HTTP: its menu, the next person, what it tells, and what is left on it."""

import httpx
import pytest
from sqlalchemy import select

from feedback_service.drafting import find
from feedback_service.service import Service
from feedback_service.storage.schema import drafts, submissions, tablets
from feedback_service.tablets import next_place, tablet_of, waiting_turn
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.tablets import begun, enrolled, north, post


@pytest.fixture(autouse=True)
async def _tablet(client: httpx.AsyncClient, service: Service) -> None:
    await north(service)
    await enrolled(client, service)


async def rows(service: Service, *columns: object) -> list[tuple[object, ...]]:
    async with service.database.reading() as connection:
        return [tuple(row) for row in await connection.execute(select(*columns))]  # type: ignore[call-overload]


async def test_a_browser_that_is_no_tablet_is_told_how_it_becomes_one(client: httpx.AsyncClient) -> None:
    client.cookies.clear()
    for address in ("/tablet", "/tablet/for/8-11", "/tablet/my-day", "/tablet/staff"):
        answer = await client.get(address)
        assert answer.status_code == 403, address
        assert 'href="/tablet/enrol"' in answer.text


async def test_a_tablet_asks_first_who_answers_and_offers_its_own_forms_only(
    client: httpx.AsyncClient, service: Service
) -> None:
    menu = (await client.get("/tablet")).text
    assert 'href="/tablet/for/8-11"' in menu
    assert "/tablet/for/practitioner" not in menu
    assert 'href="/tablet/my-view"' in (await client.get("/tablet/for/12-17")).text
    assert (await client.get("/tablet/for/nobody")).status_code == 404
    await enrolled(client, service, "my-day")
    menu = (await client.get("/tablet")).text
    assert 'href="/tablet/my-day"' in menu
    assert (await client.get("/tablet/my-view")).status_code == 404
    assert (await post(client, "/tablet/my-view")).status_code == 404


async def test_after_finishing_the_tablet_is_given_to_the_next_person(client: httpx.AsyncClient) -> None:
    draft = await begun(client, "my-day")
    await post(client, f"/a/{draft}/q/school-page", school="fun")
    await post(client, f"/a/{draft}/stop", choice="send")
    finished = await post(client, f"/a/{draft}/finish")
    assert finished.headers["location"] == "/tablet/finished"
    assert 'href="/tablet"' in (await client.get("/tablet/finished")).text
    assert (await client.get(f"/a/{draft}/done")).status_code == 410


@pytest.mark.parametrize("how", ["finish", "stop", "walk away"])
async def test_the_next_person_chooses_a_language_of_their_own(client: httpx.AsyncClient, how: str) -> None:
    client.cookies.set("language", "pl", domain="127.0.0.1")
    draft = await begun(client, "my-view")
    await post(client, f"/a/{draft}/q/good-page", good="mine")
    if how == "stop":
        await post(client, f"/a/{draft}/stop", choice="delete")
    if how == "finish":
        await post(client, f"/a/{draft}/stop", choice="send")
        await post(client, f"/a/{draft}/finish")
    await client.get("/tablet")
    assert "language" not in client.cookies
    assert '<html lang="en"' in (await client.get("/tablet")).text


@pytest.mark.parametrize("address", ["/tablet", "/tablet/for/8-11", "/tablet/my-day"])
async def test_opening_the_menu_sends_what_was_left_and_ends_the_visit(
    client: httpx.AsyncClient, service: Service, address: str
) -> None:
    left, empty = await begun(client, "my-view"), await begun(client, "my-view")
    await post(client, f"/a/{left}/q/good-page", good="my hidden words")
    answer = await client.get(address)
    assert (await rows(service, drafts.c.id)) == []
    assert (await rows(service, submissions.c.id, submissions.c.finished)) == [(left, False)]
    assert "left=" in answer.headers["set-cookie"]
    for draft in (left, empty):
        page = await client.get(f"/a/{draft}/q/good-page")
        assert page.status_code == 410
        assert "my hidden words" not in page.text
    assert "set-cookie" not in (await client.get(address)).headers


async def test_what_another_tablet_is_asking_stays(client: httpx.AsyncClient, service: Service) -> None:
    other = await begun(client, "my-view")
    client.cookies.clear()
    await enrolled(client, service)
    await client.get("/tablet")
    assert await rows(service, drafts.c.id) == [(other,)]


async def test_a_tablet_left_alone_saves_the_page_before_it_goes_to_the_menu(
    client: httpx.AsyncClient, service: Service
) -> None:
    draft = await begun(client, "my-view")
    page = f"/a/{draft}/q/good-page"
    assert (await post(client, f"{page}?then=idle", good="nobody came")).headers["location"] == "/tablet"
    await client.get("/tablet")
    assert await rows(service, submissions.c.id) == [(draft,)]


async def test_words_left_alone_are_kept_as_they_stand_though_there_are_too_many(
    client: httpx.AsyncClient, service: Service
) -> None:
    draft, said = await begun(client, "my-view"), "too long " * 2_000
    answer = await post(client, f"/a/{draft}/q/good-page?then=idle", good=said)
    assert (answer.status_code, answer.headers["location"]) == (303, "/tablet")
    opened = await find(service, draft)
    assert opened is not None
    assert opened.answers["good"].value == said


async def test_that_a_tablet_was_seen_is_noted_once_a_minute(
    client: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    first = clock.time
    clock.time += 59_000
    await client.get("/tablet")
    assert await rows(service, tablets.c.seen_at) == [(first,)]
    clock.time += 1_000
    await client.get("/tablet")
    assert await rows(service, tablets.c.seen_at) == [(first + 60_000,)]


async def test_a_tablet_tells_how_many_answers_wait_on_it(
    client: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    state = {"waiting": 3, "oldest_at": 5, "pack": "abc"}
    assert (await client.post("/api/tablet/state", json=state)).status_code == 204
    assert await rows(service, tablets.c.waiting, tablets.c.waiting_since) == [(3, 5)]
    await client.post("/api/tablet/state", json={"waiting": 0, "oldest_at": 5})
    assert await rows(service, tablets.c.waiting, tablets.c.waiting_since) == [(0, None)]


async def test_a_state_from_nobody_from_elsewhere_or_without_sense_is_refused(
    client: httpx.AsyncClient, service: Service
) -> None:
    for broken in (b"{", b'{"waiting": -1}', b'{"waiting": "many"}', b"\xff"):
        assert (await client.post("/api/tablet/state", content=broken)).status_code == 400, broken
    foreign = {"sec-fetch-site": "cross-site"}
    state = {"waiting": 1}
    assert (await client.post("/api/tablet/state", json=state, headers=foreign)).status_code == 403
    client.cookies.clear()
    assert (await client.post("/api/tablet/state", json=state)).status_code == 401
    assert await rows(service, tablets.c.waiting) == [(None,)]


async def test_nothing_is_set_for_the_next_person_unless_a_worker_set_it(
    client: httpx.AsyncClient, service: Service
) -> None:
    tablet = await tablet_of(service, client.cookies)
    assert tablet
    assert await waiting_turn(service, tablet) is None
    place = await next_place(service, tablet, "one")
    assert (place.team_id, place.subject_id, place.moment) == ("north", None, None)
