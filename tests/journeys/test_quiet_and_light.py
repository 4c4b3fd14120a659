"""Nothing goes anywhere else, the strict content policy is never hit, and pages are light on the wire."""

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.journeys.browsing import TABLET, draft_id, press, set_up, start, varied, visiting, walk
from tests.journeys.house import House, link, tablet

FIRST_PAGE = 14_000  # bytes: what fits into the first window of a connection
NEXT_PAGE = 4_000
_NOTE_VIOLATIONS = """addEventListener('securitypolicyviolation', event =>
    console.error('policy: ' + event.violatedDirective))"""


def test_a_whole_visit_stays_on_this_host_and_never_hits_the_content_policy(
    house: House, browser: Browser
) -> None:
    hosts: set[str] = set()
    complaints: list[str] = []
    with visiting(browser, TABLET) as page:
        page.context.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.add_init_script(_NOTE_VIOLATIONS)
        page.goto(f"{house.url}/")
        set_up(page, tablet(house))
        start(page, f"{house.url}/tablet/how-things-are")
        press(page, "Stop")
        press(page, "Go on Go back to the questions.")
        press(page, "Continue")  # the page with an error
        walk(page, house.form("how-things-are"), varied(house.form("how-things-are")))
        press(page, "Finish")
        assert hosts == {urlsplit(house.url).netloc}
        # the one the browser notes itself, about the page with an error
        # and that these journeys keep the worker of tablets out
        expected = (" 422 ", "blocked by Playwright")
        assert [text for text in complaints if not any(one in text for one in expected)] == []
        page.evaluate("document.body.append(document.createElement('style'))")
        page.evaluate("document.querySelector('style').textContent = 'p {}'")
        page.wait_for_timeout(200)
        assert any("policy: style-src" in text for text in complaints), "violations are noticed"


def weighed(page: Page, address: str) -> list[float]:
    """Opens the address; gives the bytes of everything that then comes over the wire, headers too."""
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    bytes_received: list[float] = []
    session.on("Network.loadingFinished", lambda event: bytes_received.append(event["encodedDataLength"]))
    page.goto(address, wait_until="networkidle")
    return bytes_received


@pytest.mark.parametrize("form_id", ["my-day", "how-things-are", "my-view", "family-experience"])
def test_the_first_page_weighs_at_most_fourteen_kilobytes_and_each_question_four(
    house: House, browser: Browser, form_id: str
) -> None:
    with visiting(browser) as page:
        first = weighed(page, link(house, form_id))
        assert len(first) >= 3  # the page, its style sheets, its script
        assert 1_000 < sum(first) <= FIRST_PAGE
        press(page, "Start")
        # Else its bytes are counted with the next page's.
        page.wait_for_url("**/q/**", wait_until="networkidle")
        draft = draft_id(page)
        for form_page in house.form(form_id).form.pages:
            if not any(question.show_if for question in form_page.questions):
                weight = weighed(page, f"{house.url}/a/{draft}/q/{form_page.id}")
                assert 500 < sum(weight) <= NEXT_PAGE, form_page.id
