"""Driving a real browser through the pages as a person does: by their words, fields and buttons."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

from forms.catalogue import PublishedForm
from forms.journey import visible
from forms.model import (
    Answer,
    Answers,
    Choices,
    Drawing,
    LongText,
    Question,
    ShortText,
    SortCards,
    Statement,
    VoiceNote,
)
from forms.model import Page as FormPage

CHROMIUM = Path("/usr/bin/chromium")
# Behind its address bar Chromium keeps two hidden pages, made anew for each window: half of a visit's time.
# Of two such lists the last alone counts, so ours names what Playwright leaves out as well.
LEFT_OUT = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup"),
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect", "TcpPortRandomizationWin"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
    *("msForceBrowserSignIn", "msEdgeUpdateLaunchServicesPreferredVersion"),
)
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
    f"--disable-features={','.join(LEFT_OUT)}",
)
MICROPHONE = ("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream")  # it beeps
TABLET, PHONE, DESKTOP = (1024, 768), (390, 844), (1440, 900)
WORDS = "Cake & <b>crisps</b>, 50 % “fun”…\nكرة 🙂 — and\n\nnan's “Sunday”"
# A tablet that needs no network shows its next page without asking for one.
_BRINGS_A_PAGE = """control => !navigator.serviceWorker?.controller &&
    (control.matches("a[href]:not([href^='#'])") || control.type == "submit")"""
_RESERVED = {"not_sure": "not-sure", "skipped": "skip"}


@contextmanager
def chromium(*, keeps_pages: bool = False) -> Iterator[Browser]:
    """A fresh browser with a microphone; `keeps_pages` lets it keep whole pages for the Back button."""
    left_out = ["--disable-back-forward-cache"] if keeps_pages else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=[*ARGUMENTS, *MICROPHONE], ignore_default_args=left_out
        )
        yield browser
        browser.close()


@contextmanager
def visiting(
    browser: Browser, size: tuple[int, int] = TABLET, *, scripts: bool = True, free: bool = False
) -> Iterator[Page]:
    """A page of a browser that has never been here; `free` lets a test put its own scripts into pages.

    No service worker takes part: what works without a network has its own tests.
    """
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        java_script_enabled=scripts,
        bypass_csp=free,
        reduced_motion="reduce",
        service_workers="block",
    )
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def press(page: Page, name: str) -> None:
    """Press the button or link with exactly this name."""
    button = page.get_by_role("button", name=name, exact=True)
    follow(page, button.or_(page.get_by_role("link", name=name, exact=True)).last)


def follow(page: Page, control: Locator) -> None:
    """Press a control and, where it brings another page from the service, wait until that page is whole."""
    with page.expect_navigation() if control.evaluate(_BRINGS_A_PAGE) else nullcontext():
        control.click()


def set_up(page: Page, address: str) -> None:
    """Make this browser the tablet whose code the address brings."""
    page.goto(address)
    press(page, "Make this device the tablet")


def start(page: Page, address: str) -> str:
    """Open a link (or a form of the tablet's menu), press Start, and give the id of the draft."""
    page.goto(address)
    press(page, "Start")
    return draft_id(page)


def draft_id(page: Page) -> str:
    """The id of the draft or submission whose page is open."""
    return page.url.partition("/a/")[2].partition("/")[0]


def page_id(page: Page) -> str:
    """The id of the form's page that is open; empty when another kind of page is."""
    return page.url.partition("/q/")[2].partition("?")[0]


def heading(page: Page) -> str:
    """What the page is headed."""
    return page.locator("h1").inner_text()


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has the focus."""
    for _ in range(40):
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"The Tab key does not reach {selector} on {page.url}")


def fill(page: Page, question: Question, answer: Answer) -> bool:
    """Put in one answer; true when that pressed a button, which sends the page."""
    if isinstance(question, Drawing | VoiceNote):
        return False  # the page offers words as well: one way is enough
    if isinstance(question, SortCards) and isinstance(answer.value, tuple):
        for card, _, pile in (value.partition("=") for value in answer.value):
            tile(page, f"{question.id}--{card}", pile).click()
        return False
    if isinstance(question, ShortText | LongText | Choices | SortCards) and answer.state != "given":
        follow(page, page.locator(f'[name="{question.id}--instead"][value="{_RESERVED[answer.state]}"]'))
        return True
    if isinstance(question, ShortText | LongText):
        page.locator(f"#q-{question.id}").fill(str(answer.value))
        return False
    given = answer.value if answer.state == "given" else _RESERVED[answer.state]
    for value in given if isinstance(given, tuple) else (given,):
        tile(page, question.id, value).click()
    return False


def tile(page: Page, question: str, value: object) -> Locator:
    """The tile of an option, with its picture and word."""
    return page.locator(f'.tile:has(input[name="{question}"][value="{value}"])')


def answer_page(page: Page, asked: FormPage, answers: Answers) -> None:
    """Answer what is asked on this page and go on."""
    sent = [fill(page, one, answers[one.id]) for one in asked.questions if one.id in answers]
    if not any(sent):
        press(page, "Continue")


def walk(page: Page, form: PublishedForm, answers: Answers) -> None:
    """Answer every page that comes, until something other than a question does."""
    for _ in range(len(form.pages) + 1):
        if not page_id(page):
            return
        answer_page(page, form.pages[page_id(page)], answers)
    raise AssertionError(f"The form does not end: {page.url}")


def varied(form: PublishedForm) -> Answers:
    """Answers to every page on the way through: options in turn, words, "not sure" and "skip"."""
    answers: Answers = {}
    turn = itertools.count()
    for page in form.form.pages:
        ways = page.layout == "houses" or any(isinstance(one, Drawing | VoiceNote) for one in page.questions)
        for question in visible(page, answers):
            if not isinstance(question, Statement):
                answers[question.id] = _answer(form, question, 0 if ways else next(turn))
    return answers


def _answer(form: PublishedForm, question: Question, turn: int) -> Answer:
    if isinstance(question, Drawing | VoiceNote):
        return Answer("skipped")
    if turn % 5 in (3, 4):
        return Answer("not_sure" if turn % 5 == 3 else "skipped")
    if isinstance(question, ShortText | LongText):
        return Answer("given", WORDS)
    values = list(form.values[question.id])
    if isinstance(question, SortCards):
        return Answer("given", tuple(f"{card.code}=okay" for card in question.options))
    if isinstance(question, Choices):
        return Answer("given", tuple(str(value) for value in values[::2]))
    return Answer("given", values[turn % len(values)])
