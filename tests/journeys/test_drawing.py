"""Drawing in a real browser: lines kept, undone, cleared, brought back and sent."""

import math

from playwright.sync_api import Browser, Page

from forms.drawing import MOST_POINTS, MOST_STROKES, read, svg
from forms.model import Answer
from tests.journeys.browsing import PHONE, page_id, press, start, visiting
from tests.journeys.house import House, case, link
from tests.journeys.ways import FORM, circle, drag, stop


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
        page.locator(".sheet > svg").wait_for()
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
