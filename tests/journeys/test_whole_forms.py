"""Each form answered from the first page to the last in a real browser, and stored exactly as entered."""

import pytest
from playwright.sync_api import Browser, Page

from feedback_service.web.tablet_menu import group_of
from forms.catalogue import PublishedForm
from forms.model import Answer, Answers, Drawing, LongText, Pictures, Question
from forms.order import options_shown
from tests.journeys import checks
from tests.journeys.browsing import (
    DESKTOP,
    PHONE,
    TABLET,
    WORDS,
    draft_id,
    follow,
    heading,
    page_id,
    press,
    set_up,
    start,
    tab_to,
    varied,
    visiting,
    walk,
)
from tests.journeys.house import House, case, link, tablet

FOUR_TIMES = (320, 256)  # what a window of 1280 by 1024 shows at 400 %
CHILDREN = ["my-day", "how-things-are", "my-view", "easy-after", "easy-ending"]
ADULTS = [("family-experience", PHONE), ("working-together", DESKTOP)]


@pytest.mark.parametrize("form_id", CHILDREN)
def test_a_child_completes_a_form_at_the_tablet_without_javascript(
    house: House, browser: Browser, form_id: str
) -> None:
    form = house.form(form_id)
    with visiting(browser, TABLET, scripts=False) as page:
        set_up(page, tablet(house))
        page.goto(f"{house.url}/tablet/for/{group_of(form)}")
        follow(page, page.get_by_role("link", name=form.form.title, exact=True))
        press(page, "Start")
        finish(page, house, form_id, varied(form))
        assert case(house, draft_id(page)).record.channel == "tablet"
        press(page, "Finish")
        press(page, "Next person")
        assert page.url == f"{house.url}/tablet"


@pytest.mark.parametrize(("form_id", "size"), ADULTS)
def test_an_adult_completes_a_form_through_a_link_without_javascript(
    house: House, browser: Browser, form_id: str, size: tuple[int, int]
) -> None:
    with visiting(browser, size, scripts=False) as page:
        start(page, link(house, form_id))
        finish(page, house, form_id, varied(house.form(form_id)))
        press(page, "Finish")
        assert heading(page) == "Thank you"
        assert page.url == f"{house.url}/finished"


def test_a_father_answers_on_his_phone_and_reads_back_what_he_wrote(house: House, browser: Browser) -> None:
    form = house.form("family-experience")
    answers = varied(form) | {"role": Answer("given", "father"), "happier": Answer("given", 2)}
    answers |= {"why": Answer("given", WORDS)}
    with visiting(browser, PHONE) as page:
        start(page, link(house, "family-experience"))
        walk(page, form, answers)
        words = page.locator(".checks .words")
        assert WORDS in words.all_inner_texts()
        assert page.get_by_text("Father", exact=True).count() == 1
        press(page, "Send my answers")
        stored = case(house, draft_id(page))
    assert stored.answers == answers
    assert stored.record.finished


@pytest.mark.parametrize("form_id", ["my-day", "family-experience"])
def test_a_form_is_completed_at_four_times_the_size(house: House, browser: Browser, form_id: str) -> None:
    with visiting(browser, FOUR_TIMES) as page:
        start(page, link(house, form_id))
        finish(page, house, form_id, varied(house.form(form_id)))
        assert checks.too_wide(page) == []


def finish(page: Page, house: House, form_id: str, answers: Answers) -> None:
    """Walk to the end, send where the form asks for a check first, and compare with what is stored."""
    form = house.form(form_id)
    walk(page, form, answers)
    if form.form.review:
        assert heading(page) == "Check what you have said"
        press(page, "Send my answers")
    assert heading(page) == "Thank you"
    assert case(house, draft_id(page)).answers == answers


def test_my_day_is_completed_with_the_keyboard_alone(house: House, browser: Browser) -> None:
    form = house.form("my-day")
    with visiting(browser) as page:
        set_up(page, tablet(house))
        key_on(page, "a[href='/tablet/for/4-7']", "Enter")
        key_on(page, "a[href='/tablet/my-day']", "Enter")
        key_on(page, "button.go", "Space")
        answers = keyed_in(page, house)
        assert heading(page) == "Thank you"
        assert case(house, draft_id(page)).answers == answers
        assert list(answers) == list(form.questions)
        key_on(page, "button.go", "Enter")
        key_on(page, "a.go", "Enter")
        assert page.url == f"{house.url}/tablet"


def keyed_in(page: Page, house: House) -> Answers:
    """Answer My day by keys: the form's last option of each group by arrows, words typed, nothing drawn."""
    answers: Answers = {}
    form = house.form("my-day")
    while here := page_id(page):
        for question in form.pages[here].questions:
            if isinstance(question, Drawing):
                answers[question.id] = Answer("skipped")
                continue
            tab_to(page, f"#q-{question.id}")
            if isinstance(question, LongText):
                page.keyboard.type("My cat")
                answers[question.id] = Answer("given", "My cat")
                tab_to(page, "button.go")
            else:
                codes = shown_order(page, form, question)
                page.keyboard.press("Space")
                for _ in range(codes.index(list(form.values[question.id])[-1])):
                    page.keyboard.press("ArrowDown")
                answers[question.id] = Answer("given", list(form.values[question.id])[-1])
        with page.expect_navigation():
            page.keyboard.press("Enter")  # in a group of pictures too: the same as Continue
    return answers


def shown_order(page: Page, form: PublishedForm, question: Question) -> list[str | int]:
    """The values in the order in which they stand on the screen: pairs are turned for every other child."""
    if isinstance(question, Pictures):
        shown = options_shown(form, question.id, question.options, draft_id(page))
        return [option.code for option in shown]
    return list(form.values[question.id])


def key_on(page: Page, selector: str, key: str) -> None:
    """Go to the element with Tab and press the key on it, which opens another page."""
    tab_to(page, selector)
    with page.expect_navigation():
        page.keyboard.press(key)
