"""A shared tablet: after somebody has finished, Back and a new start show nothing that they answered."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from tests.journeys import browsing, webkit
from tests.journeys.browsing import follow, heading, press, set_up, start, tile, visiting
from tests.journeys.house import PIN, House, kept, tablet

SECRET = "my brother hides my shoes"
CASE = "SM-0412"
MENU = "Which one is for you?"


@pytest.fixture(scope="module", params=[True, False], ids=["pages kept whole", "fields filled again"])
def either_browser(has_browser: None, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A browser that keeps whole pages for the Back button, and one that fetches them and refills fields."""
    with browsing.chromium(keeps_pages=request.param) as opened:
        yield opened


def answer(page: Page, house: House) -> None:
    """One child writes and chooses on two pages."""
    start(page, f"{house.url}/tablet/my-view")
    page.fill("#q-good", SECRET)
    press(page, "Continue")
    tile(page, "school", 1).click()
    tile(page, "health", "skip").click()
    press(page, "Continue")
    press(page, "Back")
    expect(page.locator("input:checked")).to_have_count(2)  # the child's own Back shows their answers


def answer_and_finish(page: Page, house: House) -> str:
    """One child answers, sends, and gives the tablet back; gives the receipt that was shown."""
    set_up(page, tablet(house))
    answer(page, house)
    press(page, "Continue")
    press(page, "Stop")
    press(page, "Send what I have said Stop here. People who can help will read it.")
    receipt: str = page.locator(".receipt li").first.inner_text()
    press(page, "Finish")
    press(page, "Next person")
    assert heading(page) == MENU
    return receipt


def step_back(page: Page) -> None:
    """Press Back and let the page settle; Playwright's own go_back waits for ever for a page kept whole."""
    page.evaluate("void setTimeout(() => history.back())")
    page.wait_for_timeout(400)
    page.wait_for_load_state()


def shown(page: Page) -> str:
    """All words on the page and in its fields, and the values chosen."""
    fields = "n => n.map(e => e.type == 'hidden' ? '' : e.checked === false ? '' : e.value).join(' ')"
    chosen = page.eval_on_selector_all("textarea, input", fields)
    return f"{page.locator('body').inner_text()} {chosen}"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_back_after_finishing_shows_nothing_of_the_last_child(
    house: House, either_browser: Browser, scripts: bool
) -> None:
    with visiting(either_browser, scripts=scripts) as page:
        receipt = answer_and_finish(page, house)
        for _ in range(10):
            step_back(page)
            seen = shown(page)
            assert SECRET not in seen
            assert receipt not in seen
            assert page.locator("input:checked").count() == 0


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_back_after_somebody_left_in_the_middle_shows_nothing_of_them(
    house: House, either_browser: Browser, scripts: bool
) -> None:
    with visiting(either_browser, scripts=scripts) as page:
        set_up(page, tablet(house))
        answer(page, house)
        page.goto(f"{house.url}/tablet")
        for _ in range(8):
            step_back(page)
            assert SECRET not in shown(page)
            assert page.locator("input:checked").count() == 0


def test_back_from_the_menu_does_not_open_the_corner_for_staff(house: House, either_browser: Browser) -> None:
    with visiting(either_browser, scripts=False) as page:
        set_up(page, tablet(house))
        press(page, "For staff")
        page.fill("#pin", PIN)
        press(page, "Open")
        page.fill("#subject", CASE)
        page.get_by_text("Review", exact=True).click()
        press(page, "Set it for the next person")
        assert CASE in shown(page)
        press(page, "Back to the menu")
        for _ in range(4):
            step_back(page)
            assert CASE not in shown(page)
            assert PIN not in shown(page)


def test_the_next_child_finds_an_empty_form(house: House, either_browser: Browser) -> None:
    with visiting(either_browser) as page:
        answer_and_finish(page, house)
        page.goto(f"{house.url}/tablet/for/12-17")
        follow(page, page.get_by_role("link", name="My view"))
        assert SECRET not in shown(page)
        press(page, "Start")
        assert page.locator("#q-good").input_value() == ""
        press(page, "Skip")
        assert page.locator("input:checked").count() == 0


@pytest.fixture
def webkit_driver() -> Iterator[WebDriver]:
    with webkit.webkit() as opened:
        yield opened


@pytest.mark.parametrize("finishes", [True, False], ids=["finished", "left in the middle"])
def test_back_in_the_other_engine_shows_nothing_of_the_last_child(
    house: House, webkit_driver: WebDriver, finishes: bool
) -> None:
    driver = webkit_driver
    driver.get(tablet(house))
    webkit.press(driver, "Make this device the tablet")
    driver.get(f"{house.url}/tablet/my-view?online")  # the service's own page, not the offline pack's
    webkit.press(driver, "Start")
    driver.find_element(By.ID, "q-good").send_keys(SECRET)
    webkit.press(driver, "Continue")
    driver.execute_script("document.querySelector('[name=school][value=\"1\"]').click()")
    driver.execute_script("document.querySelector('[name=health][value=skip]').click()")
    webkit.press(driver, "Continue")
    webkit.press(driver, "Back")
    assert len(driver.find_elements(By.CSS_SELECTOR, "input:checked")) == 2
    before = kept(house)
    if finishes:
        webkit.press(driver, "Stop")
        webkit.press(driver, "Send what I have said Stop here. People who can help will read it.")
        webkit.press(driver, "Finish")
        webkit.press(driver, "Next person")
    else:
        driver.get(f"{house.url}/tablet")
    assert kept(house) == (before[0] - 1, before[1] + 1)
    for _ in range(9):
        driver.execute_script("history.back()")
        time.sleep(0.4)  # a page kept whole comes back without loading: there is no event to wait for
        assert SECRET not in webkit.shown(driver)
        assert driver.find_elements(By.CSS_SELECTOR, "input:checked") == []
