"""The checks are checked: each fault, planted in a real page, is caught by the check named for it."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from playwright.sync_api import Browser, Page

from tests.journeys import checks, meaning
from tests.journeys.accessible import scan
from tests.journeys.browsing import TABLET, press, start, visiting
from tests.journeys.house import House, link

MEANT = {**meaning.CHECKS, "chosen": meaning.chosen_already}
MEASURED = {
    "too wide": checks.too_wide,
    "cut off": checks.cut_off,
    "too small": checks.too_small,
    "focus": checks.badly_focused,
    "motion": checks.moving,
    "scan": scan,
}


class Fault(msgspec.Struct, frozen=True):
    """What is done to the page, which check has to see it, and a word it says of it."""

    name: str
    script: str
    check: str
    says: str


class Faults(msgspec.Struct, frozen=True):
    """The file of faults."""

    faults: tuple[Fault, ...]


FAULTS = msgspec.toml.decode((Path(__file__).parent / "faults.toml").read_bytes(), type=Faults).faults


@pytest.fixture(scope="module")
def page(browser: Browser, house: House) -> Iterator[Page]:
    """A page with a scale of faces, sent with nothing answered, so that it has an error."""
    with visiting(browser, TABLET, free=True) as opened:
        start(opened, link(house, "how-things-are"))
        yield opened


def copy(page: Page, house: House) -> None:
    """The page as it is served, with its errors, before anything is planted."""
    draft = page.url.partition("/a/")[2].partition("/")[0]
    form = house.form("how-things-are")
    faces = next(each.id for each in form.form.pages for one in each.questions if hasattr(one, "points"))
    page.goto(f"{house.url}/a/{draft}/q/{faces}")
    press(page, "Continue")


def test_there_are_at_least_twenty_different_faults() -> None:
    assert len({(one.check, one.script) for one in FAULTS}) >= 20


@pytest.mark.parametrize("name", [*MEANT, *MEASURED])
def test_the_page_itself_has_no_fault(page: Page, house: House, name: str) -> None:
    copy(page, house)
    assert {**MEANT, **MEASURED}[name](page) == []


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_planted_fault_is_caught(page: Page, house: House, fault: Fault) -> None:
    copy(page, house)
    page.evaluate(f"(e => {{ {fault.script} }})(document)")
    assert any(fault.says in found for found in {**MEANT, **MEASURED}[fault.check](page))
