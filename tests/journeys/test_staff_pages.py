"""Workers' pages: every one that a link leads to, scanned at WCAG 2.2 AA, and what fits a narrow window."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from feedback_service.routing import route_waiting
from feedback_service.service import Service
from tests.feedback_service.storage.seeds import all_screened
from tests.journeys import checks
from tests.journeys.accessible import STAFF_TAGS, scan
from tests.journeys.browsing import DESKTOP, follow, press, start, tab_to, visiting
from tests.journeys.house import TEAM, House, ask, link
from tests.journeys.workers import sign_in

MOST = 120  # so that a crawl ends: some hundred kinds of pages where everything there is was made before
NARROW = 320
FILE = re.compile(r"\.(pdf|docx|html|xlsx|csv|svg)$")  # comes as a download, not as a page
IDS = re.compile(r"/[0-9a-f]{8}-[0-9a-f-]{27}")
SCARED = "I am scared of the man who comes at night. He hits me."


@pytest.fixture(scope="module", params=["manager", "administrator"])
def staff(house: House, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A browser in which a worker with this role is signed in."""
    with visiting(browser, DESKTOP, free=True) as page:
        sign_in(page, house, "/staff", request.param)
        yield page


@pytest.fixture(scope="module")
def spoken(house: House, browser: Browser) -> None:
    """Words that frighten, sent by a link; and the wish that they be taken out again."""
    with visiting(browser) as page:
        draft = start(page, link(house, "my-view"))
        page.fill("#q-good", SCARED)
        press(page, "Continue")
        page.goto(f"{house.url}/a/{draft}/check")
        press(page, "Send my answers")
        words = " ".join(page.locator(".receipt li span").all_inner_texts())
        page.goto(f"{house.url}/return")
        page.fill("#words", words)
        press(page, "Continue")
        page.goto(f"{house.url}/return/removal")
        follow(page, page.locator("main button").last)
    ask(house, _settled)


async def _settled(service: Service) -> None:
    """What jobs do within seconds: a link must not lead to what is just then hidden to be worked out."""
    await all_screened(service)
    await route_waiting(service)


def faults(page: Page) -> list[str]:
    """What the scan finds in a wide window, and what runs off a narrow one; also in what was folded away."""
    page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true })")
    found = scan(page, STAFF_TAGS)
    page.set_viewport_size({"width": NARROW, "height": 640})
    found += checks.too_wide(page)
    page.set_viewport_size({"width": DESKTOP[0], "height": DESKTOP[1]})
    return found


def kind(address: str) -> tuple[str, str]:
    """Pages that differ in nothing but whose id or which question they show are of one kind."""
    parts = urlsplit(address)
    path = re.sub(r"/forms/[^/]+/", "/forms/…/", IDS.sub("/…", parts.path))
    path = re.sub(r"/(themes|quotes/…|words|evidence)/[^/]+", r"/\1/…", path)
    return path, ",".join(sorted({part.partition("=")[0] for part in parts.query.split("&")}))


def crawled(page: Page, begin: str) -> dict[str, list[str]]:
    """What is wrong with each kind of page that links lead to from `begin`, by its address."""
    waiting, seen, wrong = [begin], {kind(begin)}, {}
    while waiting:
        address = waiting.pop(0)
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        wrong[address] = faults(page)
        for found in page.locator("a[href]").evaluate_all("links => links.map(one => one.href)"):
            to = found.partition("#")[0]
            path = urlsplit(to).path
            if path.startswith("/staff") and not FILE.search(path) and kind(to) not in seen:
                seen.add(kind(to))
                waiting.append(to)
        assert len(seen) < MOST
    return wrong


def test_no_page_that_links_lead_to_breaks_a_rule(house: House, staff: Page, spoken: None) -> None:
    wrong = crawled(staff, f"{house.url}/staff")
    assert len(wrong) >= 5
    assert {address: found for address, found in wrong.items() if found} == {}


def make_link(page: Page) -> None:
    page.select_option("#form", "my-view")
    page.select_option("#team", TEAM)
    page.select_option("#moment", "review")
    press(page, "Make the link")
    page.wait_for_selector("#made")


def make_action(page: Page) -> None:
    """An action, and then one press that cannot be taken."""
    for name, words in (
        ("said", "that Kaylee is cold"),
        ("planned", f"look for heaters in {'Llan' * 15}"),
        ("due", "2099-01-31"),
    ):
        page.fill(f"#{name}", words)
    press(page, "Make the action")
    assert page.locator("[role=alert]").count()
    page.fill("#due", f"{datetime.now(UTC).date() + timedelta(days=9)}")
    if page.locator("#team").count():
        page.select_option("#team", TEAM)
    press(page, "Make the action")
    press(page, "Close the action")
    page.wait_for_selector("main [role=alert]")


def empty(button: str) -> Callable[[Page], None]:
    """Send a form with nothing in it."""

    def send(page: Page) -> None:
        page.locator("main form").evaluate_all("forms => forms.forEach(one => { one.noValidate = true })")
        press(page, button)
        page.wait_for_selector("main [role=alert]")

    return send


@pytest.mark.parametrize(
    ("path", "act"),
    [
        ("links", make_link),
        ("links", empty("Make the link")),
        ("links/family", empty("Make the links")),
        ("tablets", empty("Add the tablet")),
        ("tablets/file", empty("Bring it in")),
        ("receipt", empty("Find")),
        ("rota", empty("Add to the rota")),
        ("actions/new", empty("Make the action")),
        ("actions/new", make_action),
        ("indicators", empty("Bring it in")),
    ],
    ids=[
        "link made",
        "no link",
        "no links",
        "no tablet",
        "no file",
        "no receipt",
        "no shift",
        "no action",
        "action made",
        "no numbers",
    ],
)
@pytest.mark.parametrize("staff", ["manager"], indirect=True)
def test_what_comes_after_a_form_is_sent_breaks_no_rule(
    house: House, staff: Page, path: str, act: Callable[[Page], None]
) -> None:
    staff.goto(f"{house.url}/staff/{path}")
    act(staff)
    assert faults(staff) == []


@pytest.mark.parametrize("staff", ["manager"], indirect=True)
def test_a_concern_is_decided_with_the_keyboard_alone_and_no_page_on_the_way_breaks_a_rule(
    house: House, staff: Page, spoken: None
) -> None:
    staff.goto(f"{house.url}/staff/concerns")
    tab_to(staff, "ul.concerns a.button")
    with staff.expect_navigation():
        staff.keyboard.press("Enter")
    tab_to(staff, "form.stack button")
    with staff.expect_navigation():
        staff.keyboard.press("Enter")
    assert staff.get_by_role("alert").count() == 1
    assert faults(staff) == []
    tab_to(staff, "[name=outcome]")
    staff.keyboard.press("Space")
    tab_to(staff, "#reason")
    staff.keyboard.type("They were telling a story")
    tab_to(staff, "form.stack button")
    with staff.expect_navigation():
        staff.keyboard.press("Enter")
    assert staff.locator(".history li").count() == 1
    assert faults(staff) == []


@pytest.mark.parametrize("staff", ["administrator"], indirect=True)
def test_the_audit_trail_is_checked_with_the_keyboard_and_breaks_no_rule(house: House, staff: Page) -> None:
    staff.goto(f"{house.url}/staff/audit")
    tab_to(staff, "#head")
    for typed, role in (("nonsense", "alert"), ("", "status")):
        staff.fill("#head", typed)
        with staff.expect_navigation():
            staff.keyboard.press("Enter")
        assert staff.locator(f"main [role={role}]").first.is_visible()
        assert faults(staff) == []
        staff.focus("#head")


def test_a_page_that_is_not_there_breaks_no_rule(house: House, staff: Page) -> None:
    answer = staff.goto(f"{house.url}/staff/nowhere")
    assert answer is not None
    assert answer.status == 404
    assert faults(staff) == []
