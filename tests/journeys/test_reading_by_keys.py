"""A submission read by a worker with keys alone; what keys must not do; two workers at once."""

from playwright.sync_api import Browser, Page

from feedback_service.intake import Arrival, Place, submit
from feedback_service.storage.teams import Team
from feedback_service.team_making import make_team
from forms.model import Answer
from tests.feedback_service.storage.seeds import new_id
from tests.journeys.accessible import STAFF_TAGS, scan
from tests.journeys.browsing import DESKTOP, visiting
from tests.journeys.house import TEAM, House, ask
from tests.journeys.workers import sign_in

DRAWN = "600,400;10,10 200,10;10,50 200,50;10,90 200,90"


def sent(house: House, team: str = TEAM) -> str:
    """A submission with a drawing and words; gives its path."""
    arrival = Arrival(
        id=new_id(),
        form=house.form("hello-me"),
        place=Place(team_id=team, channel="tablet", moment="start"),
        answers={"best-drawing": Answer("given", DRAWN), "best": Answer("given", "my dog and the park")},
        answered_at=house.service.now(),
    )
    ask(house, lambda service: submit(service, arrival))
    return f"/staff/submissions/{arrival.id}"


def at(page: Page) -> str:
    """The id of the answer one is at."""
    return str(page.evaluate("document.activeElement.closest('.answer')?.id ?? ''"))


def keys_until(page: Page, answer: str) -> None:
    for _ in range(40):
        if at(page) == answer:
            return
        page.keyboard.press("j")
    raise AssertionError(answer)


def choose(page: Page, theme: str) -> None:
    """On the answer one is at: set this theme, by the keyboard."""
    page.keyboard.press("t")
    page.keyboard.type(theme)
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_a_submission_is_read_corrected_and_undone_by_keys_and_nobody_is_overwritten(
    house: House, browser: Browser
) -> None:
    path = sent(house)
    with visiting(browser, DESKTOP, free=True) as page:
        sign_in(page, house, path)
        keys_until(page, "best")
        with visiting(browser, DESKTOP, free=True) as other:
            sign_in(other, house, path)
            keys_until(other, "best")
            choose(other, "Food")
            assert other.locator(".themes strong").inner_text() == "Food and drink"
        choose(page, "A warm")
        assert page.locator("h1").inner_text() == "Somebody else changed this"
        assert scan(page, STAFF_TAGS) == []
        with page.expect_navigation():
            page.get_by_role("button", name="Do it all the same").press("Enter")
        assert at(page) == "best"
        assert page.locator(".themes > li").count() == 2
        with page.expect_navigation():
            page.keyboard.press("u")
        assert page.locator(".themes strong").all_inner_texts() == ["Food and drink"]
        assert scan(page, STAFF_TAGS) == []
        page.keyboard.press("?")
        page.keyboard.press("Tab")
        page.keyboard.press("Space")
        page.locator("#best").focus()
        page.keyboard.press("x")
        page.keyboard.press("q")
        assert page.url.partition("?")[0].endswith(path)
        page.reload()
        assert not page.locator("#keys").is_checked()


def test_a_key_that_leads_no_further_says_so(house: House, browser: Browser) -> None:
    alone = Team(new_id(), "A team with one submission", "Council")
    ask(house, lambda service: make_team(service, alone))
    path = sent(house, alone.id)
    with visiting(browser, DESKTOP, free=True) as page:
        sign_in(page, house, path, team=alone.id)
        for key, end in (("n", "No more unread."), ("p", "Nothing came before this.")):
            page.keyboard.press(key)
            assert page.locator(".turned").inner_text() == end
        assert scan(page, STAFF_TAGS) == []


def test_a_drawing_is_shown_line_by_line(house: House, browser: Browser) -> None:
    with visiting(browser, DESKTOP, free=True) as page:
        sign_in(page, house, sent(house))
        path, slider = page.locator("svg.drawing path"), page.get_by_role("slider")
        whole = path.get_attribute("d") or ""
        assert whole.count("M") == 3
        slider.press("ArrowLeft")
        assert (path.get_attribute("d") or "").count("M") == 2
        slider.press("End")
        assert path.get_attribute("d") == whole
