"""The second step: codes from an app, recovery codes, what is required, and proving again who one is."""

import re

import httpx
import pytest
from sqlalchemy import select

from feedback_service.account_stops import set_active
from feedback_service.service import Service
from feedback_service.storage.schema import one_time_secrets, recovery_codes
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import PASSWORD, SignIn
from tests.feedback_service.web.staff.entering import (
    attempt,
    code_at,
    second,
    set_up_app,
    staff_cookie,
)

pytestmark = pytest.mark.usefixtures("people")


async def test_after_an_app_is_set_up_the_password_alone_opens_nothing(
    sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock
) -> None:
    secret, _ = await set_up_app(await sign_in("manager"), clock)
    clock.move(minutes=1)
    answer = await attempt(client, "manager", address="/staff/concerns")
    assert answer.headers["location"] == "/staff/sign-in/second"
    assert "staff" not in client.cookies
    assert (await client.get("/staff")).status_code == 303
    assert (await second(client, "000000")).status_code == 401
    answer = await second(client, code_at(secret, clock))
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/concerns")
    assert (await client.get("/staff/concerns")).status_code == 200


async def test_a_code_is_good_once_and_a_step_before_or_after_its_time(
    sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock
) -> None:
    secret, _ = await set_up_app(await sign_in("manager"), clock)
    for late, taken in ((-60, False), (-30, True), (-30, False), (30, True), (60, False), (0, False)):
        clock.move(minutes=3) if taken else None
        await attempt(client, "manager")
        answer = await second(client, code_at(secret, clock, late))
        assert answer.status_code == (303 if taken else 401), late
        if taken:
            await attempt(client, "manager")
            assert (await second(client, code_at(secret, clock, late))).status_code == 401


async def test_the_code_that_set_the_app_up_does_not_sign_in(
    sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock
) -> None:
    secret, _ = await set_up_app(await sign_in("manager"), clock)
    await attempt(client, "manager")
    assert (await second(client, code_at(secret, clock))).status_code == 401


async def test_a_recovery_code_is_good_once_however_it_is_typed(
    sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock, service: Service
) -> None:
    _, codes = await set_up_app(await sign_in("manager"), clock)
    assert len(set(codes)) == 10
    for typed, status in ((f" {codes[0].lower().replace('-', ' ')}", 303), (codes[0], 401), (codes[1], 303)):
        await attempt(client, "manager")
        assert (await second(client, typed)).status_code == status
    page = (await client.get("/staff/account")).text
    assert "You have 8 left" in page
    assert not any(code in page for code in codes)
    async with service.database.reading() as connection:
        kept = (await connection.execute(select(recovery_codes.c.code_hash))).scalars().all()
        (secret,) = (await connection.execute(select(one_time_secrets.c.secret))).scalars()
    assert not any(code.replace("-", "").encode() in one for one in [*kept, secret] for code in codes)


async def test_new_recovery_codes_end_the_old_ones(
    sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock
) -> None:
    browser = await sign_in("manager")
    _, codes = await set_up_app(browser, clock)
    fresh = re.findall(r"<li>([0-9A-Z-]{14})</li>", (await browser.post("/staff/account/recovery")).text)
    await attempt(client, "manager")
    assert (await second(client, codes[2])).status_code == 401
    assert (await second(client, fresh[0])).status_code == 303


async def test_somebody_elses_browser_cannot_finish_a_step_and_a_step_runs_out(
    sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock
) -> None:
    secret, codes = await set_up_app(await sign_in("manager"), clock)
    other = await sign_in("reviewer")
    await attempt(client, "manager")
    answer = await second(other, codes[0])
    assert answer.headers["location"] == "/staff/sign-in?did=late"
    clock.move(minutes=11)
    assert (await second(client, code_at(secret, clock))).headers["location"] == "/staff/sign-in?did=late"


async def test_guessing_codes_has_to_wait(
    sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock, service: Service
) -> None:
    secret, _ = await set_up_app(await sign_in("manager"), clock)
    await attempt(client, "manager")
    for _ in range(service.settings.sign_in_attempts):
        assert (await second(client, "123456")).status_code == 401
    assert (await second(client, code_at(secret, clock, 30))).status_code == 429
    clock.move(minutes=1)
    assert (await second(client, code_at(secret, clock))).status_code == 303


@pytest.mark.parametrize("way", ["app", "sessions"])
async def test_the_token_changes_when_the_session_grows_stronger(
    sign_in: SignIn, clock: SettableClock, way: str
) -> None:
    browser = await sign_in("manager")
    old = browser.cookies["staff"]
    if way == "app":
        await set_up_app(browser, clock)
    else:
        await browser.post("/staff/prove", files={"password": (None, PASSWORD), "next": (None, "/staff")})
    assert browser.cookies["staff"] != old
    answer = await browser.get("/staff", headers=staff_cookie(old))
    assert answer.headers["location"].startswith("/staff/sign-in")


async def test_what_changes_an_account_asks_again_who_it_is_and_comes_back(
    sign_in: SignIn, clock: SettableClock, service: Service
) -> None:
    browser = await sign_in("administrator")
    assert (await browser.get("/staff/workers/add")).status_code == 200
    clock.move(minutes=service.settings.proof_minutes)
    asked = await browser.get("/staff/workers/add")
    assert asked.headers["location"] == "/staff/prove?next=%2Fstaff%2Fworkers%2Fadd"
    assert (await browser.post("/staff/account/codes/begin")).headers["location"].startswith("/staff/prove")
    wrong = {"password": (None, "not this one at all"), "next": (None, "/staff/workers/add")}
    assert (await browser.post("/staff/prove", files=wrong)).status_code == 401
    right = wrong | {"password": (None, PASSWORD)}
    assert (await browser.post("/staff/prove", files=right)).headers["location"] == "/staff/workers/add"
    assert (await browser.get("/staff/workers/add")).status_code == 200


async def test_proving_does_not_make_a_session_last_longer(
    sign_in: SignIn, clock: SettableClock, service: Service
) -> None:
    browser = await sign_in("manager")
    for _ in range(service.settings.session_hours * 3 - 1):
        clock.move(minutes=20)
        right = {"password": (None, PASSWORD), "next": (None, "/staff")}
        assert (await browser.post("/staff/prove", files=right)).headers["location"] == "/staff"
    clock.move(minutes=20)
    assert (await browser.get("/staff")).status_code == 303


async def test_whoever_took_a_session_over_guesses_the_password_slowly_and_locks_nobody_out(
    sign_in: SignIn, client: httpx.AsyncClient, service: Service
) -> None:
    browser = await sign_in("manager")
    wrong = {"password": (None, "not this one at all"), "next": (None, "/staff")}
    seen = [
        (await browser.post("/staff/prove", files=wrong)).status_code
        for _ in range(service.settings.sign_in_attempts + 1)
    ]
    assert seen == [401] * service.settings.sign_in_attempts + [429]
    assert (await attempt(client, "manager")).status_code == 303


async def test_a_code_proves_it_too(sign_in: SignIn, clock: SettableClock, service: Service) -> None:
    browser = await sign_in("manager")
    secret, _ = await set_up_app(browser, clock)
    clock.move(minutes=service.settings.proof_minutes)
    assert (await browser.post("/staff/account/recovery")).status_code == 303
    right = {"code": (None, code_at(secret, clock)), "next": (None, "/staff/account")}
    assert (await browser.post("/staff/prove", files=right)).headers["location"] == "/staff/account"
    assert (await browser.post("/staff/account/recovery")).status_code == 200


async def test_an_administrator_takes_the_second_step_off_and_the_worker_is_out(
    sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock, people: dict[str, str]
) -> None:
    browser = await sign_in("manager")
    await set_up_app(browser, clock)
    administrator = await sign_in("administrator")
    address, sure = f"/staff/workers/{people['manager']}/second-step", {"sure": (None, "yes")}
    unsure = await administrator.post(address)
    assert (unsure.status_code, "tick the box" in unsure.text) == (422, True)
    assert (await browser.get("/staff")).status_code == 200
    answer = await administrator.post(address, files=sure)
    assert answer.headers["location"].endswith("?did=factors-reset")
    assert (await browser.get("/staff")).status_code == 303
    assert (await attempt(client, "manager")).headers["location"] == "/staff"
    own = f"/staff/workers/{people['administrator']}/second-step"
    assert (await administrator.post(own)).status_code == 404


async def test_codes_can_be_stopped(sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock) -> None:
    browser = await sign_in("manager")
    await set_up_app(browser, clock)
    assert (await browser.post("/staff/account/codes/remove")).status_code == 303
    assert (await attempt(client, "manager")).headers["location"] == "/staff"


async def test_the_picture_is_drawn_only_while_an_app_is_set_up_and_never_kept(
    sign_in: SignIn, clock: SettableClock
) -> None:
    browser = await sign_in("manager")
    assert (await browser.get("/staff/account/codes/picture.svg")).status_code == 404
    await browser.post("/staff/account/codes/begin")
    picture = await browser.get("/staff/account/codes/picture.svg")
    assert (picture.headers["content-type"], picture.headers["cache-control"]) == (
        "image/svg+xml",
        "no-store",
    )
    assert picture.text.startswith("<svg")
    await set_up_app(browser, clock)
    assert (await browser.get("/staff/account/codes/picture.svg")).status_code == 404


async def test_beginning_again_does_not_take_away_the_app_that_counts(
    sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock
) -> None:
    browser = await sign_in("manager")
    secret, _ = await set_up_app(browser, clock)
    await browser.post("/staff/account/codes/begin")
    assert (await browser.get("/staff/account/codes")).headers["location"] == "/staff/account"
    clock.move(minutes=1)
    await attempt(client, "manager")
    assert (await second(client, code_at(secret, clock))).status_code == 303


async def test_a_new_password_of_ones_own_needs_the_present_one_and_ends_other_sessions(
    sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    here, there = await sign_in("manager"), await sign_in("manager")
    fields = dict.fromkeys(("password", "again"), (None, "four other plain words"))
    wrong = fields | {"present": (None, "not this one at all")}
    assert (await here.post("/staff/account/password", files=wrong)).status_code == 401
    right = fields | {"present": (None, PASSWORD)}
    for unfit in ("short", "password1234", "manager-manager"):
        short = right | dict.fromkeys(("password", "again"), (None, unfit))
        assert (await here.post("/staff/account/password", files=short)).status_code == 422
    unlike = right | {"again": (None, "four other plain worms")}
    assert (await here.post("/staff/account/password", files=unlike)).status_code == 422
    answer = await here.post("/staff/account/password", files=right)
    assert answer.headers["location"] == "/staff/account?did=password-set"
    assert [(await one.get("/staff")).status_code for one in (here, there)] == [200, 303]
    assert (await attempt(client, "manager")).status_code == 401
    assert (await attempt(client, "manager", "four other plain words")).status_code == 303


async def test_one_can_sign_out_everywhere_else(sign_in: SignIn) -> None:
    here, there = await sign_in("manager"), await sign_in("manager")
    page = (await here.get("/staff/account")).text
    assert (page.count("Another browser"), page.count(">Here<")) == (1, 1)
    await here.post("/staff/account/sessions")
    assert [(await one.get("/staff")).status_code for one in (here, there)] == [200, 303]


async def test_a_stopped_worker_cannot_finish_the_second_step(
    sign_in: SignIn,
    client: httpx.AsyncClient,
    clock: SettableClock,
    service: Service,
    people: dict[str, str],
) -> None:
    _, codes = await set_up_app(await sign_in("manager"), clock)
    await attempt(client, "manager")
    await set_active(service, people["manager"], active=False, by=None)
    assert (await second(client, codes[0])).headers["location"] == "/staff/sign-in?did=late"
