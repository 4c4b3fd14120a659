"""Passkeys in a real browser, with a device that is made up: added, a way in, a second step, removed."""

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from playwright.sync_api import Browser, CDPSession, Page

from benchmarks.served import free_port, prepare, running, settings_in
from feedback_service.accounts import add_worker
from feedback_service.service import open_service
from feedback_service.storage.scope import EVERYTHING
from tests.journeys.accessible import STAFF_TAGS, scan
from tests.journeys.browsing import DESKTOP, press, visiting
from tests.journeys.house import House, ask, in_a_thread
from tests.journeys.workers import PASSWORD

DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service under a name: passkeys belong to names, never to numbers."""
    port = free_port()
    settings = settings_in(tmp_path_factory.mktemp("home"), port)
    settings = msgspec.structs.replace(settings, public_url=f"http://localhost:{port}")
    in_a_thread(prepare(settings, "my-day"))
    service = open_service(settings)
    with running(settings):
        yield House(settings.public_url, service)
    in_a_thread(service.database.stop())


class Device:
    """A made-up device with passkeys, plugged into one page's browser."""

    def __init__(self, page: Page) -> None:
        self.cdp: CDPSession = page.context.new_cdp_session(page)
        self.cdp.send("WebAuthn.enable")
        made = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
        self.id = {"authenticatorId": made["authenticatorId"]}

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.cdp.send("WebAuthn.getCredentials", self.id)["credentials"]
        return found

    def put(self, credential: dict[str, Any]) -> None:
        """Replace what the device holds."""
        self.cdp.send("WebAuthn.clearCredentials", self.id)
        self.cdp.send("WebAuthn.addCredential", {**self.id, "credential": credential})

    def know_holder(self, *, known: bool) -> None:
        """Whether the finger, face or PIN is right."""
        self.cdp.send("WebAuthn.setUserVerified", {**self.id, "isUserVerified": known})


@pytest.fixture
def page(home: House, browser: Browser) -> Iterator[Page]:
    with visiting(browser, DESKTOP, free=True) as opened:
        yield opened


@pytest.fixture
def device(home: House, page: Page, request: pytest.FixtureRequest) -> Device:
    """A worker named after the test who has added a passkey, and is signed out again."""
    name = request.node.name[:60]
    worker = {"username": name, "name": "The manager", "role": "manager", "password": PASSWORD}
    ask(home, lambda service: add_worker(service, **worker, scope=EVERYTHING))
    device = Device(page)
    by_password(page, home, name)
    page.goto(f"{home.url}/staff/account")
    page.fill("#name", "Work phone")
    press(page, "Add a passkey")
    page.wait_for_selector("h1:has-text('Recovery codes')")
    assert scan(page, STAFF_TAGS) == []
    page.goto(f"{home.url}/staff/account")
    assert scan(page, STAFF_TAGS) == []
    press(page, "Sign out")
    return device


def by_password(page: Page, home: House, name: str) -> None:
    page.goto(f"{home.url}/staff/sign-in")
    page.fill("#username", name)
    page.fill("#password", PASSWORD)
    press(page, "Sign in")


def by_passkey(page: Page, home: House) -> str:
    """Press the button for passkeys; what the page that comes is headed."""
    page.goto(f"{home.url}/staff/sign-in?next=/staff/account")
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in with a passkey").click()
    return page.locator("h1").inner_text()


def test_a_passkey_is_a_way_in_by_itself_and_is_worth_nothing_once_removed(
    home: House, page: Page, device: Device
) -> None:
    (kept,) = device.credentials()
    assert (kept["rpId"], kept["isResidentCredential"]) == ("localhost", True)
    assert by_passkey(page, home) == "Your account"
    assert page.locator("table:has-text('Work phone')").count() == 1
    press(page, "Remove : Work phone")
    assert "The passkey is removed." in page.locator("[role=status]").inner_text()
    press(page, "Sign out")
    assert by_passkey(page, home) == "The passkey did not work"


def test_after_the_password_the_passkey_is_the_second_step(
    home: House, page: Page, device: Device, request: pytest.FixtureRequest
) -> None:
    by_password(page, home, request.node.name[:60])
    assert page.locator("h1").inner_text() == "Second step"
    assert scan(page, STAFF_TAGS) == []
    page.goto(f"{home.url}/staff")
    assert page.locator("h1").inner_text() == "Staff sign-in"
    page.goto(f"{home.url}/staff/sign-in/second")
    with page.expect_navigation():
        page.get_by_role("button", name="Use a passkey").click()
    assert page.url == f"{home.url}/staff"


def test_a_copy_of_a_passkey_that_lags_behind_is_refused(home: House, page: Page, device: Device) -> None:
    (copy,) = device.credentials()
    assert by_passkey(page, home) == "Your account"
    press(page, "Sign out")
    device.put({**copy, "signCount": 0})
    assert by_passkey(page, home) == "The passkey did not work"


def test_a_device_that_does_not_know_its_holder_opens_nothing(
    home: House, page: Page, device: Device
) -> None:
    device.know_holder(known=False)
    page.goto(f"{home.url}/staff/sign-in")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_selector("form.passkey [role=alert]:visible")
    assert page.url == f"{home.url}/staff/sign-in"


def test_without_scripts_nothing_of_passkeys_is_shown(home: House, browser: Browser) -> None:
    with visiting(browser, DESKTOP, scripts=False) as page:
        page.goto(f"{home.url}/staff/sign-in")
        assert page.locator("form:visible").count() == 1
