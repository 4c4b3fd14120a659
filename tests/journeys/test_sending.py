"""Sent once, however often it is pressed; links that cannot be used; another device; a server that dies."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from benchmarks.served import running
from forms.model import Answer
from tests.journeys.browsing import PHONE, WORDS, draft_id, heading, page_id, press, start, tile, visiting
from tests.journeys.house import House, case, kept, link, prepared

SEND = "Send my answers"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_send_pressed_twice_gives_one_submission(house: House, browser: Browser, scripts: bool) -> None:
    begun, sent = kept(house)
    with visiting(browser, PHONE, scripts=scripts) as page:
        address = link(house, "my-view", reusable=True)
        draft = start(page, address)
        page.fill("#q-good", WORDS)
        press(page, "Continue")
        page.goto(f"{house.url}/a/{draft}/check")
        page.get_by_role("button", name=SEND).dblclick()
        # The second press breaks off the page that the first one brings.
        page.locator("h1", has_text="Thank you").wait_for()
        assert page.url.endswith("/done")
        again = page.context.request.post(
            f"{house.url}/a/{draft}/send", headers={"sec-fetch-site": "same-origin"}, max_redirects=0
        )
        assert (again.status, again.headers["location"]) == (303, f"/a/{draft}/done")
    assert kept(house) == (begun, sent + 1)
    assert case(house, draft).answers == {"good": Answer("given", WORDS)}


def test_the_thank_you_page_reloads_with_the_same_words_to_come_back_with(
    house: House, browser: Browser
) -> None:
    with visiting(browser) as page:
        start(page, link(house, "my-view"))
        press(page, "Skip")
        press(page, "Stop")
        press(page, "Send what I have said Stop here. People who can help will read it.")
        words = page.locator(".receipt li").all_inner_texts()
        assert len(words) == 4
        page.reload()
        assert heading(page) == "Thank you"
        assert page.locator(".receipt li").all_inner_texts() == words


def test_a_one_time_link_says_that_it_is_used_once_its_answers_are_sent(
    house: House, browser: Browser
) -> None:
    address = link(house, "my-view")
    with visiting(browser) as page:
        draft = start(page, address)
        page.fill("#q-good", WORDS)
        press(page, "Continue")
        page.goto(f"{house.url}/a/{draft}/check")
        press(page, SEND)
        page.goto(address)
        assert heading(page) == "This link has been used"


def test_links_that_cannot_be_used_say_why(house: House, browser: Browser) -> None:
    expired = link(house, "my-view", days_ago=3)
    good = link(house, "my-view")
    last = good[-1]
    swapped = good[:-1] + ("A" if last != "A" else "B")
    with visiting(browser, PHONE) as page:
        headings = {}
        for name, address in {"expired": expired, "mistyped": swapped}.items():
            page.goto(address)
            headings[name] = heading(page)
        assert headings == {
            "expired": "This link has run out",
            "mistyped": "This code has a letter wrong or missing",
        }
        press(page, "Type a code")
        page.fill("#code", swapped.rpartition("/")[2])
        press(page, "Continue")
        assert page.title().startswith("Error: ")
        page.fill("#code", good.rpartition("/")[2].lower().replace("-", " "))
        press(page, "Continue")
        assert heading(page) == house.form("my-view").form.start.title


def test_another_device_goes_on_without_showing_the_earlier_answers(house: House, browser: Browser) -> None:
    address = link(house, "my-view")
    with visiting(browser) as first:
        draft = start(first, address)
        first.fill("#q-good", WORDS)
        press(first, "Continue")
        tile(first, "school", 2).click()
        tile(first, "health", 4).click()
        press(first, "Continue")
    with visiting(browser, PHONE) as second:
        second.goto(address)
        press(second, "Carry on")
        assert (draft_id(second), page_id(second)) == (draft, "body-page")
        assert second.get_by_role("button", name="Back").count() == 0
        second.goto(f"{house.url}/a/{draft}/q/good-page")
        assert page_id(second) == "body-page"
        tile(second, "food", 1).click()
        tile(second, "sleep", "skip").click()
        press(second, "Continue")
        second.goto(f"{house.url}/a/{draft}/check")
        assert second.locator(".checks dd:not(.change)").all_inner_texts() == ["Always hungry", "Skipped"]
        press(second, SEND)
    assert case(house, draft).answers == {
        "good": Answer("given", WORDS),
        "school": Answer("given", 2),
        "health": Answer("given", 4),
        "food": Answer("given", 1),
        "sleep": Answer("skipped"),
    }


def test_a_form_goes_on_where_it_was_after_the_server_is_killed(tmp_path: Path, browser: Browser) -> None:
    with prepared(tmp_path) as house, visiting(browser) as page:
        with running(house.service.settings) as process:
            draft = start(page, link(house, "my-view"))
            page.fill("#q-good", WORDS)
            press(page, "Continue")
            tile(page, "school", 5).click()
            tile(page, "health", "not-sure").click()
            process.kill()
            process.wait()
        with running(house.service.settings):
            press(page, "Continue")  # the page that was open when it happened
            assert page_id(page) == "body-page"
            press(page, "Back")
            press(page, "Back")
            assert page.locator("#q-good").input_value() == WORDS
            press(page, "Stop")
            press(page, "Send what I have said Stop here. People who can help will read it.")
            stored = case(house, draft)
    assert stored.answers == {
        "good": Answer("given", WORDS),
        "school": Answer("given", 5),
        "health": Answer("not_sure"),
    }
