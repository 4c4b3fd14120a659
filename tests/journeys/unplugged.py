"""A shared tablet without a network: set up, filled in, and what of it reached the service."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Locator, Page, expect
from sqlalchemy import select

from feedback_service.service import Service
from feedback_service.storage.schema import submissions
from tests.journeys.browsing import TABLET, press, set_up
from tests.journeys.house import House, ask, tablet

MARKER = "quizzical marmoset under the stairs"


class Device(NamedTuple):
    """A tablet that has its whole pack: the service as it finds it, its open page, what was stored before."""

    house: House
    url: str
    page: Page
    before: frozenset[str]

    def arrived(self, count: int) -> list[str]:
        """The ids of what was stored since the tablet was set up, once there are so many."""
        new: frozenset[str] = frozenset()
        for _ in range(100):
            if len(new := received(self.house) - self.before) >= count:
                break
            self.page.wait_for_timeout(100)
        assert len(new) == count, f"{len(new)} arrived, not {count}"
        return sorted(new)


def ready(page: Page, house: House, *forms: str, url: str = "") -> Device:
    """The page's browser made a tablet with these forms, or all; `url` is where it finds the service."""
    before = received(house)
    set_up(page, tablet(house, *forms).replace(house.url, url or house.url))
    expect(page.get_by_text("Ready to be used without a network.")).to_be_visible(timeout=60_000)
    return Device(house, url or house.url, page, before)


@contextmanager
def unplugged(browser: Browser, house: House, *forms: str, free: bool = False) -> Iterator[Device]:
    """A new tablet that has just lost its network; `free` lets a test put its own scripts into pages."""
    context = browser.new_context(
        viewport={"width": TABLET[0], "height": TABLET[1]}, reduced_motion="reduce", bypass_csp=free
    )
    context.set_default_timeout(30_000)
    device = ready(context.new_page(), house, *forms)
    context.set_offline(True)
    yield device
    context.close()


def received(house: House) -> frozenset[str]:
    """The ids of what is stored, those kept beside others included."""

    async def look(service: Service) -> frozenset[str]:
        async with service.database.reading() as connection:
            return frozenset((await connection.execute(select(submissions.c.id))).scalars())

    return ask(house, look)


def begin(device: Device, form: str = "my-view") -> None:
    """Open the form and go to its first question."""
    device.page.goto(f"{device.url}/tablet/{form}")
    press(device.page, "Start")
    expect(device.page).to_have_title(re.compile(": 1 of "))


def say_and_stop(device: Device, words: str) -> None:
    """Write on the first page of My view and send it as it is."""
    begin(device)
    device.page.fill("#q-good", words)
    press(device.page, "Stop")
    device.page.get_by_role("button", name="Send what I have said").click()
    expect(device.page.locator("h1")).to_have_text("Thank you")


def back_home(device: Device) -> str:
    """The menu where there is a network again; gives the id of the one answer that is sent.

    The first try may come before the worker has its network; the menu tries again after 30 seconds.
    """
    device.page.context.set_offline(False)
    device.page.goto(f"{device.url}/tablet")
    expect(waiting(device.page)).to_be_hidden(timeout=40_000)
    (only,) = device.arrived(1)
    return only


def waiting(page: Page) -> Locator:
    """The number of answers that wait, on the menu; out of sight when there are none."""
    return page.locator("#waiting b")


def readable(profile: Path, words: str) -> list[str]:
    """The files of the browser's profile in which the words can be read."""
    codes = [words.encode(), words.encode("utf-16-le")]
    files = (each for each in profile.rglob("*") if each.is_file())
    return [each.name for each in files if any(code in each.read_bytes() for code in codes)]
