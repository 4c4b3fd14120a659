"""What the menu of a tablet tells grown-ups about answers that wait, with time and with trouble."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys import checks, meaning
from tests.journeys.accessible import scan
from tests.journeys.browsing import press, set_up
from tests.journeys.house import House, case, tablet
from tests.journeys.unplugged import MARKER, Device, say_and_stop, unplugged, waiting

HOUR = 3_600  # seconds
READY = "Ready to be used without a network."
ONE_WAITS = "Answers waiting to be sent: 1"
DAY = "Some have waited for more than a day. Please bring the tablet to a network today."
DAYS = "Some have waited for more than three days. Bring the tablet to a network now, or save them to a file."
MONTH = "This tablet has had no contact for 30 days. It still keeps answers, but its forms may be old."
FAULT = "Show this to a grown-up. Some answers were not taken."


@pytest.fixture(scope="module")
def left(house: House, browser: Browser) -> Iterator[Device]:
    """A tablet on which an answer waits, at its menu."""
    with unplugged(browser, house, "my-view", free=True) as device:
        say_and_stop(device, MARKER)
        device.page.goto(f"{device.url}/tablet")
        yield device


def faults(page: Page) -> dict[str, list[str]]:
    """What the scan and the other checks find on the open page."""
    found = {name: check(page) for name, check in meaning.CHECKS.items()}
    found |= {"scan": scan(page), "small": checks.too_small(page), "cut off": checks.cut_off(page)}
    return {name: wrong for name, wrong in found.items() if wrong}


def told(page: Page) -> list[str]:
    """The lines of the note that can be seen."""
    return [line.inner_text() for line in page.locator("#waiting [role=status] p").all() if line.is_visible()]


@pytest.mark.parametrize(
    ("hours", "notes"),
    [
        (0, []),
        (23, []),
        (25, [DAY]),
        (71, [DAY]),
        (73, [DAYS]),
        (29 * 24, [DAYS]),
        (30 * 24 + 1, [DAYS, MONTH]),
    ],
)
def test_what_waits_is_told_more_urgently_the_longer_it_waits(
    left: Device, hours: int, notes: list[str]
) -> None:
    page = left.page
    page.clock.set_fixed_time(time.time() + hours * HOUR)
    page.reload()
    expect(page.get_by_text(READY)).to_be_visible()
    assert told(page) == [READY, ONE_WAITS, *notes]
    assert faults(page) == {}


def test_what_the_service_does_not_take_stays_is_shown_and_goes_when_the_tablet_is_set_up_again(
    house: House, browser: Browser
) -> None:
    with unplugged(browser, house, "my-view", free=True) as device:
        page = device.page
        say_and_stop(device, MARKER)
        page.goto(f"{device.url}/tablet")
        expect(waiting(page)).to_have_text("1")
        page.context.clear_cookies()
        page.context.set_offline(False)
        press(page, "Send now")
        expect(page.get_by_text(FAULT)).to_be_visible()
        assert ONE_WAITS in told(page)
        assert faults(page) == {}
        assert device.arrived(0) == []
        set_up(page, tablet(house, "my-view"))
        expect(page.get_by_text(READY)).to_be_visible()
        expect(waiting(page)).to_be_hidden(timeout=40_000)
        (only,) = device.arrived(1)
        assert case(house, only).answers["good"].value == MARKER
        assert page.get_by_text(FAULT).is_hidden()
