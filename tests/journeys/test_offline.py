"""Tablets without a network: nothing is lost, nothing is doubled, nothing can be read on the device."""

import json
import re
from pathlib import Path

from playwright.sync_api import expect

from benchmarks.served import running
from feedback_service import tablet_setup
from feedback_service.importing_sealed import import_sealed, read_file
from feedback_service.key_file import rotate_keys
from feedback_service.service import Service, open_service
from feedback_service.storage.scope import EVERYTHING
from feedback_service.storage.tablets import tablets_in
from tests.journeys.browsing import heading, press
from tests.journeys.failing import Between, between, kill, life
from tests.journeys.house import House, ask, case, prepared
from tests.journeys.unplugged import MARKER, begin, readable, ready, received, say_and_stop, waiting

MANY = 20
FORM = "my-view"


def test_twenty_answers_outlive_a_killed_browser_and_a_failing_server(
    has_browser: None, house: House, tmp_path: Path
) -> None:
    profile = tmp_path / "profile"
    with between(house.url) as proxy:
        with life(profile) as context:
            before = ready(context.pages[0], house, FORM, url=proxy.url)
        proxy.is_away = True  # a worker that wakes by itself is not cut off by the browser
        with life(profile) as context:
            context.set_offline(True)
            device = before._replace(page=context.pages[0])
            for number in range(MANY):
                say_and_stop(device, f"{MARKER} {number}")
            begin(device)
            device.page.fill("#q-good", f"{MARKER} {MANY}")
            press(device.page, "Continue")
            expect(device.page).to_have_title(re.compile(": 2 of "))
            kill(profile)
        assert readable(profile, MARKER) == []
        assert received(house) == before.before
        _bring_home(proxy, profile)
    ids = received(house) - before.before
    assert len(ids) == MANY + 1
    said = {case(house, one).answers["good"].value for one in ids}
    assert said == {f"{MARKER} {number}" for number in range(MANY + 1)}
    assert readable(profile, MARKER) == []


def _bring_home(proxy: Between, profile: Path) -> None:
    """The browser starts again without a network; then two tabs send to a server that fails seven times."""
    with life(profile) as context:
        context.set_offline(True)
        first, second = context.pages[0], context.new_page()
        for page in (first, second):
            page.goto(f"{proxy.url}/tablet")
            expect(waiting(page)).to_have_text(str(MANY + 1))
        proxy.failures, proxy.is_away = 7, False
        context.set_offline(False)
        for _ in range(10):
            for page in (first, second):
                page.evaluate("navigator.serviceWorker.controller.postMessage('menu')")
            first.wait_for_timeout(500)
        expect(waiting(first)).to_be_hidden()
        expect(waiting(second)).to_be_hidden()
        assert proxy.failures < 0
        assert proxy.sealed == MANY + 1 + 7


def test_a_new_key_a_revoked_tablet_and_a_saved_file_lose_nothing(has_browser: None, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    with prepared(tmp_path / "service") as house, life(profile) as context:
        page = context.pages[0]
        with running(house.service.settings):
            device = ready(page, house, FORM)
        context.set_offline(True)
        for number in range(3):
            say_and_stop(device, f"{MARKER} {number}")
        page.goto(f"{house.url}/tablet")
        with page.expect_download() as download:
            press(page, "Save to a file")
        saved = download.value.path().read_bytes()
        assert rotate_keys(Path(house.service.settings.key_file), house.service.now()) == "k2"
        context.set_offline(False)
        newer = House(house.url, open_service(house.service.settings))
        with running(house.service.settings):
            _revoke(newer)
            page.goto(f"{house.url}/tablet")
            assert heading(page) == "This tablet is not set up"
            device._replace(house=newer).arrived(3)
        assert MARKER.encode() not in saved
        done = ask(newer, lambda service: import_sealed(service, read_file(saved), EVERYTHING))
        assert (done.stored, done.again, done.faults) == (0, 3, ())
        assert {one["key"] for one in json.loads(saved)["answers"]} == {"k1"}


def _revoke(house: House) -> None:
    async def work(service: Service) -> None:
        async with service.database.reading() as connection:
            ((found, _),) = await tablets_in(connection, EVERYTHING)
        await tablet_setup.leave(service, found)

    ask(house, work)
