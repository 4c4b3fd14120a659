"""Whole forms on a tablet without a network: stored as they were entered, drawings too."""

import math

import pytest
from playwright.sync_api import Browser, Page, expect

from forms.drawing import read, svg
from forms.journey import path
from forms.model import Answer
from tests.journeys.browsing import answer_page, press, tile, varied, visiting
from tests.journeys.house import House, case
from tests.journeys.unplugged import back_home, begin, unplugged
from tests.journeys.workers import sign_in


@pytest.mark.parametrize("form_id", ["my-day", "about-me", "my-view", "family-experience"])
def test_a_whole_form_without_a_network_says_what_it_says_with_one(
    house: House, browser: Browser, form_id: str
) -> None:
    form = house.form(form_id)
    answers = varied(form)
    with unplugged(browser, house, form_id) as device:
        page = device.page
        begin(device, form_id)
        for asked in path(form, answers):
            # The page is there once its first question is: the one before has the same buttons.
            expect(page.locator(f"[name^='{asked.questions[0].id}']").first).to_be_attached()
            answer_page(page, asked, answers)
        if form.form.review:
            press(page, "Send my answers")
        expect(page.locator("h1")).to_have_text("Thank you")
        assert page.locator(".receipt li").count() == 4
        only = back_home(device)
    kept = case(house, only)
    assert kept.record.finished
    assert {name: one for name, one in kept.answers.items() if name in answers} == answers


def drag(page: Page, middle: float) -> None:
    """Draw a ring on the paper."""
    paper = page.locator(".sheet > svg")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box is not None
    for number in range(51):
        x, y = middle + math.cos(number / 8) / 10, 0.5 + math.sin(number / 8) / 8
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def to_drawing(page: Page) -> None:
    """From the first question of Hello, me to its drawing."""
    for name in ("school", "food", "safe", "love"):
        tile(page, name, "skip").click()
        press(page, "Continue")
    expect(page.locator(".sheet")).to_be_visible()


def test_a_drawing_made_without_a_network_is_changed_kept_sent_and_seen_by_staff(
    house: House, browser: Browser
) -> None:
    with unplugged(browser, house, "hello-me") as device:
        page = device.page
        points, drawn = page.locator("[name=best-drawing]"), page.locator(".sheet > svg path")
        begin(device, "hello-me")
        to_drawing(page)
        press(page, "Continue")
        expect(page.get_by_role("alert")).to_be_visible()  # nothing was drawn or told: the page comes again
        drag(page, 0.3)
        first = points.input_value()
        drag(page, 0.7)
        press(page, "Undo")
        assert points.input_value() == first != ""
        press(page, "Continue")
        expect(tile(page, "helper", "skip")).to_be_visible()
        press(page, "Back")
        expect(drawn).to_have_attribute("d", line(first))
        drag(page, 0.7)
        both = points.input_value()
        assert len(both.split(";")) == 3
        press(page, "Stop")
        page.locator("[value=send]").click()
        expect(page.locator("h1")).to_have_text("Thank you")
        only = back_home(device)
    assert case(house, only).answers["best-drawing"] == Answer("given", both)
    with visiting(browser) as page:
        sign_in(page, house, f"/staff/submissions/{only}")
        picture = page.get_by_role("img", name="2 lines")
        expect(picture.locator("path")).to_have_attribute("d", line(both))


def line(points: str) -> str:
    """The path of the drawing that the field holds."""
    drawing = read(points)
    assert drawing is not None
    return svg(drawing)
