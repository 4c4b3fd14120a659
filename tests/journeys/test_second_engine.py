"""The same pages in WebKitGTK: a whole form, each of its pages scanned and checked, stored as answered."""

from collections.abc import Iterator
from typing import Any, cast

import pytest
from playwright.sync_api import Page
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver

from forms.model import Answer, Answers, Choices, LongText, ShortText, SortCards
from tests.journeys import checks, meaning
from tests.journeys.accessible import AXE, TAGS
from tests.journeys.browsing import varied
from tests.journeys.house import House, case, link
from tests.journeys.webkit import press, webkit

CHECKS = {**meaning.CHECKS, "too wide": checks.too_wide, "cut off": checks.cut_off, "small": checks.too_small}
FORMS = ("how-things-are", "family-experience")


class Reader:
    """What the checks ask of a page, asked of WebKit."""

    def __init__(self, driver: WebDriver) -> None:
        self._driver = driver

    def evaluate(self, script: str, argument: object = None) -> object:
        """What the function `script` gives for `argument` in the page."""
        return self._driver.execute_script(f"return ({script})(arguments[0])", argument)


@pytest.fixture(scope="module")
def driver() -> Iterator[WebDriver]:
    with webkit() as opened:
        yield opened


def faults(driver: WebDriver) -> list[str]:
    """What the scan and the other checks find on the open page."""
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    scanned: dict[str, Any] = driver.execute_async_script(
        "const done = arguments[1]; axe.run({runOnly: arguments[0]}).then(done)", TAGS
    )
    assert scanned["passes"], "the scan looked at nothing"
    found = [each["id"] for each in [*scanned["violations"], *scanned["incomplete"]]]
    reader = cast("Page", Reader(driver))
    return found + [f"{name}: {fault}" for name, check in CHECKS.items() for fault in check(reader)]


def choose(driver: WebDriver, name: str, value: object) -> None:
    """Tap a tile as a finger does: in its middle, wherever its word stands."""
    tile = driver.find_element(By.CSS_SELECTOR, f'.tile:has(input[name="{name}"][value="{value}"])')
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", tile)
    tile.click()


def answer(driver: WebDriver, house: House, form_id: str, answers: Answers) -> None:
    """Answer the open page and go on."""
    page = house.form(form_id).pages[driver.current_url.partition("/q/")[2]]
    for question in (each for each in page.questions if each.id in answers):
        given = answers[question.id]
        if isinstance(question, ShortText | LongText):
            driver.find_element(By.ID, f"q-{question.id}").send_keys(str(given.value))
        elif isinstance(question, SortCards) and isinstance(given.value, tuple):
            for card, _, pile in (each.partition("=") for each in given.value):
                choose(driver, f"{question.id}--{card}", pile)
        elif given.state == "given":
            for value in given.value if isinstance(given.value, tuple) else (given.value,):
                choose(driver, question.id, value)
        elif not isinstance(question, Choices) and question.__struct_config__.tag not in (
            "drawing",
            "voice-note",
        ):
            choose(driver, question.id, {"not_sure": "not-sure", "skipped": "skip"}[given.state])
    press(driver, "Continue")


def simple(house: House, form_id: str) -> Answers:
    """Answers to every page, without what only buttons can say, and in letters that keys have."""
    form = house.form(form_id)
    plain: Answers = {}
    for name, one in varied(form).items():
        question = form.questions[name]
        if isinstance(question, ShortText | LongText):
            plain[name] = Answer("given", "My nan's cake & tea")
        elif isinstance(question, Choices | SortCards) and one.state != "given":
            first = next(iter(form.values[name]))
            plain[name] = Answer("given", (str(first),))
        else:
            plain[name] = one
    return plain


@pytest.mark.parametrize("form_id", FORMS)
def test_a_whole_form_in_webkit_has_no_fault_and_is_stored_as_answered(
    house: House, driver: WebDriver, form_id: str
) -> None:
    answers = simple(house, form_id)
    wrong: dict[str, list[str]] = {}
    driver.get(link(house, form_id))
    press(driver, "Start")
    draft = driver.current_url.partition("/a/")[2].partition("/")[0]
    for _ in house.form(form_id).pages:
        if "/q/" not in driver.current_url:
            break
        if found := faults(driver):
            wrong[driver.current_url.partition("/q/")[2]] = found
        answer(driver, house, form_id, answers)
    if driver.current_url.endswith("/check"):
        wrong |= {"check": found} if (found := faults(driver)) else {}
        press(driver, "Send my answers")
    assert driver.find_element(By.TAG_NAME, "h1").text == "Thank you"
    assert wrong == {}
    assert case(house, draft).answers == answers


def test_an_error_is_announced_in_webkit(house: House, driver: WebDriver) -> None:
    driver.get(link(house, "my-day"))
    press(driver, "Start")
    press(driver, "Continue")
    assert driver.title.startswith("Error:")
    assert faults(driver) == []


def test_a_page_is_answered_by_keys_alone_in_webkit(house: House, driver: WebDriver) -> None:
    driver.get(link(house, "my-day"))
    press(driver, "Start")
    before = driver.current_url
    group = driver.find_elements(By.CSS_SELECTOR, "fieldset input")
    group[0].send_keys(Keys.SPACE)
    group[0].send_keys(Keys.ARROW_DOWN)
    assert group[1].is_selected()
    assert not group[0].is_selected()
    group[1].send_keys(Keys.ENTER)
    for _ in range(100):
        if driver.current_url != before:
            break
    assert driver.current_url != before
