"""Sorting and three houses in a real browser, and every newer way to answer without scripts."""

import pytest
from playwright.sync_api import Browser

from forms.model import Answer
from tests.journeys.browsing import PHONE, press, start, tab_to, tile, visiting
from tests.journeys.house import House, case, link
from tests.journeys.ways import FORM, every_way, stop, to_voice


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
