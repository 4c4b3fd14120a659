"""The browser of the journeys is started as meant."""

import re

from playwright.sync_api import Browser

from tests.journeys.browsing import visiting


def test_what_the_browser_leaves_out_is_what_playwright_leaves_out_and_the_pages_of_its_address_bar(
    browser: Browser,
) -> None:
    with visiting(browser) as page:
        page.goto("chrome://version")
        lists = re.findall(r"--disable-features=(\S+)", page.locator("#command_line").inner_text())
    playwrights, ours = (set(names.split(",")) for names in lists)
    assert ours - playwrights == {"WebUIOmniboxPopup", "WebUIOmniboxAimPopup"}
    assert playwrights <= ours
