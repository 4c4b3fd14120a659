"""Drawing, speaking, sorting and three houses in a real browser: with a mouse, by keys, without scripts."""

import math
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from feedback_service.accounts import add_worker
from feedback_service.recordings import opened_sound
from feedback_service.storage.scope import EVERYTHING
from feedback_service.web.sounds import SPOKEN_BYTES
from forms.drawing import MOST_POINTS, MOST_STROKES, read, svg
from forms.model import Answer
from tests.journeys.browsing import ARGUMENTS, CHROMIUM, PHONE, page_id, press, start, tab_to, tile, visiting
from tests.journeys.house import House, ask, case, link
from tests.journeys.ways import FORM, every_way

PASSWORD = "three plain words"
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with every_way(tmp_path_factory.mktemp("ways")) as running:
        yield running


@pytest.fixture(scope="module")
def browser(has_browser: None) -> Iterator[Browser]:
    """A browser with a microphone that beeps."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, *MICROPHONE])
        yield opened
        opened.close()


def drag(page: Page, *places: tuple[float, float]) -> None:
    """Draw a line through these places, given in parts of the canvas's width and height."""
    box = page.locator(".sheet > svg").bounding_box()
    assert box is not None
    for number, (x, y) in enumerate(places):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def circle(middle: float) -> list[tuple[float, float]]:
    return [(middle + math.cos(i / 8) / 10, 0.5 + math.sin(i / 8) / 8) for i in range(51)]


def stop(page: Page) -> None:
    """Stop here and send what was said."""
    press(page, "Stop")
    page.locator("[name=choice][value=send]").click()
    page.wait_for_url("**/done")


def points(page: Page) -> str:
    return page.locator("[name=picture]").input_value()


def test_a_drawing_is_undone_cleared_brought_back_and_sent_as_it_stands(
    browser: Browser, ways: House
) -> None:
    with visiting(browser) as page:
        draft = start(page, link(ways, FORM))
        drag(page, *circle(0.3))
        first = points(page)
        drag(page, *circle(0.7))
        drag(page, (0.1, 0.9))
        assert len(points(page).split(";")) == 4
        press(page, "Undo")
        press(page, "Undo")
        assert points(page) == first
        press(page, "Clear")
        assert points(page) == ""
        press(page, "Undo")
        assert points(page) == first
        press(page, "Continue")
        assert page_id(page) == "voice-page"
        press(page, "Back")
        assert points(page) == first
        drawn = page.locator(".sheet > svg path").get_attribute("d") or ""
        drag(page, (0.2, 0.2), (0.8, 0.2))
        assert (page.locator(".sheet > svg path").get_attribute("d") or "").startswith(drawn)
        press(page, "Undo")
        press(page, "Undo")
        assert points(page) == ""
        drag(page, *circle(0.5))
        kept = points(page)
        stop(page)
    answer = case(ways, draft).answers["picture"]
    assert answer == Answer("given", kept)
    sent = read(str(answer.value))
    assert sent is not None
    assert svg(sent).startswith("M")


def test_a_line_that_leaves_the_paper_stays_on_it_and_keeps_its_shape_with_fewer_points(
    browser: Browser, ways: House
) -> None:
    with visiting(browser, PHONE) as page:
        start(page, link(ways, FORM))
        drag(page, *circle(0.5))
        round_one = read(points(page))
        press(page, "Clear")
        drag(page, (0.5, 0.5), (1.4, 0.5), (0.5, -0.6), (0.1, 0.1))
        outside = read(points(page))
        press(page, "Clear")
        drag(page, *((x / 100, 0.5) for x in range(10, 90)))
        straight = read(points(page))
    assert round_one is not None
    assert outside is not None
    assert straight is not None
    assert 8 <= len(round_one.strokes[0]) < 51
    assert all(abs(math.hypot((x - 300) / 60, (y - 200) / 50) - 1) < 0.1 for x, y in round_one.strokes[0])
    assert (600, 200) in outside.strokes[0]
    assert len(straight.strokes[0]) == 2


def test_a_child_who_never_stops_drawing_is_told_when_the_paper_is_full_and_loses_nothing(
    browser: Browser, ways: House
) -> None:
    with visiting(browser) as page:
        start(page, link(ways, FORM))
        page.evaluate(
            """() => {
            const svg = document.querySelector('.sheet > svg'), box = svg.getBoundingClientRect()
            svg.setPointerCapture = () => {}
            const at = (type, x, y) => svg.dispatchEvent(new PointerEvent(type,
                { isPrimary: true, clientX: box.x + x % box.width, clientY: box.y + y % box.height }))
            for (let i = 0; i < 500; i++) {
                at('pointerdown', i * 7, i * 3)
                for (let j = 1; j < 40; j++) at('pointermove', i * 7 + j * 9, i * 3 + (j % 2) * 40)
                at('pointerup', 0, 0)
            }
            }"""
        )
        drawn = read(points(page))
        assert drawn is not None
        assert len(drawn.strokes) <= MOST_STROKES
        assert 1_000 < sum(map(len, drawn.strokes)) <= MOST_POINTS
        assert page.get_by_text("Your drawing is full.").is_visible()
        press(page, "Continue")
        assert page_id(page) == "voice-page"


def to_voice(page: Page, ways: House) -> str:
    """Begin a form and go to the page that records; gives the draft's id."""
    draft = start(page, link(ways, FORM))
    page.fill("#q-told", "words")
    press(page, "Continue")
    return draft


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
    person = {"username": "reader", "name": "A reader", "role": "manager", "password": PASSWORD}
    ask(ways, lambda service: add_worker(service, **person, scope=EVERYTHING))
    with visiting(browser) as page:
        page.goto(f"{ways.url}/staff/submissions/{draft}")
        page.fill("#username", "reader")
        page.fill("#password", PASSWORD)
        press(page, "Sign in")
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


def test_cards_are_sorted_with_keys_alone(browser: Browser, ways: House) -> None:
    with visiting(browser) as page:
        draft = start(page, link(ways, FORM))
        page.goto(f"{ways.url}/a/{draft}/q/cards-page")
        page.locator("#q-sorted").focus()
        page.keyboard.press("Space")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowRight")
        tab_to(page, "[name=sorted--school]")  # past what reads the piles
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_url("**/q/houses-page")
        stop(page)
    assert case(ways, draft).answers["sorted"] == Answer("given", ("home=not-good", "school=good"))


def test_every_way_works_without_scripts(browser: Browser, ways: House) -> None:
    with visiting(browser, PHONE, scripts=False) as page:
        draft = start(page, link(ways, FORM))
        assert page.get_by_text("You cannot draw on this screen.").is_visible()
        assert not page.locator(".sheet").is_visible()
        page.fill("#q-told", "my dog")
        press(page, "Continue")
        assert page.get_by_text("You cannot record on this screen.").is_visible()
        press(page, "Skip")
        for card, pile in (("home", "good"), ("friends", "not-sure")):
            tile(page, f"sorted--{card}", pile).click()
        press(page, "Continue")
        page.fill("#q-wishes", "a bigger room")
        press(page, "Continue")
        for feeling in ("sad", "loved"):
            tile(page, "feelings", feeling).click()
        press(page, "Continue")
        tile(page, "pair", "cold").click()
        press(page, "Continue")
        page.fill("#q-goal", "أن أنام جيدا " + "x" * 200)
        press(page, "Continue")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert "\u2068أن أنام" in page.locator("h1").inner_text()
        tile(page, "near", 7).click()
        press(page, "Continue")
        assert page.url.endswith("/done")
    answers = case(ways, draft).answers
    assert {name: one.value for name, one in answers.items() if one.state == "given"} == {
        "told": "my dog",
        "sorted": ("home=good", "friends=not-sure"),
        "wishes": "a bigger room",
        "feelings": ("sad", "loved"),
        "pair": "cold",
        "goal": "أن أنام جيدا " + "x" * 200,
        "near": 7,
    }
    assert answers["worries"] == Answer("skipped")
    assert answers["picture"] == Answer("skipped")


def test_a_service_without_voice_notes_does_not_ask_for_any(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    with every_way(tmp_path_factory.mktemp("silent"), voice_notes=False) as silent, visiting(browser) as page:
        to_voice(page, silent)
        assert page.locator("h1").inner_text() == "You can also write it."
        assert page.locator(".recorder").count() == 0
