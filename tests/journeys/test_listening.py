"""Listening in real browsers: in place with a script, in a frame without, and recorded by staff."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Frame, Page
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from feedback_service import speech
from feedback_service.listening import SPOKEN, key_of
from tests.journeys.browsing import start, visiting
from tests.journeys.house import House, link
from tests.journeys.webkit import SECONDS, webkit
from tests.journeys.workers import sign_in

FORM = "my-day"


@pytest.fixture(scope="module")
def voice() -> None:
    """Skips where the computer's voice was not made, or fails where every test has to run."""
    if any(SPOKEN.glob("en/*.mp3")):
        return
    reason = f"no speech is made here: {speech.programs_missing() or 'run make speech'}"
    (pytest.fail if os.environ.get("REQUIRE_ALL_TESTS") == "1" else pytest.skip)(reason)


def heard(page: Page) -> str:
    """The words that are marked as being heard just now."""
    marked = page.locator(".heard")
    return marked.inner_text() if marked.count() == 1 else ""


def test_a_question_is_read_out_from_its_words_to_its_last_option_each_marked_while_heard(
    voice: None, house: House, browser: Browser
) -> None:
    with visiting(browser) as page:
        start(page, link(house, FORM))
        words = page.locator("h1").inner_text()
        options = page.locator(".tile .word").all_inner_texts()
        with page.expect_request("**/listen/**") as asked:
            page.locator(".question > .listen").click()
        page.locator("h1.heard").wait_for()
        order = [heard(page)]
        for option in options:
            page.locator(".tile.heard", has_text=option).wait_for()
            order.append(heard(page))
        assert order == [words, *options]
        assert asked.value.url.endswith(f"/listen/en/{key_of(words)}")
        page.locator(".heard").wait_for(state="detached")
        assert page.locator(".listen.on").count() == 0


def test_another_press_stops_and_another_button_takes_over(
    voice: None, house: House, browser: Browser
) -> None:
    with visiting(browser) as page:
        start(page, link(house, FORM))
        whole, second = page.locator(".question > .listen"), page.locator(".pair .listen").nth(1)
        whole.click()
        page.wait_for_selector("h1.heard")
        second.click()
        page.wait_for_selector(".tile.heard")
        assert page.locator(".listen.on").count() == 1
        assert "on" in (second.get_attribute("class") or "").split()
        second.click()
        assert page.locator(".heard, .listen.on").count() == 0
        assert page.url.endswith("-page")  # nothing was sent, and nobody left


def test_a_card_and_each_of_its_piles_can_be_heard_where_they_stand(
    voice: None, house: House, browser: Browser
) -> None:
    with visiting(browser) as page:
        start(page, link(house, "how-things-are"))
        card = page.locator(".card").nth(2)
        words = card.locator(".card-name, .tile .word").all_inner_texts()
        assert words[1:] == ["Good", "Okay", "Not good", "Not sure"]
        for number, word in enumerate(words):
            card.locator(".listen").nth(number).click()
            card.locator(".heard", has_text=word).wait_for()
            assert heard(page).split() == word.split()  # in this card and in no other


def plays(page: Page, frame: Frame) -> bool:
    """Whether the sound in the frame gets on; without scripts nothing in the page can wait for that."""
    for _ in range(100):
        if frame.evaluate("document.querySelector('video, audio')?.currentTime") > 0.3:
            return True
        page.wait_for_timeout(50)
    return False


def test_without_a_script_the_sound_plays_in_a_frame_of_the_page(
    voice: None, house: House, browser: Browser
) -> None:
    with visiting(browser, scripts=False) as page:
        start(page, link(house, FORM))
        before = page.url
        page.locator(".question > .listen").click()
        frame = page.frame("sound")
        assert frame is not None
        frame.wait_for_url("**/listen/en/**")
        assert plays(page, frame)
        assert page.url == before
        assert len(page.context.pages) == 1


def test_the_frame_plays_in_a_second_engine_too(voice: None, house: House) -> None:
    address = link(house, FORM)
    with webkit() as driver:
        driver.get(address)
        driver.execute_script(
            """const frame = document.createElement('iframe')
            frame.name = frame.title = 'sound'
            document.querySelector('main').prepend(frame)
            const link = document.querySelector('a.listen')
            link.classList.remove('listen')  // as without our script
            link.click()"""
        )
        driver.switch_to.frame("sound")
        player = "const one = document.querySelector('video, audio'); return one ? one.duration : 0"
        WebDriverWait(driver, SECONDS).until(lambda _: driver.execute_script(player) > 5)
        driver.switch_to.default_content()
        assert driver.current_url == address


def test_the_script_marks_what_is_heard_in_a_second_engine_too(voice: None, house: House) -> None:
    with webkit() as driver:
        driver.get(link(house, FORM))
        driver.find_element(By.CSS_SELECTOR, "a.listen").click()
        WebDriverWait(driver, SECONDS).until(lambda _: driver.find_elements(By.CSS_SELECTOR, "h1.heard"))
        assert "/l/" in driver.current_url


@pytest.fixture
def staff(house: House, browser: Browser) -> Iterator[Page]:
    """The recording page of a manager, in a browser whose microphone beeps by itself."""
    context = browser.new_context(permissions=["microphone"])
    page = context.new_page()
    sign_in(page, house, f"/staff/recordings?form={FORM}")
    yield page
    context.close()


def test_a_worker_records_a_text_and_a_child_hears_it(staff: Page, house: House) -> None:
    words = house.form(FORM).form.closing[0]
    row = staff.locator(f"tr:has(#t-{key_of(words)})")
    row.get_by_role("button", name="Record", exact=True).click()
    staff.wait_for_timeout(1500)
    row.get_by_role("button", name="Stop and keep").click()
    staff.wait_for_url("**did=recorded**")
    assert "Recorded by The manager" in row.inner_text()
    answer = staff.request.get(f"{house.url}/listen/en/{key_of(words)}")
    assert answer.headers["content-type"] in {"audio/mp4", "audio/webm", "audio/ogg"}
    assert len(answer.body()) > 2000
    staff.goto(f"{house.url}/listen/en/{key_of(words)}")
    staff.wait_for_function("document.querySelector('video, audio')?.readyState >= 2")
