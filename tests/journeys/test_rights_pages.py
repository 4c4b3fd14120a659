"""Keeping, erasing and copies in a browser: scanned at WCAG 2.2 AA, and the file that people are given."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from feedback_service import retention
from feedback_service.intake import Arrival, Place, submit
from feedback_service.service import Service
from feedback_service.storage.subjects import know_subjects
from forms.model import Answer
from tests.feedback_service.storage.seeds import new_id
from tests.journeys.accessible import STAFF_TAGS, scan
from tests.journeys.browsing import DESKTOP, press, visiting
from tests.journeys.house import TEAM, House, ask
from tests.journeys.test_staff_pages import faults
from tests.journeys.workers import sign_in

WORDS = "I play with Danny Marlow at Hillside Primary School"
MOTHERS = new_id()  # others send to the same house, so the first of a list may be anybody's


async def tell(service: Service) -> None:
    """Two submissions about C-77: a child's, and a mother's."""
    await service.database.transaction(lambda tx: know_subjects(tx, ["C-77"], TEAM, service.now()))
    for submission_id, form, answers in (
        (new_id(), "my-view", {"matters": Answer("given", WORDS), "share-parent": Answer("given", "yes")}),
        (
            MOTHERS,
            "family-after",
            {"good": Answer("given", "We laugh again"), "role": Answer("given", "mother")},
        ),
    ):
        place = Place(team_id=TEAM, channel="link", moment="review", subject_id="C-77")
        published = service.catalogue.current(form)
        arrival = Arrival(
            id=submission_id, form=published, place=place, answers=answers, answered_at=service.now()
        )
        await submit(service, arrival)


@pytest.fixture(scope="module")
def lead(house: House, browser: Browser) -> Iterator[Page]:
    """A browser in which a manager is signed in, with something told about C-77."""
    ask(house, tell)
    with visiting(browser, DESKTOP, free=True) as page:
        sign_in(page, house, "/staff/rights")
        yield page


def test_a_hold_is_set_and_shown(house: House, lead: Page) -> None:
    lead.goto(f"{house.url}/staff/rights/holds")
    lead.fill("#on", "C-77")
    lead.select_option("#cause", "court")
    press(lead, "Set the hold")
    assert "Choose" not in lead.locator("main .error").all_inner_texts()[0]
    assert faults(lead) == []
    lead.fill("#reference", "AB 12/26")
    press(lead, "Set the hold")
    assert "Everything about C-77" in lead.locator("main table").inner_text()
    assert faults(lead) == []
    lead.goto(f"{house.url}/staff/rights")
    assert faults(lead) == []
    held = ask(house, retention.outlook).counts.get("held")
    assert held == 2


def test_a_copy_is_chosen_checked_and_saved(
    house: House, lead: Page, browser: Browser, tmp_path: Path
) -> None:
    lead.goto(f"{house.url}/staff/rights/copies")
    lead.fill("#subject", "C-77")
    lead.select_option("#version", "child")
    press(lead, "Show what is held")
    boxes = lead.locator("[name=include]")
    assert [box.is_checked() for box in boxes.all()] == [False, False]  # a person says what is whose
    boxes.first.check()
    assert faults(lead) == []
    press(lead, "Go on to check the words")
    assert "Danny Marlow" in lead.locator("main").inner_text()
    assert faults(lead) == []
    lead.locator("[name=also]").first.fill("play")
    with lead.expect_download() as saved:
        lead.get_by_role("button", name="Make the copy and save it").click()
    path = tmp_path / saved.value.suggested_filename
    saved.value.save_as(path)
    with zipfile.ZipFile(path) as whole:
        whole.extract("copy.html", tmp_path)
    with visiting(browser, DESKTOP, free=True) as page:
        page.goto(f"file://{tmp_path}/copy.html")
        text = page.locator("main").inner_text()
        assert "I [hidden] with [name]" in text
        assert "Danny" not in text
        assert "We laugh again" not in text
        assert scan(page, STAFF_TAGS) == []


def test_an_answer_is_put_right(house: House, lead: Page) -> None:
    lead.goto(f"{house.url}/staff/submissions/{MOTHERS}")
    lead.get_by_role("link", name="Put this right").first.click()
    assert faults(lead) == []
    press(lead, "Keep it beside the answer")
    assert faults(lead) == []
    lead.select_option("#asked_by", "parent")
    lead.fill("#words", "We laugh sometimes")
    press(lead, "Keep it beside the answer")
    assert "We laugh sometimes" in lead.locator("main").inner_text()
    assert faults(lead) == []
