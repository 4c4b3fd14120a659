"""The same pages in WebKitGTK: whole forms by finger, by keys, at four times the size, without scripts."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver

from forms.model import Answers, Question
from tests.journeys.house import House, case, link
from tests.journeys.webkit import press, webkit
from tests.journeys.webkit_forms import answer, answer_by_keys, draft_id, enter, faults, page_id, simple

LARGE, FOUR_TIMES = (1024, 768), (320, 256)  # the second is 1280 by 1024 at 400 % (WCAG 2.2, 1.4.10)
Way = Callable[[WebDriver, Iterable[Question], Answers], None]
Wrong = dict[str, list[str]]


@pytest.fixture(scope="module")
def engine() -> Iterator[WebDriver]:
    with webkit() as opened:
        yield opened


@pytest.fixture
def driver(engine: WebDriver) -> Iterator[WebDriver]:
    """The engine with no cookie of another test: a language counts for every house of this machine."""
    yield engine
    engine.delete_all_cookies()


def go_through(driver: WebDriver, house: House, form_id: str, way: Way) -> Wrong:
    """Answer every page that comes in this way; what is wrong with each, and with the one that ends them."""
    pages, answers = house.form(form_id).pages, simple(house, form_id)
    wrong: Wrong = {}
    for _ in pages:
        if not (page := page_id(driver)):
            break
        wrong[page] = faults(driver)
        way(driver, [one for one in pages[page].questions if one.id in answers], answers)
    wrong["end"] = faults(driver)
    return {page: found for page, found in wrong.items() if found}


@pytest.mark.parametrize(("form_id", "size"), [("how-things-are", LARGE), ("my-day", FOUR_TIMES)])
def test_a_whole_form_in_webkit_has_no_fault_and_is_stored_as_answered(
    house: House, driver: WebDriver, form_id: str, size: tuple[int, int]
) -> None:
    """The youngest children's form is gone through at four times its size."""
    driver.set_window_size(*size)
    driver.get(link(house, form_id))
    press(driver, "Start")
    assert driver.execute_script("return innerWidth") == size[0]
    draft = draft_id(driver)
    assert go_through(driver, house, form_id, answer) == {}
    assert driver.find_element(By.TAG_NAME, "h1").text == "Thank you"
    assert case(house, draft).answers == simple(house, form_id)


def test_a_whole_form_without_fault_is_answered_and_sent_by_keys_alone_in_webkit(
    house: House, driver: WebDriver
) -> None:
    driver.set_window_size(*LARGE)
    driver.get(link(house, "family-experience"))
    enter(driver, "button.go")
    draft = draft_id(driver)
    assert go_through(driver, house, "family-experience", answer_by_keys) == {}
    enter(driver, "main button.go")
    assert driver.find_element(By.TAG_NAME, "h1").text == "Thank you"
    assert case(house, draft).answers == simple(house, "family-experience")


def test_a_whole_form_is_answered_and_sent_without_scripts_in_webkit(house: House) -> None:
    """JavaScript is off by the browser's own setting (`enable-javascript`), as the first page shows."""
    with webkit(scripts=False) as driver:
        driver.get("data:text/html,<title>off</title><script>document.title = 'on'</script>")
        assert driver.title == "off"
        driver.get(link(house, "my-day"))
        press(driver, "Start")
        draft = draft_id(driver)
        pages, answers = house.form("my-day").pages, simple(house, "my-day")
        while page := page_id(driver):
            answer(driver, [one for one in pages[page].questions if one.id in answers], answers)
        assert driver.find_element(By.TAG_NAME, "h1").text == "Thank you"
    assert case(house, draft).answers == answers


@pytest.mark.parametrize(("language", "direction"), [("en-XA", "ltr"), ("ar-XB", "rtl")])
def test_a_page_in_a_made_up_language_has_no_fault_in_webkit(
    far_house: House, driver: WebDriver, language: str, direction: str
) -> None:
    driver.set_window_size(*LARGE)
    driver.get(f"{link(far_house, 'how-things-are')}?language={language}")
    enter(driver, "button.go")
    root = driver.find_element(By.TAG_NAME, "html")
    assert (root.get_attribute("lang"), root.get_attribute("dir")) == (language, direction)
    assert page_id(driver)
    assert faults(driver) == []


def test_an_error_is_announced_in_webkit(house: House, driver: WebDriver) -> None:
    driver.get(link(house, "my-day"))
    press(driver, "Start")
    press(driver, "Continue")
    assert driver.title.startswith("Error:")
    assert faults(driver) == []
