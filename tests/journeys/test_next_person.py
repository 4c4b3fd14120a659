"""A shared tablet: after somebody has finished, Back and a new start show nothing that they answered."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import browsing
from tests.journeys.browsing import heading, press, start, tile, visiting
from tests.journeys.house import House, tablet

SECRET = "my brother hides my shoes"


@pytest.fixture(scope="module", params=[True, False], ids=["pages kept whole", "fields filled again"])
def either_browser(has_browser: None, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """A browser that keeps whole pages for the Back button, and one that fetches them and refills fields."""
    with browsing.chromium(keeps_pages=request.param) as opened:
        yield opened


def answer_and_finish(page: Page, house: House) -> str:
    """One child writes and chooses, sends, and gives the tablet back; gives the receipt that was shown."""
    page.goto(tablet(house))
    start(page, f"{house.url}/tablet/my-view")
    page.fill("#q-good", SECRET)
    press(page, "Continue")
    tile(page, "school", 1).click()
    tile(page, "health", "skip").click()
    press(page, "Continue")
    press(page, "Back")
    assert page.locator("input:checked").count() == 2  # the child's own Back shows their answers
    press(page, "Continue")
    press(page, "Stop")
    press(page, "Send what I have said Stop here. People who can help will read it.")
    receipt: str = page.locator(".receipt li").first.inner_text()
    press(page, "Finish")
    assert heading(page) == "Which one is for you?"
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
        for _ in range(9):
            step_back(page)
            seen = shown(page)
            assert SECRET not in seen
            assert receipt not in seen
            assert page.locator("input:checked").count() == 0


def test_the_next_child_finds_an_empty_form(house: House, either_browser: Browser) -> None:
    with visiting(either_browser) as page:
        answer_and_finish(page, house)
        page.get_by_role("link", name="My view").click()
        assert SECRET not in shown(page)
        press(page, "Start")
        assert page.locator("#q-good").input_value() == ""
        press(page, "Skip")
        assert page.locator("input:checked").count() == 0
