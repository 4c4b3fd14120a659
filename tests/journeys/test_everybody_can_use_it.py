"""Every kind of page: the accessibility scan, small screens, large text, fingers, keys, colours, motion."""

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import checks, meaning
from tests.journeys.accessible import scan
from tests.journeys.browsing import TABLET, start, tile, visiting
from tests.journeys.house import House, link
from tests.journeys.places import every_place, go

Check = Callable[[Page], list[str]]
Found = dict[str, dict[str, list[str]]]


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
    "scan": scan,
    **meaning.CHECKS,
    "narrow": narrow,
    "large text": styled("html { font-size: 200% }", 1024),
    "spaced text": styled(checks.WIDE_SPACING, 390),
    "fingers": fingers,
    "focus": checks.badly_focused,
    "motion": checks.moving,
}


def test_the_accessibility_scan_finds_nothing_wrong_and_nothing_undecided(found: Found) -> None:
    assert found.get("scan", {}) == {}


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


@pytest.mark.parametrize("name", meaning.CHECKS)
def test_every_page_means_to_everybody_what_it_shows(found: Found, name: str) -> None:
    assert found.get(name, {}) == {}


def test_nothing_moves_for_people_who_want_less_motion(found: Found) -> None:
    assert found.get("motion", {}) == {}


def test_a_chosen_answer_is_seen_when_the_system_sets_the_colours(house: House, browser: Browser) -> None:
    with visiting(browser) as page:
        page.emulate_media(forced_colors="active")
        start(page, link(house, "my-day"))
        before = tile(page, "school", "hard").screenshot()
        tile(page, "school", "hard").click()
        page.mouse.move(0, 0)
        page.locator("h1").click()
        assert tile(page, "school", "hard").screenshot() != before
        widths = "n => n.map(e => [e.value, getComputedStyle(e).borderTopWidth])"
        found = dict(page.eval_on_selector_all("input[name=school]", widths))
        assert found == {"hard": "5px", "fun": "2px", "not-sure": "2px", "skip": "2px"}


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
