"""A form answered in WebKit, with a finger or by keys alone, and what is wrong with the open page."""

from collections.abc import Iterable
from typing import cast

from playwright.sync_api import Page
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait

from forms.model import Answer, Answers, Choices, Drawing, LongText, Question, ShortText, SortCards, VoiceNote
from tests.journeys import checks, meaning
from tests.journeys.accessible import AXE, SCAN, TAGS
from tests.journeys.browsing import varied
from tests.journeys.house import House
from tests.journeys.webkit import SECONDS, is_gone, press

MOST_TABS = 60
_FOCUSED = "const {value, type, checked} = document.activeElement; return [value, type, checked]"
CHECKS = {**meaning.CHECKS, "too wide": checks.too_wide, "cut off": checks.cut_off, "small": checks.too_small}


class Reader:
    """What the checks ask of a page, asked of WebKit."""

    def __init__(self, driver: WebDriver) -> None:
        self._driver = driver

    def evaluate(self, script: str, argument: object = None) -> object:
        """What the function `script` gives for `argument` in the page."""
        return self._driver.execute_script(f"return ({script})(arguments[0])", argument)


def faults(driver: WebDriver) -> list[str]:
    """What the scan and the other checks find on the open page."""
    driver.execute_script(AXE.read_text(encoding="utf-8"))
    passed, found = driver.execute_async_script(f"({SCAN})(arguments[0]).then(arguments[1])", TAGS)
    assert passed, "the scan looked at nothing"
    reader = cast("Page", Reader(driver))
    return [*found, *(f"{name}: {fault}" for name, check in CHECKS.items() for fault in check(reader))]


def page_id(driver: WebDriver) -> str:
    """The id of the form's page that is open; empty when another kind of page is."""
    return driver.current_url.partition("/q/")[2]


def draft_id(driver: WebDriver) -> str:
    """The id of the draft or submission whose page is open."""
    return driver.current_url.partition("/a/")[2].partition("/")[0]


def chosen(question: Question, given: Answer) -> dict[str, set[str]]:
    """What is to be chosen for this answer: values by the name of their field."""
    if isinstance(question, ShortText | LongText | Drawing | VoiceNote):
        return {}
    if given.state != "given":
        return {question.id: {{"not_sure": "not-sure", "skipped": "skip"}[given.state]}}
    values = given.value if isinstance(given.value, tuple) else (given.value,)
    if isinstance(question, SortCards):
        piles = (str(value).partition("=") for value in values)
        return {f"{question.id}--{card}": {pile} for card, _, pile in piles}
    return {question.id: {str(value) for value in values}}


def answer(driver: WebDriver, asked: Iterable[Question], answers: Answers) -> None:
    """Answer what is asked on the open page, tapping as a finger does, and go on."""
    for question in asked:
        if isinstance(question, ShortText | LongText):
            driver.find_element(By.ID, f"q-{question.id}").send_keys(str(answers[question.id].value))
        for name, values in chosen(question, answers[question.id]).items():
            for value in values:
                tap(driver, f'.tile:has(input[name="{name}"][value="{value}"])')
    press(driver, "Continue")


def tap(driver: WebDriver, css: str) -> None:
    """Tap the tile in its middle, wherever its word stands."""
    tile = driver.find_element(By.CSS_SELECTOR, css)
    driver.execute_script("arguments[0].scrollIntoView({block: 'center'})", tile)
    tile.click()


def answer_by_keys(driver: WebDriver, asked: Iterable[Question], answers: Answers) -> None:
    """Answer what is asked on the open page with the keyboard alone, and go on."""
    for question in asked:
        if isinstance(question, ShortText | LongText):
            tab_to(driver, f"#q-{question.id}")
            keys(driver, str(answers[question.id].value))
        for name, values in chosen(question, answers[question.id]).items():
            choose_by_keys(driver, name, values)
    enter(driver, "#answers button.go")


def keys(driver: WebDriver, *typed: str) -> None:
    """Type into whatever has the focus."""
    ActionChains(driver).send_keys(*typed).perform()


def tab_to(driver: WebDriver, css: str) -> None:
    """Press Tab until what matches has the focus."""
    for _ in range(MOST_TABS):
        keys(driver, Keys.TAB)
        if driver.execute_script("return document.activeElement.matches(arguments[0])", css):
            return
    raise AssertionError(f"the Tab key does not come to {css} on {driver.current_url}")


def choose_by_keys(driver: WebDriver, name: str, values: set[str]) -> None:
    """Go through the answers of this field and choose with Space those wanted."""
    tab_to(driver, f'[name="{name}"]')
    left = set(values)
    for _ in range(MOST_TABS):
        value, kind, is_chosen = driver.execute_script(_FOCUSED)
        if value in left and not is_chosen:
            keys(driver, Keys.SPACE)
        left.discard(value)
        if not left:
            return
        keys(driver, Keys.ARROW_DOWN if kind == "radio" else Keys.TAB)
    raise AssertionError(f"{left} cannot be chosen with keys on {driver.current_url}")


def enter(driver: WebDriver, css: str) -> None:
    """Tab to the button, press Enter, and wait for the next page."""
    before = driver.find_element(By.TAG_NAME, "html")
    tab_to(driver, css)
    keys(driver, Keys.ENTER)
    WebDriverWait(driver, SECONDS).until(lambda _: is_gone(driver, before))


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
