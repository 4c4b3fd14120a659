"""Voice notes in a real browser: recorded, heard again, kept or deleted, and played by who reads them."""

from playwright.sync_api import Browser, Page

from feedback_service.recordings import opened_sound
from feedback_service.web.sounds import SPOKEN_BYTES
from forms.model import Answer
from tests.journeys.browsing import page_id, press, start, visiting
from tests.journeys.house import House, case, link
from tests.journeys.ways import FORM, circle, drag, stop, to_voice
from tests.journeys.workers import sign_in


def record(page: Page) -> None:
    press(page, "Record")
    page.get_by_text("19 seconds left").wait_for()


def test_a_voice_note_is_recorded_heard_again_kept_and_sent_by_continue_only(
    browser: Browser, ways: House
) -> None:
    with visiting(browser) as page:
        sent = []
        page.on("request", lambda one: sent.append(one.method) if one.method == "POST" else None)
        draft = to_voice(page, ways)
        sent.clear()
        record(page)
        press(page, "Stop recording")
        press(page, "Play it")
        assert sent == []
        press(page, "Continue")
        assert page_id(page) == "cards-page"
        press(page, "Back")
        assert page.get_by_text("Your recording is kept.").is_visible()
        stop(page)
    found = case(ways, draft)
    sound = opened_sound(ways.service, found.recordings["note"])
    assert found.answers["note"] == Answer("given", "recording")
    assert 1_000 < len(sound.data) < SPOKEN_BYTES
    assert 900 < sound.milliseconds < 20_000


def test_a_worker_sees_the_drawing_and_plays_the_recording(browser: Browser, ways: House) -> None:
    with visiting(browser) as page:
        draft = start(page, link(ways, FORM))
        drag(page, *circle(0.5))
        press(page, "Continue")
        record(page)
        press(page, "Continue")
        page.wait_for_url("**/q/cards-page")
        stop(page)
    with visiting(browser) as page:
        sign_in(page, ways, f"/staff/submissions/{draft}")
        picture = page.get_by_role("img", name="Drawing, Child 8 to 11; 1 line")
        assert (picture.locator("path").get_attribute("d") or "").count("L") > 8
        played = page.locator("audio").evaluate(
            """async (audio) => {
            await audio.play()
            await new Promise((heard) => audio.addEventListener("timeupdate", heard, { once: true }))
            return audio.error === null && audio.currentTime >= 0
            }"""
        )
        assert played


def test_a_voice_note_deleted_is_not_sent(browser: Browser, ways: House) -> None:
    with visiting(browser) as page:
        draft = to_voice(page, ways)
        record(page)
        press(page, "Stop recording")
        press(page, "Delete it")
        assert page.get_by_role("button", name="Record", exact=True).is_visible()
        press(page, "Skip")
        assert page_id(page) == "cards-page"
        stop(page)
    assert case(ways, draft).recordings == {}


def test_who_goes_on_while_speaking_keeps_what_was_said(browser: Browser, ways: House) -> None:
    with visiting(browser) as page:
        draft = to_voice(page, ways)
        record(page)
        press(page, "Continue")
        page.wait_for_url("**/q/cards-page")
        stop(page)
    assert case(ways, draft).answers["note"] == Answer("given", "recording")


def test_where_the_microphone_is_refused_words_are_offered(browser: Browser, ways: House) -> None:
    with visiting(browser, free=True) as page:
        page.add_init_script("navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException())")
        to_voice(page, ways)
        press(page, "Record")
        page.get_by_text("The microphone does not work here.").wait_for()
        page.fill("#q-noted", "so I write")
        press(page, "Continue")
        assert page_id(page) == "cards-page"
