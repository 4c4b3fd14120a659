"""Leaving quickly, in a browser that keeps pages: nothing behind Back, also without network or scripts."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from feedback_service.addresses import link_address
from feedback_service.service import Service
from feedback_service.storage.drafts import find_draft
from tests.journeys.browsing import PHONE, chromium, heading, press, start, tile, visiting
from tests.journeys.house import House, ask

FORM = "family-experience"


@pytest.fixture(scope="module")
def browser(has_browser: None) -> Iterator[Browser]:
    with chromium(keeps_pages=True) as opened:
        yield opened


def link(house: House) -> str:
    async def made(service: Service) -> str:
        return await link_address(
            service, form_id=FORM, team_id="bench", subject_id="", moment="start", reusable=False
        )

    return ask(house, made)


def begun(page: Page, house: House) -> str:
    """Comes from elsewhere and begins a form; gives the draft's id."""
    page.goto(f"{house.url}/healthz")
    return start(page, link(house))


def is_kept(house: House, found: str) -> bool:
    async def look(service: Service) -> bool:
        async with service.database.reading() as connection:
            return await find_draft(connection, found) is not None

    return ask(house, look)


def back(page: Page) -> None:
    """As the browser's own button does; the usual way waits for a load that a kept page has not."""
    page.evaluate("history.back()")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_leaving_shows_a_recipe_and_back_shows_no_answer(
    browser: Browser, house: House, *, scripts: bool
) -> None:
    with visiting(browser, PHONE, scripts=scripts) as page:
        found = begun(page, house)
        tile(page, "role", "father").click()
        press(page, "Continue")
        asked = page.url
        press(page, "Leave this page")
        page.wait_for_url("**/away")
        assert (heading(page), page.title()) == ("Soda bread", "Soda bread")
        back(page)
        expect(page.locator("h1")).to_contain_text("not on this screen any more")
        assert page.locator("input:checked").count() == 0
        page.goto(asked)
        assert "not on this screen any more" in heading(page)
    assert is_kept(house, found)


def test_with_scripts_the_page_that_was_left_is_not_in_the_history(browser: Browser, house: House) -> None:
    with visiting(browser, PHONE) as page:
        page.goto(f"{house.url}/healthz")
        page.goto(link(house))
        before = page.evaluate("history.length")
        press(page, "Leave this page")
        page.wait_for_url("**/away")
        assert page.evaluate("history.length") == before
        back(page)
        page.wait_for_url("**/healthz", wait_until="commit")


def test_it_works_with_no_network_once_the_first_question_was_seen(browser: Browser, house: House) -> None:
    with visiting(browser, PHONE) as page:
        page.goto(link(house))
        with page.expect_response("**/away"):
            press(page, "Start")
        page.context.set_offline(True)
        press(page, "Leave this page")
        page.wait_for_url("**/away")
        assert heading(page) == "Soda bread"
