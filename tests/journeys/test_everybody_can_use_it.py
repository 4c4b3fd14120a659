"""Every kind of page: the accessibility scan, small screens, large text, fingers, keys, colours, motion."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import checks, meaning, places
from tests.journeys.accessible import scan
from tests.journeys.browsing import TABLET, start, tile, visiting
from tests.journeys.house import House, link
from tests.journeys.places import go

Check = Callable[[Page], list[str]]


def styled(css: str) -> Check:
    """Whether anything is cut off or off the screen once the reader has set `css`."""

    def check(page: Page) -> list[str]:
        sheet = page.add_style_tag(content=css)
        faults = [*checks.too_wide(page), *checks.cut_off(page)]
        sheet.evaluate("sheet => sheet.remove()")
        return faults

    return check


# Each window is a tablet's, a phone's held upright, and that of a page at four times its size.
CHECKS: dict[tuple[int, int], dict[str, Check]] = {
    TABLET: {
        "scan": scan,
        **meaning.CHECKS,
        "large text": styled("html { font-size: 200% }"),
        "fingers": checks.too_small,
        "focus": checks.badly_focused,
        "motion": checks.moving,
    },
    (390, 640): {"narrow": checks.too_wide, "spaced text": styled(checks.WIDE_SPACING)},
    (320, 640): {"narrowest": checks.too_wide, "fingers on a small phone": checks.too_small},
}


def faults(page: Page) -> dict[str, list[str]]:
    """What each check finds on the page that is open, in the window that it is made in."""
    wrong: dict[str, list[str]] = {}
    for (width, height), made in CHECKS.items():
        page.set_viewport_size({"width": width, "height": height})
        wrong |= {name: found for name, check in made.items() if (found := check(page))}
    page.set_viewport_size({"width": TABLET[0], "height": TABLET[1]})
    return wrong


@pytest.mark.parametrize("name", places.PARTS)
def test_every_page_can_be_used_by_everybody(house: House, browser: Browser, name: str) -> None:
    """The scan finds nothing, nor anything undecided; each page means to everybody what it shows; nothing
    runs off a small screen or is cut off in large or spaced text; everything is large enough for a small
    finger; the Tab key goes in reading order and shows where it is; nothing moves.
    """
    with visiting(browser, TABLET, free=True) as page:
        found = {}
        part = places.PARTS[name]
        made = part.made(page, house)
        for place in made:
            go(page, place)
            if wrong := faults(page):
                found[place.name] = wrong
    assert found == {}
    assert len(made) >= part.least


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
