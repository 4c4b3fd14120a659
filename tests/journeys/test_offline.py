"""Tablets without a network: nothing is lost, nothing is doubled, nothing can be read on the device."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait
from sqlalchemy import select

from benchmarks.served import running
from feedback_service import tablet_setup
from feedback_service.importing_sealed import import_sealed, read_file
from feedback_service.sealing import rotate_keys
from feedback_service.service import Service, open_service
from feedback_service.storage.schema import submissions
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.tablets import tablets_in
from forms.journey import path
from tests.journeys import checks
from tests.journeys.accessible import scan
from tests.journeys.browsing import answer_page, heading, press, set_up, varied
from tests.journeys.failing import Between, between, kill, life
from tests.journeys.house import House, ask, case, prepared, served, tablet
from tests.journeys.webkit import webkit

MARKER = "quizzical marmoset under the stairs"
MANY = 20


@pytest.fixture
def tablet_house(has_browser: None, tmp_path: Path) -> Iterator[House]:
    """A service of this test's own."""
    with served(tmp_path / "service") as house:
        yield house


def ready(context: BrowserContext, url: str, address: str) -> Page:
    """A page of a tablet that was set up just now and has its pack."""
    page = context.pages[0]
    set_up(page, address.replace(re.match(r"https?://[^/]+", address)[0], url))  # type: ignore[index]
    expect(page.get_by_text("Ready to be used without a network.")).to_be_visible(timeout=60_000)
    return page


def begin(page: Page, url: str, form: str) -> None:
    page.goto(f"{url}/tablet/{form}")
    press(page, "Start")
    expect(page).to_have_title(re.compile(": 1 of "))


def say_and_stop(page: Page, url: str, words: str) -> None:
    """Write on the first page of My view and send it as it is."""
    begin(page, url, "my-view")
    page.fill("#q-good", words)
    press(page, "Stop")
    page.get_by_role("button", name="Send what I have said").click()
    expect(page.locator("h1")).to_have_text("Thank you")


def waiting(page: Page) -> int:
    told = page.locator("#waiting").inner_text()
    return int(found[1]) if (found := re.search(r"waiting to be sent: (\d+)", told)) else 0


def received(house: House) -> list[str]:
    """The ids of what is stored, those kept beside others included."""

    async def look(service: Service) -> list[str]:
        async with service.database.reading() as connection:
            return list((await connection.execute(select(submissions.c.id))).scalars())

    return ask(house, look)


def arrived(house: House, count: int, page: Page) -> None:
    """Wait until so many are stored."""
    for _ in range(100):
        if len(received(house)) == count:
            return
        page.wait_for_timeout(200)
    raise AssertionError(f"{len(received(house))} arrived, not {count}")


def readable(profile: Path, words: str) -> list[str]:
    """The files of the browser's profile in which the words can be read."""
    codes = [words.encode(), words.encode("utf-16-le")]
    files = (each for each in profile.rglob("*") if each.is_file())
    return [each.name for each in files if any(code in each.read_bytes() for code in codes)]


def test_twenty_answers_outlive_a_killed_browser_and_a_failing_server(
    tablet_house: House, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with between(tablet_house.url) as proxy:
        with life(profile) as context:
            ready(context, proxy.url, tablet(tablet_house))
        proxy.is_away = True  # a worker that wakes by itself is not cut off by the browser
        with life(profile) as context:
            context.set_offline(True)
            page = context.pages[0]
            for number in range(MANY):
                say_and_stop(page, proxy.url, f"{MARKER} {number}")
            begin(page, proxy.url, "my-view")
            page.fill("#q-good", f"{MARKER} {MANY}")
            press(page, "Continue")
            expect(page).to_have_title(re.compile(": 2 of "))
            kill(profile)
        assert readable(profile, MARKER) == []
        assert received(tablet_house) == []
        _bring_home(proxy, profile)
    ids = received(tablet_house)
    assert len(ids) == len(set(ids)) == MANY + 1
    said = {case(tablet_house, one).answers["good"].value for one in ids}
    assert said == {f"{MARKER} {number}" for number in range(MANY + 1)}
    assert readable(profile, MARKER) == []


def _bring_home(proxy: Between, profile: Path) -> None:
    """The browser starts again without a network; then two tabs send to a server that fails seven times."""
    with life(profile) as context:
        context.set_offline(True)
        first, second = context.pages[0], context.new_page()
        for page in (first, second):
            page.goto(f"{proxy.url}/tablet")
            expect(page.locator("#waiting b")).to_have_text(str(MANY + 1))
        proxy.failures, proxy.is_away = 7, False
        context.set_offline(False)
        for _ in range(10):
            for page in (first, second):
                page.evaluate("navigator.serviceWorker.controller.postMessage('menu')")
            first.wait_for_timeout(500)
        expect(first.locator("#waiting b")).to_be_hidden()
        expect(second.locator("#waiting b")).to_be_hidden()
        assert proxy.failures < 0
        assert proxy.sealed == MANY + 1 + 7


def test_a_new_key_a_revoked_tablet_and_a_saved_file_lose_nothing(has_browser: None, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with prepared(tmp_path / "service") as house:
        with running(house.service.settings), life(profile) as context:
            ready(context, house.url, tablet(house))
        with life(profile) as context:
            page = context.pages[0]
            context.set_offline(True)
            for number in range(3):
                say_and_stop(page, house.url, f"{MARKER} {number}")
            page.goto(f"{house.url}/tablet")
            with page.expect_download() as download:
                press(page, "Save to a file")
            saved = download.value.path().read_bytes()
            assert rotate_keys(Path(house.service.settings.key_file)) == "k2"
            context.set_offline(False)
            newer = House(house.url, open_service(house.service.settings))
            with running(house.service.settings):
                _revoke(newer)
                page.goto(f"{house.url}/tablet")
                assert heading(page) == "This tablet is not set up"
                arrived(newer, 3, page)
        assert MARKER.encode() not in saved
        assert len(received(newer)) == 3
        done = ask(newer, lambda service: import_sealed(service, read_file(saved), EVERYTHING))
        assert (done.stored, done.again, done.faults) == (0, 3, ())
        assert {one["key"] for one in json.loads(saved)["answers"]} == {"k1"}


def _revoke(house: House) -> None:
    async def work(service: Service) -> None:
        async with service.database.reading() as connection:
            ((found, _),) = await tablets_in(connection, EVERYTHING)
        await tablet_setup.leave(service, found)

    ask(house, work)


@pytest.mark.parametrize("form_id", ["my-day", "about-me", "my-view", "family-experience"])
def test_a_whole_form_without_a_network_says_what_it_says_with_one(
    tablet_house: House, tmp_path: Path, form_id: str
) -> None:
    form = tablet_house.form(form_id)
    answers = varied(form)
    with life(tmp_path / "profile") as context:
        page = ready(context, tablet_house.url, tablet(tablet_house))
        context.set_offline(True)
        page.goto(f"{tablet_house.url}/tablet/{form_id}")
        press(page, "Start")
        for asked in path(form, answers):
            # The page is there once its first question is: the one before has the same buttons.
            expect(page.locator(f"[name^='{asked.questions[0].id}']").first).to_be_attached()
            answer_page(page, asked, answers)
        if form.form.review:
            press(page, "Send my answers")
        expect(page.locator("h1")).to_have_text("Thank you")
        assert page.locator(".receipt li").count() == 4
        context.set_offline(False)
        page.goto(f"{tablet_house.url}/tablet")
        arrived(tablet_house, 1, page)
    (only,) = received(tablet_house)
    kept = case(tablet_house, only)
    assert kept.record.finished
    assert {name: one for name, one in kept.answers.items() if name in answers} == answers


NO_DATABASE = "Object.defineProperty(self, 'indexedDB', { value: undefined })"
FULL = """{
const put = IDBObjectStore.prototype.put
let left = 2
IDBObjectStore.prototype.put = function (value) {
  if (this.name == "answers" && left-- > 0) throw new DOMException("full", "QuotaExceededError")
  return put.call(this, value)
} }"""


def test_a_browser_that_can_keep_nothing_says_so_and_works_with_the_network(
    tablet_house: House, tmp_path: Path
) -> None:
    with life(tmp_path / "profile") as context:
        page = ready(context, tablet_house.url, tablet(tablet_house))
        context.add_init_script(NO_DATABASE)
        page.goto(f"{tablet_house.url}/tablet")
        expect(page.get_by_text("It works only with a network.")).to_be_visible()
        page.goto(f"{tablet_house.url}/tablet/my-view")
        page.wait_for_url("**/tablet/my-view?online")
        press(page, "Start")
        page.wait_for_url("**/a/**")
        assert heading(page) == tablet_house.form("my-view").questions["good"].prompt


def test_an_answer_that_cannot_be_kept_stays_on_the_page_until_it_can(
    tablet_house: House, tmp_path: Path
) -> None:
    with life(tmp_path / "profile") as context:
        page = ready(context, tablet_house.url, tablet(tablet_house))
        context.add_init_script(FULL)
        begin(page, tablet_house.url, "my-view")
        page.fill("#q-good", MARKER)
        press(page, "Continue")
        expect(page.get_by_role("alert")).to_contain_text("Please show it to a grown-up.")
        assert page.input_value("#q-good") == MARKER
        press(page, "Continue")
        expect(page).to_have_title(re.compile(": 2 of "))


def test_back_shows_nothing_of_the_child_before(tablet_house: House, tmp_path: Path) -> None:
    with life(tmp_path / "profile") as context:
        page = ready(context, tablet_house.url, tablet(tablet_house))
        context.set_offline(True)
        say_and_stop(page, tablet_house.url, MARKER)
        press(page, "Finish")
        press(page, "Next person")
        expect(page.locator("h1")).to_have_text("Which one is for you?")
        for _ in range(4):
            page.evaluate("setTimeout(() => history.back())")
            page.wait_for_timeout(1_500)  # back, and the reload of a page that was kept whole
            shown = page.evaluate(
                "document.body.innerText + [...document.querySelectorAll('textarea')].map((e) => e.value)"
            )
            assert "quizzical" not in shown
            assert page.locator("input:checked").count() == 0


def test_an_idle_tablet_seals_what_is_on_the_page_and_gives_itself_back(
    tablet_house: House, tmp_path: Path
) -> None:
    with life(tmp_path / "profile") as context:
        page = ready(context, tablet_house.url, tablet(tablet_house))
        context.set_offline(True)
        begin(page, tablet_house.url, "my-view")
        page.fill("#q-good", MARKER)
        page.evaluate("document.dispatchEvent(new CustomEvent('idle', { cancelable: true }))")
        page.wait_for_url("**/tablet?language=en")
        expect(page.locator("#waiting b")).to_have_text("1")
        context.set_offline(False)
        press(page, "Send now")
        expect(page.locator("#waiting b")).to_be_hidden()
    (only,) = received(tablet_house)
    kept = case(tablet_house, only)
    assert (kept.record.finished, kept.answers["good"].value) == (False, MARKER)


def test_a_second_engine_keeps_and_sends_too(tablet_house: House) -> None:
    address = tablet(tablet_house)
    with between(tablet_house.url) as proxy, webkit() as driver:

        def there(selector: str, text: str) -> None:
            WebDriverWait(driver, 60, ignored_exceptions=[StaleElementReferenceException]).until(
                lambda _: [
                    e for e in driver.find_elements(By.CSS_SELECTOR, selector) if e.text.startswith(text)
                ]
            )

        def go(selector: str) -> None:
            driver.find_element(By.CSS_SELECTOR, selector).click()

        driver.get(proxy.url + address.removeprefix(tablet_house.url))
        go("main form button")
        there("#waiting [data-when=ready]", "Ready")
        proxy.is_away = True
        driver.get(f"{proxy.url}/tablet/my-view")
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
    (only,) = received(tablet_house)
    assert case(tablet_house, only).answers["good"].value == MARKER


def test_every_page_of_a_pack_can_be_used_by_everybody(tablet_house: House, tmp_path: Path) -> None:
    with life(tmp_path / "profile", free=True) as context:
        page = ready(context, tablet_house.url, tablet(tablet_house))
        context.set_offline(True)
        faults = {"menu": scan(page)}
        page.goto(f"{tablet_house.url}/tablet/my-view")
        faults["start"] = scan(page)
        begin(page, tablet_house.url, "my-view")
        faults["question"] = scan(page) + checks.too_small(page)
        press(page, "Continue")
        expect(page).to_have_title(re.compile("^Error: "))
        assert page.evaluate("document.activeElement.closest('[role=alert]') != null")
        faults["error"] = scan(page) + checks.too_small(page)
        page.fill("#q-good", MARKER)
        press(page, "Continue")
        expect(page).to_have_title(re.compile(": 2 of "))
        page.locator("input[name=school]").first.check(force=True)
        press(page, "Continue")
        expect(page.locator(".summary li")).to_have_count(1)
        faults["half an error"] = scan(page)
        press(page, "Stop")
        expect(page.locator("h1")).to_have_text(re.compile("You can stop"))
        faults["stop"] = scan(page) + checks.too_small(page)
        page.get_by_role("button", name="Send what I have said").click()
        expect(page.locator("h1")).to_have_text("Thank you")
        faults["done"] = scan(page) + checks.too_small(page)
    assert {name: found for name, found in faults.items() if found} == {}
