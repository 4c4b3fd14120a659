"""Every kind of page: the accessibility scan, small screens, large text, fingers, keys, colours, motion."""

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import checks
from tests.journeys.browsing import TABLET, start, tile, visiting
from tests.journeys.house import House, link
from tests.journeys.places import every_place, go

AXE = Path(__file__).parents[1] / ".axe/node_modules/axe-core/axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag2aaa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
Check = Callable[[Page], list[str]]
Found = dict[str, dict[str, list[str]]]
FAULTY = """
<main style="inline-size:1000px"><p id=big>wide</p></main>
<button style="inline-size:40px;block-size:20px;outline:none">x</button>
<a href="#" tabindex="2" style="outline:none">first</a>
<p style="block-size:10px;overflow:hidden">cut off</p>
"""


@pytest.fixture(scope="module")
def page(browser: Browser) -> Iterator[Page]:
    """A browser page that tests may put scripts into."""
    with visiting(browser, TABLET, free=True) as opened:
        yield opened


@pytest.fixture(scope="module")
def found(page: Page, house: House) -> Found:
    """Every place visited once with every check made there: what each found, by check and place."""
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    places = every_place(page, house)
    assert len(places) > 40
    wrong: Found = {}
    for place in places:
        go(page, place)
        for name, check in CHECKS.items():
            if faults := check(page):
                wrong.setdefault(name, {})[place.name] = faults
    return wrong


def axe(page: Page) -> list[str]:
    """The rules of axe-core that are broken, or that it could not decide, with the first element of each."""
    if not AXE.exists():
        return []
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result: dict[str, Any] = page.evaluate("tags => axe.run({runOnly: tags})", TAGS)
    assert result["passes"], "the scan looked at nothing"
    return [
        f"{one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in [*result["violations"], *result["incomplete"]]
    ]


def narrow(page: Page) -> list[str]:
    """What runs off a phone held upright, or off a page at four times its size."""
    return [fault for width in (390, 320) for fault in sized(page, width, checks.too_wide)]


def sized(page: Page, width: int, check: Check) -> list[str]:
    """What the check finds in a window of this width."""
    page.set_viewport_size({"width": width, "height": 640})
    faults = check(page)
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    return faults


def fingers(page: Page) -> list[str]:
    """What is too small to press, on a tablet and on a small phone."""
    return [*checks.too_small(page), *sized(page, 320, checks.too_small)]


def styled(css: str, width: int) -> Check:
    """Whether anything is cut off or off the screen once the reader has set `css`."""

    def check(page: Page) -> list[str]:
        sheet = page.add_style_tag(content=css)
        faults = sized(page, width, lambda page: [*checks.too_wide(page), *checks.cut_off(page)])
        sheet.evaluate("sheet => sheet.remove()")
        return faults

    return check


CHECKS: dict[str, Check] = {
    "scan": axe,
    "narrow": narrow,
    "large text": styled("html { font-size: 200% }", 1024),
    "spaced text": styled(checks.WIDE_SPACING, 390),
    "fingers": fingers,
    "focus": checks.badly_focused,
    "motion": checks.moving,
}


@pytest.fixture
def has_axe() -> None:
    if not AXE.exists():
        reason = "axe-core is not installed: run tests/install-needs."
        (pytest.fail if os.environ.get("REQUIRE_ALL_TESTS") == "1" else pytest.skip)(reason)


def test_the_accessibility_scan_finds_nothing_wrong_and_nothing_undecided(
    has_axe: None, found: Found
) -> None:
    assert found.get("scan", {}) == {}


def test_the_accessibility_scan_would_find_a_fault(has_axe: None, page: Page) -> None:
    page.goto("about:blank")
    page.set_content(FAULTY + "<img src=''><input>")
    assert {one.partition(":")[0] for one in axe(page)} >= {"image-alt", "label", "html-has-lang"}


def test_nothing_runs_off_a_small_screen(found: Found) -> None:
    assert found.get("narrow", {}) == {}


def test_text_of_twice_the_size_is_neither_cut_off_nor_off_the_screen(found: Found) -> None:
    assert found.get("large text", {}) == {}


def test_wide_text_spacing_cuts_nothing_off(found: Found) -> None:
    assert found.get("spaced text", {}) == {}


def test_everything_to_press_is_large_enough_for_a_small_finger(found: Found) -> None:
    assert found.get("fingers", {}) == {}


def test_the_tab_key_goes_in_reading_order_and_shows_where_it_is(found: Found) -> None:
    assert found.get("focus", {}) == {}


def test_nothing_moves_for_people_who_want_less_motion(found: Found) -> None:
    assert found.get("motion", {}) == {}


def test_the_checks_find_planted_faults(page: Page) -> None:
    page.goto("about:blank")
    page.set_viewport_size({"width": 320, "height": 640})
    page.set_content(FAULTY)
    assert checks.too_wide(page) != []
    assert checks.cut_off(page) == ["cut off"]
    assert [one.partition(" ")[0] for one in checks.too_small(page)] == ["BUTTON", "A"]
    assert {"no outline: BUTTON", "no outline: A", "out of order: BUTTON"} <= set(checks.badly_focused(page))
    page.evaluate("document.body.animate([{opacity: 0}, {opacity: 1}], 60000)")
    assert checks.moving(page) != []


def test_a_chosen_answer_is_seen_when_the_system_sets_the_colours(house: House, browser: Browser) -> None:
    with visiting(browser) as page:
        page.emulate_media(forced_colors="active")
        start(page, link(house, "my-day"))
        before = tile(page, "school", "hard").screenshot()
        tile(page, "school", "hard").click()
        page.mouse.move(0, 0)
        page.locator("h1").click()
        assert tile(page, "school", "hard").screenshot() != before
        widths = "n => n.map(e => getComputedStyle(e).borderTopWidth)"
        assert page.eval_on_selector_all("input[name=school]", widths) == ["5px", "2px", "2px", "2px"]


def test_a_scale_stands_in_one_row_or_in_one_column(house: House, browser: Browser) -> None:
    with visiting(browser) as page:
        draft = start(page, link(house, "my-view"))
        for width in (320, 390, 640, 768, 1024, 1440):
            page.set_viewport_size({"width": width, "height": 768})
            page.goto(f"{house.url}/a/{draft}/q/week-page")
            boxes = [box.bounding_box() for box in page.locator(".scale").first.locator(".tile").all()]
            rows, columns = ({round(box[side]) for box in boxes if box} for side in ("y", "x"))
            assert len(boxes) == 5
            assert (len(rows) == 1) != (len(columns) == 1), json.dumps(boxes)
