"""A shared tablet in a real browser: set up by code, the corner for staff, and being left alone."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from tests.journeys import checks, meaning
from tests.journeys.accessible import scan
from tests.journeys.browsing import PHONE, TABLET, heading, press, set_up, start, visiting
from tests.journeys.house import PIN, House, case, is_draft, tablet

WORDS = "nobody asks me about my paintings"
IDLE, COUNTDOWN = 125_000, 31_000  # milliseconds: more than the setting's 120 s, more than half a minute


@pytest.fixture
def page(house: House, browser: Browser) -> Iterator[Page]:
    """A tablet whose clock the test moves."""
    with visiting(browser, TABLET, free=True) as opened:
        opened.clock.install()
        set_up(opened, tablet(house))
        yield opened


def begin(page: Page, house: House) -> str:
    """Begin a form and write on its first page, not sent yet; gives the draft's id."""
    draft = start(page, f"{house.url}/tablet/my-view")
    page.fill("#q-good", WORDS)
    return draft


def asks(page: Page) -> bool:
    return page.get_by_role("dialog").is_visible()


def test_a_tablet_left_alone_asks_first_and_any_touch_is_an_answer(page: Page, house: House) -> None:
    draft = begin(page, house)
    page.clock.fast_forward(IDLE - 10_000)
    assert not asks(page)
    page.clock.fast_forward(10_000)
    dialog = page.get_by_role("dialog", name="Are you still there?")
    expect(dialog).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog') != null")
    assert "30 seconds" in dialog.inner_text()
    assert "{}" not in dialog.inner_text()
    assert scan(page) == []
    assert checks.too_small(page) == []
    assert checks.moving(page) == []
    page.clock.fast_forward(8_000)
    assert "20 seconds" in dialog.inner_text()
    dialog.click(position={"x": 5, "y": 5})
    expect(dialog).to_be_hidden()
    page.clock.fast_forward(IDLE - 10_000)
    assert not asks(page)
    assert page.locator("#q-good").input_value() == WORDS
    assert is_draft(house, draft)


def test_keys_are_an_answer_too(page: Page, house: House) -> None:
    begin(page, house)
    for key in ("Enter", "Escape"):
        page.clock.fast_forward(IDLE)
        assert asks(page)
        page.keyboard.press(key)
        expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.fast_forward(100_000)
    page.keyboard.press("Shift")
    page.clock.fast_forward(100_000)
    assert not asks(page)


def test_when_nobody_answers_the_page_is_sent_and_the_menu_waits_for_the_next_child(
    page: Page, house: House
) -> None:
    draft = begin(page, house)
    page.clock.fast_forward(IDLE)
    page.clock.fast_forward(COUNTDOWN)
    page.wait_for_url(f"{house.url}/tablet")
    assert heading(page) == "Which one is for you?"
    kept = case(house, draft)
    assert (kept.answers["good"].value, kept.record.finished) == (WORDS, False)
    assert page.context.cookies() == [one for one in page.context.cookies() if "visit" not in str(one)]
    page.clock.fast_forward(IDLE + COUNTDOWN)
    assert not asks(page)
    page.go_back()
    assert WORDS not in page.content()


@pytest.mark.parametrize("where", ["start", "stop", "done"])
def test_pages_without_answers_are_put_away_too(page: Page, house: House, where: str) -> None:
    page.goto(f"{house.url}/tablet/my-view")
    if where != "start":
        begin(page, house)
        press(page, "Stop")
    if where == "done":
        press(page, "Send what I have said Stop here. People who can help will read it.")
    page.clock.fast_forward(IDLE + COUNTDOWN)
    page.wait_for_url(f"{house.url}/tablet")


def test_what_cannot_be_saved_stays_covered_until_it_can(page: Page, house: House) -> None:
    draft = begin(page, house)

    def broken(route: Route) -> None:
        route.abort()

    page.route("**/q/*", broken)
    page.clock.fast_forward(IDLE)
    page.clock.fast_forward(COUNTDOWN)
    expect(page.get_by_role("status")).to_have_text(
        "This could not be saved yet. Please show it to a grown-up."
    )
    assert page.evaluate("document.elementFromPoint(5, 300).closest('dialog') != null")
    page.unroute("**/q/*", broken)
    page.clock.fast_forward(COUNTDOWN)
    page.wait_for_url(f"{house.url}/tablet")
    assert case(house, draft).answers["good"].value == WORDS


def test_a_browser_that_is_no_tablet_is_never_asked(house: House, browser: Browser) -> None:
    with visiting(browser, PHONE) as phone:
        phone.clock.install()
        phone.goto(house.url)
        phone.clock.fast_forward(IDLE + COUNTDOWN)
        assert phone.get_by_role("dialog").count() == 0


def test_full_screen_is_offered_to_staff_and_stays_wanted(page: Page, house: House) -> None:
    in_corner(page, house)
    button = page.get_by_role("button", name="Full screen")
    assert button.get_attribute("aria-pressed") == "false"
    button.click()
    assert button.get_attribute("aria-pressed") == "true"
    page.wait_for_function("document.fullscreenElement")
    press(page, "Back to the menu")
    page.locator("h1").click()
    page.wait_for_function("document.fullscreenElement")


def in_corner(page: Page, house: House) -> None:
    page.goto(f"{house.url}/tablet/staff")
    page.fill("#pin", PIN)
    press(page, "Open")


@pytest.mark.parametrize("state", ["empty", "error", "set", "leaving"])
def test_everybody_on_the_staff_can_use_the_corner(page: Page, house: House, state: str) -> None:
    in_corner(page, house)
    if state == "error":
        press(page, "Set it for the next person")
    if state == "set":
        page.fill("#subject", "SM-0412")
        page.get_by_text("Review", exact=True).click()
        press(page, "Set it for the next person")
        assert "SM-0412, review" in page.locator("main").inner_text()
    if state == "leaving":
        press(page, "Stop using this device as a tablet")
    found = {name: check(page) for name, check in meaning.CHECKS.items()}
    assert {name: faults for name, faults in found.items() if faults} == {}
    assert scan(page) == []
    assert checks.badly_focused(page) == []
    page.set_viewport_size({"width": 320, "height": 640})
    assert [*checks.too_wide(page), *checks.too_small(page)] == []


def test_a_device_that_is_left_shows_no_menu_any_more(page: Page, house: House) -> None:
    in_corner(page, house)
    press(page, "Stop using this device as a tablet")
    press(page, "Stop using it")
    page.goto(f"{house.url}/tablet")
    assert heading(page) == "This tablet is not set up"
