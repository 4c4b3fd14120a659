"""Every kind of page in two made-up languages: two fifths longer, and from right to left."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from feedback_service.web.pseudo import PSEUDO
from tests.journeys import checks, meaning
from tests.journeys.accessible import scan
from tests.journeys.browsing import TABLET, draft_id, set_up, visiting
from tests.journeys.house import House, link, tablet

Check = Callable[[Page], list[str]]
# English on purpose: the service's own name, and the words of a receipt.
_ENGLISH = ".brand, .receipt, .languages"


def kinds(house: House) -> dict[str, tuple[str, str]]:
    """Pages that together have every kind of question, each as form and page, by the kinds they have."""
    found: dict[str, tuple[str, str]] = {}
    seen: set[str] = set()
    for form in house.service.catalogue.all_current():
        for page in form.form.pages:
            tags = {str(each.__struct_config__.tag) for each in page.questions}
            if tags - seen and not any(each.show_if for each in page.questions):
                found[" + ".join(sorted(tags))] = (form.form.id, page.id)
                seen |= tags
    return found


def begin(page: Page, house: House, form_id: str, language: str) -> str:
    """Open a link in the language and press the one large button."""
    page.goto(f"{link(house, form_id)}?language={language}")
    page.click("button.go")
    return f"{house.url}/a/{draft_id(page)}"


def every_page(page: Page, house: House, language: str) -> Iterator[str]:
    """Goes through all kinds of pages, giving a name for the one that is open."""
    for name, path in {"home": "/", "mistyped": "/l?code=abc", "nothing here": "/nowhere"}.items():
        page.goto(f"{house.url}{path}{'&' if '?' in path else '?'}language={language}")
        yield name
    page.goto(f"{link(house, 'my-day', days_ago=3)}?language={language}")
    yield "link run out"
    page.goto(f"{link(house, 'family-experience')}?language={language}")
    yield "start"
    drafts: dict[str, str] = {}
    for tags, (form_id, page_id) in kinds(house).items():
        if form_id not in drafts:
            drafts[form_id] = begin(page, house, form_id, language)
        page.goto(f"{drafts[form_id]}/q/{page_id}")
        yield tags
        if tags != "statement":
            page.click("#answers button.go")
            yield f"{tags}, error"
    yield from _endings(page, begin(page, house, "family-experience", language))
    set_up(page, tablet(house))
    page.goto(f"{house.url}/tablet?language={language}")
    yield "tablet"


def _endings(page: Page, address: str) -> Iterator[str]:
    page.locator("input[value=father]").check()
    page.click("#answers button.go")
    for name in ("stop", "check"):
        page.goto(f"{address}/{name}")
        yield name
    page.click("main button.go")
    yield "done"
    page.click("main button.go")
    yield "finished"


def left_english(page: Page) -> list[str]:
    """Words that nobody marked for translation: still English, whatever the page is in."""
    found: list[str] = page.evaluate(
        """([english]) => {
        const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), left = []
        while (walker.nextNode()) {
            const text = walker.currentNode.data.trim(), home = walker.currentNode.parentElement
            const isLeft = home.closest(english + ', script, style, textarea, noscript')
            if (!/\\p{L}{2}/u.test(text) || isLeft) continue
            const isMade = /[âçéîñöšüýžÂÇÉÎÑÖŠÜÝŽ\\u202e]/.test(text)
            if (!isMade || home.closest('[lang]').lang == 'en') left.push(text.slice(0, 60))
        }
        return left
        }""",
        [_ENGLISH],
    )
    return found


CHECKS: dict[str, Check] = {
    "scan": scan,
    "english": left_english,
    "cut off": checks.cut_off,
    "language": meaning.misread,
    "scales": meaning.uneven,
    "errors": meaning.unannounced,
    "help": meaning.without_help,
}
NARROW: dict[str, Check] = {"too wide": checks.too_wide, "too small": checks.too_small}


def faults(page: Page) -> dict[str, list[str]]:
    """What each check finds on the open page, on a tablet and on a small phone."""
    wrong = {name: check(page) for name, check in CHECKS.items()}
    page.set_viewport_size({"width": 320, "height": 640})
    wrong |= {name: check(page) for name, check in NARROW.items()}
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    return {name: found for name, found in wrong.items() if found}


@pytest.mark.parametrize("language", PSEUDO)
def test_every_page_in_another_language_is_as_good_as_in_english(
    browser: Browser, far_house: House, language: str
) -> None:
    seen: dict[str, dict[str, list[str]]] = {}
    with visiting(browser, TABLET, free=True) as page:
        for name in every_page(page, far_house, language):
            assert page.get_attribute("html", "lang") == language, name
            seen[name] = faults(page)
    assert {name: found for name, found in seen.items() if found} == {}
    assert len(seen) > 20
