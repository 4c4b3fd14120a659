"""Single sign-on against a certified provider that runs beside the tests, from first press to desk."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs, urlsplit

import httpx
import msgspec
import pytest
from litestar import Litestar

from benchmarks.served import free_port
from feedback_service import accounts
from feedback_service.account_stops import set_active
from feedback_service.service import Service
from feedback_service.settings import Settings
from feedback_service.single_sign_on import BACK
from feedback_service.storage import workers
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.web.staff.conftest import Hire

HERE = Path(__file__).parent
OURS = "http://127.0.0.1:8000"


class Provider(NamedTuple):
    """Where it is."""

    issuer: str


@pytest.fixture(scope="module")
def provider() -> Iterator[Provider]:
    """The provider, until the tests of this module are over."""
    if not (HERE.parents[2] / ".provider/node_modules/oidc-provider").exists() or not shutil.which("node"):
        reason = "There is no identity provider: run tests/install-needs."
        (pytest.fail if os.environ.get("REQUIRE_ALL_TESTS") == "1" else pytest.skip)(reason)
    port = free_port()
    command = ["node", str(HERE / "provider.mjs"), str(port), OURS + BACK]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    with subprocess.Popen(command, text=True, **quiet) as process:  # type: ignore[call-overload]  # noqa: S603
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        yield Provider(f"http://127.0.0.1:{port}")
        process.terminate()


@pytest.fixture
def settings(settings: Settings, provider: Provider, tmp_path: Path) -> Settings:
    """A service that offers single sign-on."""
    secret = tmp_path / "secret"
    secret.write_text("a-secret-that-only-tests-know-of\n", encoding="utf-8")
    return msgspec.structs.replace(
        settings, oidc_issuer=provider.issuer, oidc_client_id="feedback", oidc_secret_file=str(secret)
    )


@pytest.fixture
def clock(clock: SettableClock) -> SettableClock:
    """The provider has the wall's time, and tokens are good for a while only."""
    clock.time = time.time_ns() // 1_000_000
    return clock


@pytest.fixture
async def outside() -> AsyncIterator[httpx.AsyncClient]:
    """The same person's browser, where it talks to the provider."""
    async with httpx.AsyncClient() as browser:
        yield browser


@pytest.fixture
async def ash(service: Service, hire: Hire) -> str:
    """A manager with an address."""
    made = await hire("ash", "manager")
    await give_address(service, made, "ash@council.example")
    return made


async def give_address(service: Service, worker_id: str, address: str) -> None:
    async with service.database.reading() as connection:
        worker = await workers.worker_by_id(connection, worker_id)
    assert worker
    changed = msgspec.structs.replace(worker, email=address)
    await accounts.change_worker(service, changed, by=worker_id)


async def prove_there(outside: httpx.AsyncClient, address: str, name: str) -> str:
    """Sign in at the provider as this name; the address it sends the browser back to."""
    for _ in range(12):
        if address.startswith(OURS):
            return address
        answer = await outside.get(address)
        if answer.status_code == 200:
            found = re.search(r'action="([^"]+)"', answer.text)
            prompt = re.search(r'name="prompt" value="([^"]+)"', answer.text)
            assert found
            assert prompt
            fields = {"prompt": prompt[1], "login": name, "password": "any"}
            answer = await outside.post(str(httpx.URL(address).join(found[1])), data=fields)
        address = str(httpx.URL(address).join(answer.headers["location"]))
    raise AssertionError("The provider never sends the browser back.")


async def go_round(
    client: httpx.AsyncClient, outside: httpx.AsyncClient, name: str, start: str = "/staff/sign-in/sso"
) -> httpx.Response:
    """The whole way: there, in, and back."""
    left = await client.get(start)
    assert left.status_code == 303
    back = await prove_there(outside, left.headers["location"], name)
    return await client.get(back)


async def test_a_worker_comes_in_by_a_verified_address_and_from_then_on_as_the_same_person(
    client: httpx.AsyncClient, outside: httpx.AsyncClient, service: Service, ash: str
) -> None:
    answer = await go_round(
        client, outside, "Ash@Council.example", "/staff/sign-in/sso?next=%2Fstaff%2Fconcerns"
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/concerns")
    assert "The ash" in (await client.get("/staff")).text
    assert "Single sign-on" in (await client.get("/staff/account")).text
    await give_address(service, ash, "moved@council.example")
    assert (await go_round(client, outside, "Ash@Council.example")).headers["location"] == "/staff"


@pytest.mark.usefixtures("ash")
@pytest.mark.parametrize("name", ["nobody@council.example", "ash+unproved@council.example"])
async def test_who_has_no_account_or_no_verified_address_gets_none(
    client: httpx.AsyncClient, outside: httpx.AsyncClient, service: Service, name: str
) -> None:
    answer = await go_round(client, outside, name)
    assert answer.status_code == 403
    assert "no active account" in answer.text
    assert (await client.get("/staff")).status_code == 303
    async with service.database.reading() as connection:
        assert len(await workers.all_workers(connection)) == 1


async def test_a_stopped_worker_stays_out(
    client: httpx.AsyncClient, outside: httpx.AsyncClient, service: Service, ash: str
) -> None:
    await go_round(client, outside, "ash@council.example")
    await set_active(service, ash, active=False, by=None)
    assert (await client.get("/staff")).status_code == 303
    assert (await go_round(client, outside, "ash@council.example")).status_code == 403


@pytest.mark.usefixtures("ash")
async def test_an_answer_of_the_provider_is_good_once_and_in_the_browser_that_asked(
    client: httpx.AsyncClient, outside: httpx.AsyncClient, app: Litestar
) -> None:
    left = await client.get("/staff/sign-in/sso")
    back = await prove_there(outside, left.headers["location"], "ash@council.example")
    transport = httpx.ASGITransport(app)  # type: ignore[arg-type]
    async with httpx.AsyncClient(transport=transport, base_url=OURS) as thief:
        assert (await thief.get(back)).status_code == 400
        await thief.get("/staff/sign-in/sso")
        assert (await thief.get(back)).status_code == 400
    kept = client.cookies["staff-step"]
    assert (await client.get(back)).status_code == 303
    again = await client.get(back, headers={"cookie": f"staff-step={kept}"})
    assert again.status_code == 400
    assert "done already" in again.text


@pytest.mark.usefixtures("ash")
@pytest.mark.parametrize("what", ["state", "code", "iss"])
async def test_an_answer_that_was_changed_on_the_way_is_refused(
    client: httpx.AsyncClient, outside: httpx.AsyncClient, what: str
) -> None:
    left = await client.get("/staff/sign-in/sso")
    back = httpx.URL(await prove_there(outside, left.headers["location"], "ash@council.example"))
    assert what in back.params
    answer = await client.get(back.copy_set_param(what, "x" * 43))
    assert answer.status_code in {400, 401}
    assert (await client.get("/staff")).status_code == 303


@pytest.mark.usefixtures("ash")
async def test_the_way_out_uses_pkce_state_and_nonce_and_tells_the_provider_no_address_of_ours_but_the_one(
    client: httpx.AsyncClient,
) -> None:
    left = await client.get("/staff/sign-in/sso?next=https%3A%2F%2Fevil.example")
    asked = parse_qs(urlsplit(left.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["redirect_uri"] == [OURS + BACK]
    assert len({*asked["state"], *asked["nonce"], *asked["code_challenge"]}) == 3
    assert "evil" not in left.headers["location"]


@pytest.mark.usefixtures("ash")
async def test_the_address_to_go_to_afterwards_is_one_of_ours(
    client: httpx.AsyncClient, outside: httpx.AsyncClient
) -> None:
    start = "/staff/sign-in/sso?next=%2F%2Fevil.example%2Fstaff"
    answer = await go_round(client, outside, "ash@council.example", start)
    assert answer.headers["location"] == "/staff"


@pytest.mark.usefixtures("ash")
async def test_breaking_off_there_leaves_a_plain_page(client: httpx.AsyncClient) -> None:
    left = await client.get("/staff/sign-in/sso")
    state = parse_qs(urlsplit(left.headers["location"]).query)["state"][0]
    answer = await client.get(f"{BACK}?state={state}&error=access_denied")
    assert answer.status_code == 401
    assert "broken off" in answer.text


@pytest.mark.usefixtures("ash")
async def test_proving_again_asks_the_provider_to_ask_again(
    client: httpx.AsyncClient, outside: httpx.AsyncClient, clock: SettableClock
) -> None:
    await go_round(client, outside, "ash@council.example")
    old = client.cookies["staff"]
    again = await go_round(client, outside, "ash@council.example", "/staff/sign-in/sso?anew=1")
    assert again.headers["location"] == "/staff"
    assert client.cookies["staff"] != old
    assert (await client.get("/staff", headers={"cookie": f"staff={old}"})).status_code == 303


@pytest.mark.usefixtures("ash")
async def test_whom_the_provider_lets_through_unasked_has_proved_nothing_just_now(
    client: httpx.AsyncClient, outside: httpx.AsyncClient, service: Service, clock: SettableClock
) -> None:
    await go_round(client, outside, "ash@council.example")
    assert (await client.post("/staff/account/codes/begin")).headers["location"] == "/staff/account/codes"
    clock.move(minutes=service.settings.proof_minutes + 1)
    await client.post("/staff/sign-out")
    assert (await go_round(client, outside, "ash@council.example")).status_code == 303
    asked = await client.get("/staff/account/codes")
    assert asked.headers["location"].startswith("/staff/prove")


@pytest.mark.usefixtures("ash")
async def test_signing_out_offers_to_sign_out_there_too(
    client: httpx.AsyncClient, outside: httpx.AsyncClient, provider: Provider
) -> None:
    await go_round(client, outside, "ash@council.example")
    left = await client.post("/staff/sign-out")
    page = (await client.get(left.headers["location"])).text
    assert f'href="{provider.issuer}/session/end?client_id=feedback' in page


async def test_a_provider_that_is_away_leaves_a_plain_page_and_the_password(
    client: httpx.AsyncClient, app: Litestar, service: Service, ash: str
) -> None:
    away = msgspec.structs.replace(service.settings, oidc_issuer=f"http://127.0.0.1:{free_port()}")
    app.state.service = service._replace(settings=away)
    answer = await client.get("/staff/sign-in/sso")
    assert answer.status_code == 503
    assert "use your password" in answer.text
    assert (await client.get("/staff/sign-in?did=out-sso")).status_code == 200
