"""Every kind of page that a tablet shows without a network, for each look and from right to left."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from forms.journey import path
from tests.journeys import checks, meaning
from tests.journeys.accessible import scan
from tests.journeys.browsing import TABLET, fill, varied
from tests.journeys.house import House, served
from tests.journeys.unplugged import Device, unplugged

Check = Callable[[Page], list[str]]
# One form for each look and kind, and what no translator has touched, a made-up language and a draft.
WALKS = [
    *(
        ("my-day", "en"),
        ("about-me", "en"),
        ("my-view", "en"),
        ("easy-view", "en"),
        ("family-experience", "en"),
    ),
    *(("my-day", "ar-XB"), ("family-experience", "ar-XB"), ("my-view", "ar")),
]
FORMS = tuple(sorted({form for form, _ in WALKS}))


@pytest.fixture(scope="module")
def far_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service that offers made-up languages, and shows drafts of real ones."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FEEDBACK_PSEUDO_LANGUAGES", "true")
        patch.setenv("FEEDBACK_SHOW_UNREVIEWED", "true")
        with served(tmp_path_factory.mktemp("far")) as running:
            yield running


@pytest.fixture(scope="module")
def device(far_house: House, browser: Browser) -> Iterator[Device]:
    """A tablet without a network that has all these forms in every language."""
    with unplugged(browser, far_house, *FORMS, free=True) as made:
        yield made


def narrow(page: Page) -> list[str]:
    """What runs off a small phone, or is too small to press there."""
    page.set_viewport_size({"width": 320, "height": 640})
    faults = [*checks.too_wide(page), *checks.too_small(page)]
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    return faults


CHECKS: dict[str, Check] = {
    "scan": scan,
    **meaning.CHECKS,
    "fingers": checks.too_small,
    "narrow": narrow,
    "cut off": checks.cut_off,
    "focus": checks.badly_focused,
    "motion": checks.moving,
}


def came(page: Page, shape: str) -> None:
    """Wait until the script shows this page; each stands in for the one before without a new address."""
    expect(page.locator(shape).first).to_be_attached()


def every_page(device: Device, form_id: str, language: str) -> Iterator[str]:
    """Goes through all kinds of pages of the form, giving a name for the one that is open."""
    page = device.page
    page.goto(f"{device.url}/tablet?language={language}")
    came(page, "#waiting:not([hidden])")
    yield "menu"
    open_form(device, form_id, language)
    yield "start"
    page.click("main .go")
    yield from _questions(device, form_id)
    page.click("main .go")
    came(page, "a.go")
    yield "finished"
    open_form(device, form_id, language)
    page.click("main .go")
    stop(page)
    yield "stop with nothing said"
    page.click("[value=delete]")
    came(page, "a.go")
    yield "deleted"


def open_form(device: Device, form_id: str, language: str) -> None:
    """The form's first page, without a network."""
    device.page.goto(f"{device.url}/tablet/{form_id}?language={language}")
    came(device.page, "main .go")


def stop(page: Page) -> None:
    """From a question to the page that asks how to stop."""
    page.click("header [formaction*=stop]")
    came(page, ".stops")


def _questions(device: Device, form_id: str) -> Iterator[str]:
    """Each page of another kind, as it comes and with an error; the ways out and the end."""
    page, form = device.page, device.house.form(form_id)
    answers, seen = varied(form), set[str]()
    for step, asked in enumerate(path(form, answers)):
        came(page, f"[name^='{asked.questions[0].id}']")
        tags = {str(each.__struct_config__.tag) for each in asked.questions}
        if tags - seen:
            yield " + ".join(sorted(tags))
            page.click("#answers .go")
            came(page, ".summary")
            yield f"{' + '.join(sorted(tags))}, error"
        if step == 1:
            stop(page)
            yield "stop"
            page.click("a.tile")
            came(page, "#answers")
        seen |= tags
        sent = [fill(page, one, answers[one.id]) for one in asked.questions if one.id in answers]
        if not any(sent):
            page.click("#answers .go")
    if form.form.review:
        came(page, ".checks")
        yield "check"
        page.click(".checks a")
        came(page, "#answers")
        yield "change"
        page.click("#answers .go")
        came(page, ".checks")
        page.click("main .go")
    came(page, ".receipt")
    yield "done"


@pytest.mark.parametrize(("form_id", "language"), WALKS)
def test_every_page_without_a_network_can_be_used_by_everybody(
    device: Device, form_id: str, language: str
) -> None:
    wrong: dict[str, dict[str, list[str]]] = {}
    for name in every_page(device, form_id, language):
        assert device.page.get_attribute("html", "lang") == language, name
        for check, look in CHECKS.items():
            if faults := look(device.page):
                wrong.setdefault(name, {})[check] = faults
    assert wrong == {}
