"""Reading blind, and what it shows about how far people and the machine agree."""

import html
import re

import httpx
import pytest

from feedback_service.agreeing import FEWEST, agreements
from feedback_service.service import Service
from tests.feedback_service.report_seeding import code
from tests.feedback_service.unfitting import near, unfitting
from tests.feedback_service.web.staff.conftest import SignIn


@pytest.fixture
async def said(service: Service, people: dict[str, str]) -> list[str]:
    """Answers that the machine has read; on every other it found food."""
    ids = [await unfitting(service, f"there is no bread number {at}", near(0)) for at in range(FEWEST)]
    for one in ids[::2]:
        await code(service, one, "food", "worry")
    return ids


async def read_all(browser: httpx.AsyncClient, themes: dict[str, str]) -> int:
    """Choose a theme (or "" for none) for each answer; how many there were."""
    for done in range(len(themes) + 1):
        page = (await browser.get("/staff/second-reading")).text
        found = re.search(r'action="(/staff/second-reading/([^/]+)/matters)"', page)
        if found is None:
            return done
        assert "Lexicon" not in page
        fields = {"theme": (None, themes[found[2]])} if themes[found[2]] else {"none": (None, "yes")}
        assert (await browser.post(found[1], files=fields)).status_code == 303
    return -1


async def test_two_people_and_the_machine_are_compared_theme_by_theme(
    sign_in: SignIn, said: list[str], service: Service
) -> None:
    one, other = await sign_in("practitioner"), await sign_in("reviewer")
    assert await read_all(one, {at: "food" if at in said[::2] else "" for at in said}) == FEWEST
    assert await read_all(other, {at: "food" if at in said[:10] else "" for at in said}) == FEWEST
    found = await agreements(service)
    food = next(theme for theme in found.themes if theme.theme_id == "food")
    home = next(theme for theme in found.themes if theme.theme_id == "home")
    assert (found.readings, found.readers, found.answers) == (2 * FEWEST, 2, FEWEST)
    assert food.machine == (FEWEST, FEWEST, 10, 1.0)
    assert (food.people.n, food.people.same, food.people.chosen) == (FEWEST, 10, 15)
    assert food.people.alpha is not None
    assert abs(food.people.alpha) < 0.1  # half of them alike is what chance brings
    assert (home.people.chosen, home.people.alpha) == (0, None)
    page = (await other.get("/staff/agreement")).text
    assert 'href="/staff/themes" aria-current="page"' in page  # it stands under Themes
    assert "20 of 20" in page
    assert "nobody chose it" in page


async def test_what_is_left_for_later_stays_left_and_words_are_asked_about_in_plain_words(
    sign_in: SignIn, said: list[str], service: Service
) -> None:
    browser, seen = await sign_in("practitioner"), []
    address, action = "/staff/second-reading", ""
    for _ in range(4):
        page = (await browser.get(address)).text
        action = re.findall(r'action="(/staff/second-reading/[^"]*)"', page)[0]
        seen.append(action.split("/")[3])
        address = html.unescape(re.findall(r'href="([^"]*leave=[^"]*)"', page)[-1])
    assert len(set(seen)) == 4
    done = await browser.post(html.unescape(action), files={"none": (None, "yes")})
    after = (await browser.get(done.headers["location"])).text
    assert not any(f"/staff/second-reading/{one}/" in after for one in seen)
    many = "&".join(f"leave={one}.matters" for one in said)
    page = (await browser.get(f"/staff/second-reading?{many}")).text
    assert "Nothing waits" in page


async def test_too_few_answers_are_said_to_be_too_few_and_a_reading_is_kept_once(
    sign_in: SignIn, said: list[str], service: Service
) -> None:
    browser = await sign_in("manager")
    assert "Nobody has read blind yet" in (await browser.get("/staff/agreement")).text
    path = f"/staff/second-reading/{said[0]}/matters"
    assert (await browser.post(path, files={"theme": (None, "no-such-theme")})).status_code == 422
    for did in ("second-reading", "second-reading-there"):
        answer = await browser.post(path, files={"theme": (None, "food")})
        assert answer.headers["location"].endswith(f"did={did}")
    page = (await browser.get("/staff/agreement")).text
    assert "too few to say" in page
    assert re.search(r"<td class=\"number\">1 of 1</td>", page)
