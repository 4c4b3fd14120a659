"""Going back, changing, leaving out and stopping: the form follows the person and keeps what they said."""

from playwright.sync_api import Browser, Page

from forms.model import Answer
from tests.journeys.browsing import (
    WORDS,
    draft_id,
    follow,
    heading,
    page_id,
    press,
    start,
    tile,
    visiting,
)
from tests.journeys.house import House, case, is_draft, kept, link


def choose(page: Page, question: str, value: str) -> None:
    """Choose an option and go on."""
    tile(page, question, value).click()
    press(page, "Continue")


def chosen(page: Page) -> list[str]:
    """The values of the options that are chosen on the page."""
    return [box.get_attribute("value") or "" for box in page.locator("input:checked").all()]


def open_page(page: Page, house: House, form_page: str) -> None:
    """Open a page of the draft that this browser is answering."""
    page.goto(f"{house.url}/a/{draft_id(page)}/q/{form_page}")


def test_back_shows_the_last_page_with_its_answer_which_can_be_changed(
    house: House, browser: Browser
) -> None:
    with visiting(browser) as page:
        start(page, link(house, "my-day"))
        choose(page, "school", "hard")
        assert page_id(page) == "safe-page"
        press(page, "Back")
        assert (page_id(page), chosen(page)) == ("school-page", ["hard"])
        choose(page, "school", "fun")
        press(page, "Back")
        assert chosen(page) == ["fun"]


def test_an_answer_is_changed_from_the_check_page_and_comes_back_there(
    house: House, browser: Browser
) -> None:
    with visiting(browser) as page:
        start(page, link(house, "working-together"))
        choose(page, "role", "health")
        press(page, "Skip")
        open_page(page, house, "share-page")
        choose(page, "share", "no")
        assert heading(page) == "Check what you have said"
        follow(page, page.locator(".change a").first)
        assert chosen(page) == ["health"]
        tile(page, "role", "police").click()
        press(page, "Save my change")
        page.goto(page.url.partition("/q/")[0] + "/check")
        answers = page.locator(".checks dd:not(.change)").all_inner_texts()
        assert answers == ["Police", "Skipped", "No"]
        press(page, "Send my answers")
        assert case(house, draft_id(page)).answers == {
            "role": Answer("given", "police"),
            "good": Answer("skipped"),
            "share": Answer("given", "no"),
        }


def test_a_question_appears_when_an_answer_asks_for_it_and_goes_again(house: House, browser: Browser) -> None:
    with visiting(browser) as page:
        start(page, link(house, "my-day"))
        open_page(page, house, "changed-page")
        choose(page, "changed", "different")
        assert page_id(page) == "happier-page"
        choose(page, "happier", "better")
        assert page_id(page) == "matters-page"
        press(page, "Back")
        press(page, "Back")
        choose(page, "changed", "same")
        assert page_id(page) == "matters-page"
        open_page(page, house, "happier-page")
        assert page_id(page) == "school-page", "a page that is not asked leads to the first open one"
        press(page, "Stop")
        press(page, "Send what I have said Stop here. People who can help will read it.")
        assert case(house, draft_id(page)).answers == {"changed": Answer("given", "same")}


def test_continue_with_nothing_chosen_says_what_to_do_and_stays(house: House, browser: Browser) -> None:
    with visiting(browser, scripts=False) as page:
        start(page, link(house, "my-day"))
        press(page, "Continue")
        assert page.title().startswith("Error: ")
        assert page_id(page) == "school-page"
        message = page.locator(".summary a")
        assert message.inner_text() == "Tap one. You can tap Not sure or Skip."
        message.click()
        page.keyboard.press("Space")  # the link leads to the first option
        press(page, "Continue")
        assert page_id(page) == "safe-page"


def test_words_beyond_the_limit_come_back_whole_and_can_be_shortened(house: House, browser: Browser) -> None:
    long = "I want a garden. " * 20  # 340 characters; the box takes 120
    with visiting(browser, scripts=False) as page:
        start(page, link(house, "my-view"))
        open_page(page, house, "want-page")
        page.fill("#q-want", long)
        press(page, "Continue")
        assert page.locator("#q-want").input_value() == long
        assert page.get_by_role("link", name="Please use 120 characters or fewer.").count() == 1
        page.fill("#q-want", long[:120])
        press(page, "Continue")
        assert page_id(page) == "want-now-page"
        assert long[:120] in heading(page)


def test_skip_pressed_over_typed_words_gives_the_question_back_with_the_words(
    house: House, browser: Browser
) -> None:
    with visiting(browser) as page:
        start(page, link(house, "my-view"))
        page.fill("#q-good", WORDS)
        press(page, "Skip")
        assert page_id(page) == "good-page"
        assert page.locator("#q-good").input_value() == WORDS
        press(page, "Continue")
        press(page, "Back")
        assert page.locator("#q-good").input_value() == WORDS


def test_back_and_stop_keep_what_is_typed_on_the_page(house: House, browser: Browser) -> None:
    with visiting(browser, scripts=False) as page:
        start(page, link(house, "my-view"))
        open_page(page, house, "want-page")
        page.fill("#q-want", "A bike")
        press(page, "Back")
        assert page_id(page) == "matters-page"
        page.fill("#q-matters", "My dog")
        press(page, "Stop")
        assert page.get_by_text("You have answered 2 questions.").count() == 1
        press(page, "Send what I have said Stop here. People who can help will read it.")
        stored = case(house, draft_id(page))
    assert stored.answers == {"matters": Answer("given", "My dog"), "want": Answer("given", "A bike")}
    assert not stored.record.finished


def test_stop_and_delete_keeps_nothing_at_all(house: House, browser: Browser) -> None:
    before = kept(house)
    with visiting(browser) as page:
        draft = start(page, link(house, "my-view"))
        page.fill("#q-good", WORDS)
        press(page, "Stop")
        assert is_draft(house, draft)
        press(page, "Delete what I have said Stop here. It is not sent, and it is taken away from here.")
        assert heading(page) == "It is deleted"
        assert not is_draft(house, draft)
        assert kept(house) == before
        page.goto(f"{house.url}/a/{draft}")
        assert heading(page) == "These answers are not on this screen any more"


def test_stop_and_go_on_leads_back_to_the_first_open_question(house: House, browser: Browser) -> None:
    with visiting(browser) as page:
        start(page, link(house, "my-day"))
        choose(page, "school", "fun")
        press(page, "Stop")
        press(page, "Go on Go back to the questions.")
        assert page_id(page) == "safe-page"
