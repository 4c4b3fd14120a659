"""Setting a tablet up by its code, and the corner for staff behind its PIN."""

import math

import httpx
import pytest
from sqlalchemy import select

from feedback_service.service import Service
from feedback_service.storage.schema import audit, submissions, turns
from feedback_service.tablet_setup import CODE_LETTERS, CODE_TRIES, Refused, enrol
from feedback_service.tablets import known_tablet, next_place, tablet_of
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.tablets import PIN, begun, code_of_new, enrolled, north, post


@pytest.fixture(autouse=True)
async def _north(service: Service) -> None:
    await north(service)


@pytest.fixture
async def corner(client: httpx.AsyncClient, service: Service) -> httpx.AsyncClient:
    """A tablet whose PIN was just typed."""
    await enrolled(client, service)
    assert (await post(client, "/tablet/staff/pin", pin=PIN)).headers["location"] == "/tablet/staff"
    return client


async def test_a_code_makes_one_browser_the_tablet_once(client: httpx.AsyncClient, service: Service) -> None:
    code = await code_of_new(service)
    assert f'value="{code}"' in (await client.get(f"/tablet/enrol?code={code}")).text
    assert (await client.get("/tablet")).status_code == 403  # looking sets nothing up
    made = await post(client, "/tablet/enrol", code=code.lower().replace("-", " "))
    assert made.status_code == 303
    kept = [one for one in made.headers.get_list("set-cookie") if one.startswith("tablet=")]
    assert "HttpOnly" in kept[0]
    assert code.replace("-", "") not in kept[0]
    assert (await client.get("/tablet")).status_code == 200
    client.cookies.clear()
    again = await post(client, "/tablet/enrol", code=code)
    assert (again.status_code, "tablet" in again.cookies) == (422, False)
    assert f'value="{code}"' in again.text


async def test_a_code_is_good_for_an_hour(
    client: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    code = await code_of_new(service)
    clock.move(minutes=60)
    assert (await post(client, "/tablet/enrol", code=code)).status_code == 422


async def test_however_many_wrong_codes_come_a_right_one_is_taken(
    client: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    wrong = [await enrol(service, f"AAAAA-{number:05}") for number in range(CODE_TRIES)]
    assert set(wrong) == {Refused(too_many=False)}
    assert (await post(client, "/tablet/enrol", code="AAAAA-AAAAA")).status_code == 429
    assert (await post(client, "/tablet/enrol", code=await code_of_new(service))).status_code == 303
    client.cookies.clear()
    clock.move(minutes=61)
    assert (await post(client, "/tablet/enrol", code="AAAAA-AAAAA")).status_code == 422


async def test_a_code_has_fifty_random_bits(service: Service) -> None:
    codes = {await code_of_new(service, name=f"Tablet {number}") for number in range(20)}
    assert len(codes) == 20
    assert {len(code.replace("-", "")) * math.log2(len(CODE_LETTERS)) for code in codes} == {50}


async def test_a_device_that_was_replaced_shows_nothing_but_may_still_bring_what_waits(
    client: httpx.AsyncClient, service: Service
) -> None:
    await enrolled(client, service)
    before = dict(client.cookies)
    tablet = await tablet_of(service, client.cookies)
    assert tablet
    await post(client, "/tablet/staff/pin", pin=PIN)
    left = await post(client, "/tablet/staff/leave")
    assert left.headers["location"] == "/"
    assert "tablet" not in client.cookies
    assert await tablet_of(service, before) is None
    known = await known_tablet(service, before)
    assert known
    assert (known.id, known.revoked_at) == (tablet.id, service.now())


async def test_a_device_with_answers_waiting_on_it_stays_the_tablet(
    corner: httpx.AsyncClient, service: Service
) -> None:
    await corner.post("/api/tablet/state", json={"waiting": 2, "oldest_at": 1})
    assert "2 answers still wait" in (await corner.get("/tablet/staff/leave")).text
    assert (await post(corner, "/tablet/staff/leave")).headers["location"] == "/tablet/staff/leave"
    assert await tablet_of(service, corner.cookies)


async def test_without_the_pin_nothing_in_the_corner_is_done(
    client: httpx.AsyncClient, service: Service
) -> None:
    await enrolled(client, service)
    assert 'name="pin"' in (await client.get("/tablet/staff")).text
    for path in ("next", "only", "leave"):
        fields = {"subject": "SM-1", "moment": "start", "group": "4-7"}
        assert (await post(client, f"/tablet/staff/{path}", **fields)).status_code == 403, path
    async with service.database.reading() as connection:
        assert (await connection.execute(select(turns))).all() == []
    tablet = await tablet_of(service, client.cookies)
    assert tablet
    assert tablet.only is None


async def test_five_wrong_pins_shut_the_corner_for_five_minutes(
    client: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    await enrolled(client, service)
    for wrong in ("1", "0000", "", "24680", PIN + "1"):
        assert (await post(client, "/tablet/staff/pin", pin=wrong)).status_code == 422, wrong
    assert (await post(client, "/tablet/staff/pin", pin=PIN)).status_code == 429
    clock.move(minutes=6)
    assert (await post(client, "/tablet/staff/pin", pin=PIN)).status_code == 303
    for _ in range(4):  # a right PIN clears what was counted
        assert (await post(client, "/tablet/staff/pin", pin="0000")).status_code == 422


@pytest.mark.parametrize("how", ["menu", "time", "another PIN"])
async def test_the_corner_closes(
    corner: httpx.AsyncClient, service: Service, clock: SettableClock, how: str
) -> None:
    assert 'name="subject"' in (await corner.get("/tablet/staff")).text
    if how == "menu":
        await corner.get("/tablet")
    elif how == "time":
        clock.move(minutes=6)
    else:
        cookie = corner.cookies["corner"]
        await enrolled(corner, service)
        corner.cookies.set("corner", cookie)
    assert 'name="subject"' not in (await corner.get("/tablet/staff")).text


async def test_what_is_set_for_the_next_person_goes_with_their_answers_only(
    corner: httpx.AsyncClient, service: Service
) -> None:
    await post(corner, "/tablet/staff/next", subject="SM-0412", moment="review")
    assert "SM-0412" in (await corner.get("/tablet/staff")).text
    shown = [(await corner.get(path)).text for path in ("/tablet", "/tablet/for/12-17", "/tablet/my-view")]
    drafts = [await begun(corner, "my-view") for _ in range(2)]
    for draft in drafts:
        await post(corner, f"/a/{draft}/q/good-page", good="mine")
        shown.append((await corner.get(f"/a/{draft}/q/food-page")).text)
    assert not [page for page in shown if "SM-0412" in page]
    await corner.get("/tablet")
    async with service.database.reading() as connection:
        query = select(submissions.c.id, submissions.c.subject_id, submissions.c.moment)
        kept = {row.id: (row.subject_id, row.moment) for row in await connection.execute(query)}
    assert kept == {drafts[0]: ("SM-0412", "review"), drafts[1]: (None, None)}


async def test_what_is_set_for_the_next_person_ends_after_half_an_hour_or_when_taken_away(
    corner: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    tablet = await tablet_of(service, corner.cookies)
    assert tablet
    await post(corner, "/tablet/staff/next", subject="SM-1", moment="start")
    await post(corner, "/tablet/staff/next", clear="yes")
    assert (await next_place(service, tablet, "one")).subject_id is None
    await post(corner, "/tablet/staff/next", subject="SM-1", moment="start")
    clock.move(minutes=30)
    assert (await next_place(service, tablet, "two")).subject_id is None


async def test_answers_without_a_network_take_the_turn_of_their_menu_once_however_late(
    corner: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    tablet = await tablet_of(service, corner.cookies)
    assert tablet
    await post(corner, "/tablet/staff/next", subject="SM-1", moment="end")
    menu = (await corner.get("/tablet", follow_redirects=True)).text
    turn = menu.partition('data-turn="')[2].partition('"')[0]
    clock.move(minutes=600)
    places = [await next_place(service, tablet, name, turn) for name in ("one", "one", "two")]
    assert [place.subject_id for place in places] == ["SM-1", "SM-1", None]
    assert places[0].moment == "end"


@pytest.mark.parametrize(
    ("subject", "moment"), [("", "start"), ("<b>", "start"), ("SM-1", ""), ("SM-1", "x")]
)
async def test_what_cannot_be_set_comes_back_with_what_was_typed(
    corner: httpx.AsyncClient, service: Service, subject: str, moment: str
) -> None:
    answer = await post(corner, "/tablet/staff/next", subject=subject, moment=moment)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    async with service.database.reading() as connection:
        assert (await connection.execute(select(turns))).all() == []


async def test_a_worker_keeps_the_menu_to_one_group_for_now(corner: httpx.AsyncClient) -> None:
    await post(corner, "/tablet/staff/only", group="12-17")
    menu = (await corner.get("/tablet", follow_redirects=True)).text
    assert 'href="/tablet/my-view"' in menu
    assert "/tablet/for/" not in menu
    await post(corner, "/tablet/staff/pin", pin=PIN)
    await post(corner, "/tablet/staff/only", group="")
    assert "/tablet/for/12-17" in (await corner.get("/tablet", follow_redirects=True)).text


async def test_setting_up_and_leaving_stand_in_the_audit_trail(
    corner: httpx.AsyncClient, service: Service
) -> None:
    await post(corner, "/tablet/staff/leave")
    async with service.database.reading() as connection:
        query = select(audit.c.action).where(audit.c.action.like("tablet-%")).order_by(audit.c.id)
        done = (await connection.execute(query)).scalars().all()
    assert done == ["tablet-made", "tablet-enrolled", "tablet-left"]
