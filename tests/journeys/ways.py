"""A service that asks in every newer way: drawings, voice notes, cards, houses; and how it is used."""

import math
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from playwright.sync_api import Page

from benchmarks.served import free_port, prepare, running, settings_in
from feedback_service.service import open_service
from forms.publish import publish
from tests.journeys.browsing import follow, press, start
from tests.journeys.house import House, in_a_thread, link

FORM = "ways"
_SOURCE = Path(__file__).with_name("ways.v1.toml")


@contextmanager
def every_way(folder: Path, *, voice_notes: bool = True) -> Iterator[House]:
    """The service in `folder`, being served; its only form is `ways`."""
    forms = folder / "forms"
    forms.mkdir()
    publish(Path(shutil.copy(_SOURCE, forms)))
    settings = msgspec.structs.replace(
        settings_in(folder, free_port()), forms_folder=str(forms), voice_notes=voice_notes
    )
    in_a_thread(prepare(settings, FORM))
    service = open_service(settings)
    with running(settings):
        yield House(settings.public_url, service)
    in_a_thread(service.database.stop())


def drag(page: Page, *places: tuple[float, float]) -> None:
    """Draw a line through these places, given in parts of the canvas's width and height."""
    box = page.locator(".sheet > svg").bounding_box()
    assert box is not None
    for number, (x, y) in enumerate(places):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"])
        if number == 0:
            page.mouse.down()
    page.mouse.up()


def circle(middle: float) -> list[tuple[float, float]]:
    """Most of a circle around the middle of the canvas's height, as places for `drag`."""
    return [(middle + math.cos(i / 8) / 10, 0.5 + math.sin(i / 8) / 8) for i in range(51)]


def stop(page: Page) -> None:
    """Stop here and send what was said."""
    press(page, "Stop")
    follow(page, page.locator("[name=choice][value=send]"))


def to_voice(page: Page, ways: House) -> str:
    """Begin a form and go to the page that records; gives the draft's id."""
    draft = start(page, link(ways, FORM))
    page.fill("#q-told", "words")
    press(page, "Continue")
    return draft
