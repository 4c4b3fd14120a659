"""Workers are added by invitation, changed and stopped by administrators, under the eyes of others."""

import re

import httpx
import msgspec
import pytest
import uuid_utils
from litestar import Litestar

from feedback_service.service import Service
from feedback_service.storage.rota import Shift, add_shifts, turns_between
from feedback_service.storage.teams import Team
from feedback_service.storage.workers import worker_by_username
from feedback_service.team_making import make_team
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import SignIn
from tests.feedback_service.web.staff.entering import attempt, set_up_app

NEW = {
    "username": "New.Lead",
    "name": "New Lead",
    "email": "new.lead@council.example",
    "phone": "07700 900123",
    "role": "safeguarding",
    "reach": "teams",
    "team": "north",
    "independent": "yes",
}


def files(**fields: str) -> dict[str, tuple[None, str]]:
    return {name: (None, value) for name, value in fields.items()}


async def invitation(browser: httpx.AsyncClient, **changes: str) -> str:
    """Add a worker; the address of the invitation, as the page shows it."""
    answer = await browser.post("/staff/workers/add", files=files(**NEW | changes))
    assert answer.status_code == 200
    found = re.search(r'class="address"[^>]*>http://127.0.0.1:8000(/staff/welcome/[^<]+)<', answer.text)
    assert found
    return str(found[1])


async def test_a_new_worker_chooses_a_password_that_nobody_else_ever_typed(
    sign_in: SignIn, client: httpx.AsyncClient, service: Service
) -> None:
    address = await invitation(await sign_in("administrator"))
    assert (await attempt(client, "new.lead", "")).status_code == 401
    assert "New Lead" in (await client.get(address)).text
    chosen = {"password": "four other plain words", "again": "four other plain words"}
    for wrong in (
        {"password": "short", "again": "short"},
        {"again": "another of twelve"},
        {"password": "new.lead new.lead"},
    ):
        assert (await client.post(address, files=files(**chosen | wrong))).status_code == 422
    assert (await client.post(address, files=files(**chosen))).headers[
        "location"
    ] == "/staff/sign-in?did=welcome"
    assert [(await client.get(address)).status_code, (await client.post(address)).status_code] == [404, 404]
    assert (await attempt(client, "new.lead", "four other plain words")).headers["location"] == "/staff"
    async with service.database.reading() as connection:
        found = await worker_by_username(connection, "new.lead")
    assert found
    worker = found[0]
    assert (worker.email, worker.phone, worker.independent) == (NEW["email"], "+447700900123", True)
    assert (worker.role, worker.scope.team_ids) == ("safeguarding", ("north",))


async def test_an_invitation_runs_out_and_a_newer_one_or_a_stop_ends_it(
    sign_in: SignIn, client: httpx.AsyncClient, people: dict[str, str], clock: SettableClock
) -> None:
    browser = await sign_in("administrator")
    account = f"/staff/workers/{people['manager']}"

    async def invite() -> str:
        page = (await browser.post(f"{account}/invitation")).text
        return str(re.findall(r"/staff/welcome/[\w-]+", page)[0])

    first, then = await invite(), await invite()
    assert [(await client.get(one)).status_code for one in (first, then)] == [404, 200]
    await browser.post(account, files=files(active="no"))
    assert (await client.get(then)).status_code == 404
    assert (await browser.post(f"{account}/invitation")).status_code == 404
    await browser.post(account, files=files(active="yes"))
    last = await invite()
    clock.move(minutes=72 * 60)
    assert (await client.get(last)).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"username": "manager"}, "taken"),
        ({"name": " "}, "name"),
        ({"email": "nowhere"}, "whole e-mail address"),
        ({"phone": "12"}, "British number"),
        ({"role": "owner"}, "no role"),
        ({"team": "nowhere"}, "no team"),
    ],
)
async def test_what_cannot_be_is_said_and_what_was_typed_stays(
    sign_in: SignIn, changes: dict[str, str], said: str
) -> None:
    browser = await sign_in("administrator")
    answer = await browser.post("/staff/workers/add", files=files(**NEW | changes))
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{changes.get("email", NEW["email"])}"' in answer.text


async def test_another_role_signs_the_worker_out_and_others_see_who_changed_it(
    sign_in: SignIn, people: dict[str, str]
) -> None:
    administrator = await sign_in("administrator")
    account = f"/staff/workers/{people['reviewer']}"
    same = NEW | {"name": "The reviewer", "role": "reviewer", "independent": ""}
    for address, did, still_in in (
        (NEW["email"], "email-changed", 303),  # it is what single sign-on goes by
        (NEW["email"].upper(), "worker-changed", 200),
    ):
        reviewer = await sign_in("reviewer")
        answer = await administrator.post(f"{account}/account", files=files(**same | {"email": address}))
        assert answer.headers["location"] == f"{account}?did={did}"
        assert (await reviewer.get("/staff")).status_code == still_in
    reviewer = await sign_in("reviewer")
    answer = await administrator.post(f"{account}/account", files=files(**same | {"role": "manager"}))
    assert answer.headers["location"] == f"{account}?did=reach-changed"
    assert (await reviewer.get("/staff")).status_code == 303
    for role in ("safeguarding", "manager", "auditor"):
        rows = re.findall(r"<tr>.*?</tr>", (await (await sign_in(role)).get("/staff/access")).text)
        mine = next(row for row in rows if "Role, teams" in row)
        assert "The reviewer" in mine
        assert "The administrator" in mine
        assert "Manager, North team" in mine
        assert sum("E-mail address changed" in row for row in rows) == 1
        assert sum("Name or telephone" in row for row in rows) == 1


def changes_of(page: str, what: str) -> list[str]:
    return [row for row in re.findall(r"<tr>.*?</tr>", page) if what in row]


async def test_an_agency_is_given_in_words_and_a_team_added_to_it_is_told_of(
    sign_in: SignIn, people: dict[str, str], service: Service
) -> None:
    await make_team(service, Team("meadow", "Meadow team", "Early Help"))
    administrator, reviewer = await sign_in("administrator"), await sign_in("reviewer")
    account = f"/staff/workers/{people['reviewer']}"
    mine = NEW | {"name": "The reviewer", "role": "reviewer", "independent": "", "email": "", "phone": ""}
    unknown = await administrator.post(f"{account}/account", files=files(**mine, agency="Nowhere"))
    assert (unknown.status_code, "Agencies: Council, Early Help." in unknown.text) == (422, True)
    await administrator.post(f"{account}/account", files=files(**mine, agency="Early Help"))
    words = "very team of Early Help, and North team"
    page = (await administrator.get(account)).text
    assert f"<strong>E{words}</strong>" in page
    assert re.search(r'value="Early Help" checked', page)
    assert not re.search(r'value="(Council|meadow)" checked', page)
    assert words in (await administrator.get("/staff/workers")).text
    assert (await reviewer.get("/staff")).status_code == 303
    reviewer = await sign_in("reviewer")
    assert words in (await reviewer.get("/staff/account")).text
    assert await make_team(service, Team("shore", "Shore team", "Early Help")) == 1
    assert (await reviewer.get("/staff")).status_code == 303
    page = (await (await sign_in("auditor")).get("/staff/access")).text
    (given,), (widened,) = changes_of(page, "Role, teams"), changes_of(page, "A team was added")
    assert f"Reviewer, e{words}" in given
    assert "to their agency: Shore team" in widened
    assert "The reviewer" in widened
    trail = (await administrator.get("/staff/audit", params={"action": "reach-widened"})).text
    assert "The reviewer shore" in trail
    kept = await administrator.post(f"{account}/account", files=files(**mine, agency="Early Help"))
    assert kept.headers["location"].endswith("did=worker-changed")


async def test_administrators_cannot_make_themselves_readers(sign_in: SignIn, people: dict[str, str]) -> None:
    browser = await sign_in("administrator")
    account = f"/staff/workers/{people['administrator']}"
    mine = NEW | {
        "name": "Another name",
        "role": "administrator",
        "independent": "",
        "email": "",
        "phone": "",
    }
    for changes in ({"role": "manager"}, {"reach": "all"}, {"agency": "Council"}, {"independent": "yes"}):
        answer = await browser.post(f"{account}/account", files=files(**mine | changes))
        assert answer.status_code == 422
        assert "Ask another administrator" in answer.text
    assert (await browser.post(f"{account}/account", files=files(**mine))).status_code == 303
    assert (await browser.post(f"{account}/invitation")).status_code == 404
    assert "Another name" in (await browser.get("/staff/workers")).text


async def test_a_leaver_is_off_the_rota(sign_in: SignIn, service: Service, people: dict[str, str]) -> None:
    now = service.now()
    shift = Shift(
        id=str(uuid_utils.uuid7()),
        worker_id=people["safeguarding"],
        rung="duty",
        team_id=None,
        starts_at=now,
        ends_at=now + 3_600_000,
        made_by=None,
        made_at=now,
    )
    await service.database.transaction(lambda tx: add_shifts(tx, [shift]))
    browser = await sign_in("administrator")
    for active in ("no", "yes"):
        await browser.post(f"/staff/workers/{people['safeguarding']}", files=files(active=active))
    async with service.database.reading() as connection:
        assert await turns_between(connection, now, now + 1) == []


async def test_where_a_second_step_is_required_a_password_opens_nothing_else(
    app: Litestar, service: Service, sign_in: SignIn, client: httpx.AsyncClient, clock: SettableClock
) -> None:
    strict = msgspec.structs.replace(service.settings, second_factor="required")
    app.state.service = service._replace(settings=strict)
    browser = await sign_in("manager")
    for address in ("/staff", "/staff/submissions", "/staff/account/password"):
        assert (await browser.get(address)).headers["location"] == "/staff/account?did=second-step-needed"
    assert (await browser.post("/staff/account/sessions")).status_code == 303
    assert "Set up an app" in (await browser.get("/staff/account")).text
    await set_up_app(browser, clock)
    assert (await browser.get("/staff")).status_code == 200


async def test_requests_with_the_same_cookies_do_not_share_who_they_are(
    sign_in: SignIn, client: httpx.AsyncClient
) -> None:
    """Headers that are alike are read once and shared: nothing a request does may be written into them."""
    manager = await sign_in("manager")
    alike = {"cookie": "theme=dark; staff-known=x"}
    assert (await client.get("/staff", headers=alike)).status_code == 303
    for _ in range(3):
        await attempt(manager, "manager")
        own = alike | {"cookie": f"staff={manager.cookies['staff']}"}
        assert (await client.get("/staff", headers=own)).status_code == 200
        fields = {"username": (None, "manager"), "password": (None, "three plain words")}
        assert (await client.post("/staff/sign-in", files=fields, headers=alike)).status_code == 303
        client.cookies.clear()
        assert (await client.get("/staff", headers=alike)).status_code == 303
