"""What the journeys share: one running service, and a browser a module."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journeys import browsing
from tests.journeys.house import House, served
from tests.journeys.ways import every_way


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The service that all journeys but the crash talk to."""
    with served(tmp_path_factory.mktemp("house")) as running:
        yield running


@pytest.fixture(scope="session")
def far_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service that offers the made-up languages."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("FEEDBACK_PSEUDO_LANGUAGES", "true")
        with served(tmp_path_factory.mktemp("far")) as running:
            yield running


@pytest.fixture(scope="session")
def has_browser() -> None:
    """Skips without Chromium, or fails where every test has to run."""
    if browsing.CHROMIUM.exists():
        return
    reason = f"There is no {browsing.CHROMIUM}: run tests/install-needs."
    if os.environ.get("REQUIRE_ALL_TESTS") == "1":
        pytest.fail(reason)
    pytest.skip(reason)


# One a module: while it is open, its event loop would stand in the way of tests that start their own.
@pytest.fixture(scope="module")
def browser(has_browser: None) -> Iterator[Browser]:
    with browsing.chromium() as opened:
        yield opened


@pytest.fixture(scope="session")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A service that asks in every newer way."""
    with every_way(tmp_path_factory.mktemp("ways")) as running:
        yield running
