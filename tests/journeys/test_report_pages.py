"""From signing in to a published report: in few presses, by the keyboard alone; no page breaks a rule."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser, Page

from feedback_service.report_places import named_period, start_of
from feedback_service.service import Service
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team
from feedback_service.uk_time import moment_of
from tests.feedback_service.report_seeding import answer, code
from tests.journeys.browsing import DESKTOP, visiting
from tests.journeys.house import House, ask
from tests.journeys.test_staff_pages import faults
from tests.journeys.workers import sign_in

MOST_PRESSES = 12
TEAM = "readers"  # of its own: what others say elsewhere would hide a number here
FURTHEST = 400
MAKING = 60_000  # milliseconds: the first report starts the process that analyses words


class Keys:
    """Somebody who has no mouse, and how often they pressed something."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 1  # they have signed in

    def reach(self, selector: str) -> None:
        """Press Tab until the element has the focus."""
        for _ in range(FURTHEST):
            if self.page.evaluate("one => document.activeElement.matches(one)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"The Tab key does not reach {selector}")

    def tick(self, selector: str) -> None:
        self.reach(selector)
        self.page.keyboard.press("Space")
        self.presses += 1

    def press(self, selector: str) -> None:
        self.reach(selector)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        self.presses += 1


async def said(service: Service) -> None:
    await make_team(service, Team(TEAM, "Readers team", "Council"))
    first = start_of(named_period("quarter", moment_of(service.now()).date())[0])
    for letter in "abcdefghijkl":
        words = {"matters": f"we often run out of bread {letter * 4}", "share": "yes"}
        at = first + timedelta(days=20) // timedelta(milliseconds=1)
        await code(service, await answer(service, "my-view", words, at=at, team=TEAM), "food", "worry")


@pytest.fixture(scope="module")
def reviewer(house: House, browser: Browser) -> Iterator[Page]:
    ask(house, said)
    with visiting(browser, DESKTOP, free=True) as page:
        page.set_default_timeout(MAKING)
        sign_in(page, house, "/staff", "reviewer", TEAM)
        yield page


@pytest.fixture(scope="module")
def manager(house: House, browser: Browser, reviewer: Page) -> Iterator[Page]:
    with visiting(browser, DESKTOP, free=True) as page:
        page.set_default_timeout(MAKING)
        sign_in(page, house, "/staff", "manager", TEAM)
        yield page


def test_two_people_publish_a_report_with_their_keyboards_in_few_presses(
    house: House, reviewer: Page, manager: Page
) -> None:
    maker, approver = Keys(reviewer), Keys(manager)
    maker.press("header a[href='/staff/reports'], .top a[href='/staff/reports']")
    maker.press(".make-report button")
    address = reviewer.url
    assert faults(reviewer) == []
    approver.press("header a[href='/staff/reports'], .top a[href='/staff/reports']")
    approver.press(f".report-list a[href='{address.removeprefix(house.url)}']")
    approver.press("form[action$='/looks'] button")
    approver.tick("#read")
    approver.press("#approval button")
    assert faults(manager) == []
    approver.tick("#sure")
    approver.press("#publication button")
    assert manager.locator(".notice").inner_text() == "The report is published."
    assert maker.presses + approver.presses <= MOST_PRESSES
    assert faults(manager) == []
    maker.page.goto(address)
    maker.press("#edition button")
    assert faults(reviewer) == []
    both_write_in_it(reviewer, manager)


def both_write_in_it(reviewer: Page, manager: Page) -> None:
    """And go on to the answers behind a sentence; no page of these breaks a rule either."""
    address = reviewer.url.partition("?")[0]
    writer, late = Keys(reviewer), Keys(manager)
    for page in (reviewer, manager):
        page.goto(f"{address}/words/summary.heard")
    assert faults(reviewer) == []
    for keys, words in ((writer, "We heard more than we hoped."), (late, "My own sentence.")):
        keys.page.fill("#words", words)
        keys.press("form button")
    assert manager.get_by_role("alert").count() == 1
    assert manager.locator("#words").input_value() == "My own sentence."
    assert faults(manager) == []
    writer.press("a[href$='/evidence/summary.worry-child']")
    assert reviewer.locator(".behind li").count() == 12
    assert faults(reviewer) == []


def test_a_theme_with_its_chart_and_words_of_one_group_breaks_no_rule(house: House, reviewer: Page) -> None:
    for _ in range(FURTHEST):  # until the machine has read the words, nobody of the team is shown them
        reviewer.goto(f"{house.url}/staff/themes/food?by=audience")
        reviewer.select_option("#value", "child")
        with reviewer.expect_navigation():
            reviewer.get_by_role("button", name="Show words").click()
        if reviewer.locator("blockquote.words").count():
            break
    assert reviewer.locator("#said").inner_text() == "In their words: Children"
    assert reviewer.locator("blockquote.words").count() == 6
    assert reviewer.locator(".trend text").count() > 12  # months, and a number over some
    assert faults(reviewer) == []
