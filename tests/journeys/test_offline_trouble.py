"""A tablet without a network where something goes wrong, or somebody walks away: nothing is lost or shown."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from tests.journeys import browsing, checks
from tests.journeys.accessible import scan
from tests.journeys.browsing import heading, press
from tests.journeys.failing import between
from tests.journeys.house import House, case, tablet
from tests.journeys.unplugged import (
    MARKER,
    Device,
    back_home,
    begin,
    received,
    say_and_stop,
    unplugged,
    waiting,
)
from tests.journeys.webkit import webkit

FORM = "my-view"
IDLE, COUNTDOWN = 125_000, 31_000  # milliseconds: more than the setting's 120 s, more than half a minute
NO_DATABASE = "Object.defineProperty(self, 'indexedDB', { value: undefined })"
FULL = """{
const put = IDBObjectStore.prototype.put
let left = 1
IDBObjectStore.prototype.put = function (value) {
  if (this.name == "answers" && left-- > 0) throw new DOMException("full", "QuotaExceededError")
  return put.call(this, value)
} }"""


@pytest.fixture(scope="module")
def browser(has_browser: None) -> Iterator[Browser]:
    """A browser that keeps whole pages for the Back button, as people's do."""
    with browsing.chromium(keeps_pages=True) as opened:
        yield opened


@pytest.fixture
def device(house: House, browser: Browser) -> Iterator[Device]:
    """A new tablet that has just lost its network."""
    with unplugged(browser, house, FORM, free=True) as made:
        yield made


def test_a_browser_that_can_keep_nothing_says_so_and_works_with_the_network(device: Device) -> None:
    page = device.page
    page.context.set_offline(False)
    page.add_init_script(NO_DATABASE)
    page.goto(f"{device.url}/tablet")
    expect(page.get_by_text("It works only with a network.")).to_be_visible()
    assert scan(page) == []
    page.goto(f"{device.url}/tablet/{FORM}")
    page.wait_for_url(f"**/tablet/{FORM}?online")
    press(page, "Start")
    page.wait_for_url("**/a/**")
    assert heading(page) == device.house.form(FORM).questions["good"].prompt


def test_an_answer_that_cannot_be_kept_stays_on_the_page_until_it_can(device: Device) -> None:
    page = device.page
    page.add_init_script(FULL)
    begin(device)
    page.fill("#q-good", MARKER)
    press(page, "Continue")
    expect(page.get_by_role("alert")).to_contain_text("Please show it to a grown-up.")
    assert scan(page) == []
    assert checks.too_small(page) == []
    assert page.input_value("#q-good") == MARKER
    press(page, "Continue")
    expect(page).to_have_title(re.compile(": 2 of "))


def test_back_shows_nothing_of_the_child_before(device: Device) -> None:
    page = device.page
    say_and_stop(device, MARKER)
    press(page, "Finish")
    press(page, "Next person")
    menu = heading(page)
    for _ in range(4):
        page.evaluate("setTimeout(() => history.back())")
        page.wait_for_timeout(1_000)  # back, and the reload of a page that was kept whole
        shown = page.evaluate(
            "document.body.innerText + [...document.querySelectorAll('textarea')].map((e) => e.value)"
        )
        assert "quizzical" not in shown
        assert page.locator("input:checked").count() == 0
    assert menu == "What do you want to tell us about?"


def test_an_idle_tablet_asks_seals_what_is_on_the_page_and_gives_itself_back(device: Device) -> None:
    page = device.page
    page.clock.install()
    begin(device)
    page.fill("#q-good", MARKER)
    page.clock.fast_forward(IDLE)
    expect(page.get_by_role("dialog", name="Are you still there?")).to_be_visible()
    assert scan(page) == []
    page.clock.fast_forward(COUNTDOWN)
    page.wait_for_url("**/tablet?language=en")
    expect(waiting(page)).to_have_text("1")
    kept = case(device.house, back_home(device))
    assert (kept.record.finished, kept.answers["good"].value) == (False, MARKER)


def test_a_second_engine_keeps_and_sends_too(house: House) -> None:
    address, before = tablet(house, FORM), received(house)
    with between(house.url) as proxy, webkit() as driver:

        def there(selector: str, text: str) -> None:
            WebDriverWait(driver, 60, ignored_exceptions=[StaleElementReferenceException]).until(
                lambda _: [
                    e for e in driver.find_elements(By.CSS_SELECTOR, selector) if e.text.startswith(text)
                ]
            )

        def go(selector: str) -> None:
            driver.find_element(By.CSS_SELECTOR, selector).click()

        driver.get(proxy.url + address.removeprefix(house.url))
        go("main form button")
        there("#waiting [data-when=ready]", "Ready")
        proxy.is_away = True
        driver.get(f"{proxy.url}/tablet/{FORM}")
        there("main .go", "Start")
        go("main .go")
        there(".steps p", "1 of")
        driver.find_element(By.ID, "q-good").send_keys(MARKER)
        go("main .go")
        there(".steps p", "2 of")
        go("header button:last-of-type")
        there("h1", "You can stop")
        go("[value=send]")
        there("h1", "Thank you")
        driver.get(f"{proxy.url}/tablet")
        there("#waiting b", "1")
        proxy.is_away = False
        go("#waiting button")
        WebDriverWait(driver, 60).until(
            lambda _: not driver.find_element(By.CSS_SELECTOR, "#waiting b").is_displayed()
        )
    (only,) = received(house) - before
    assert case(house, only).answers["good"].value == MARKER
