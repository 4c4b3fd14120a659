"""Reports on the staff pages: who sees which, how one is made, corrected and approved."""

import re
from urllib.parse import urlsplit

import httpx
import pytest

from feedback_service.service import Service
from feedback_service.storage.reports import KnownReport, find_report, reports_in
from feedback_service.storage.scope import EVERYTHING
from tests.feedback_service.conftest import SettableClock
from tests.feedback_service.report_seeding import DURING, answer, report, spoken
from tests.feedback_service.storage.seeds import new_id
from tests.feedback_service.web.staff.conftest import SignIn

PLACE = r'name="place" value="([^"*]+)"'
DAYS = {"period": "days", "from": "2025-06-15", "to": "2025-09-23"}


async def make(browser: httpx.AsyncClient, **fields: str) -> httpx.Response:
    sent = {"team": "north", **DAYS, **fields}
    return await browser.post("/staff/reports", files={name: (None, text) for name, text in sent.items()})


async def press(browser: httpx.AsyncClient, address: str, **fields: str) -> httpx.Response:
    return await browser.post(
        address, files={name: (None, text) for name, text in fields.items()} or {"x": (None, "")}
    )


async def stored(service: Service) -> list[KnownReport]:
    async with service.database.reading() as connection:
        listed = await reports_in(connection, EVERYTHING, limit=99, offset=0)
        found = [await find_report(connection, one.report.id) for one in listed]
    return [one for one in found if one]


async def test_a_second_press_makes_no_second_draft_and_long_lists_have_pages(
    service: Service, sign_in: SignIn, clock: SettableClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = await sign_in("reviewer")
    fresh = await fresh_id(browser, "/staff/reports")
    asked: list[dict[str, str]] = [{}, {}, {"from": "2025-07-01"}, {"id": "no"}]
    made = []
    for more in asked:
        clock.move(minutes=1)
        made.append(await make(browser, **{"id": fresh, **more}))
    assert [one.status_code for one in made] == [303] * 4
    first, second, third, fourth = [urlsplit(one.headers["location"]).path for one in made]
    assert (first, len({first, third, fourth})) == (f"/staff/reports/{fresh}", 3)
    assert second == first
    assert len(await stored(service)) == 3
    for name in ("paging", "reports"):
        monkeypatch.setattr(f"feedback_service.web.staff.{name}.PER_PAGE", 2)
    page = (await browser.get("/staff/reports")).text
    assert 'href="/staff/reports?page=2" rel="next"' in page
    assert [address in page for address in (first, third, fourth)] == [False, True, True]
    assert first in (await browser.get("/staff/reports?page=2")).text


async def fresh_id(browser: httpx.AsyncClient, address: str) -> str:
    """The id that a page's form carries for what is to be made."""
    found = re.search(r'name="id" value="([^"]+)"', (await browser.get(address)).text)
    assert found
    return found[1]


async def ten_quotable(service: Service) -> None:
    for letter in "abcdefghij":
        await spoken(service, f"we often run out of <b>bread</b> {letter * 4}")


async def test_a_report_is_made_read_and_listed(service: Service, sign_in: SignIn) -> None:
    for _ in range(7):
        await answer(service, "my-view", at=DURING)
    browser = await sign_in("reviewer")
    made = await make(browser)
    assert made.status_code == 303
    page = (await browser.get(made.headers["location"])).text
    assert "<h1>Lived experience: North team</h1>" in page
    assert "15 June 2025 to 23 September 2025" in page
    assert "Children gave 7 sets of answers" in page
    assert "Made on 9 October 2025 by The reviewer." in page
    assert f'<a href="{made.headers["location"]}">North team' in (await browser.get("/staff/reports")).text


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("month", "1 September 2025 to 30 September 2025"),
        ("quarter", "1 July 2025 to 30 September 2025"),
        ("half", "1 April 2025 to 30 September 2025"),
    ],
)
async def test_periods_are_whole_months_that_are_over(sign_in: SignIn, period: str, words: str) -> None:
    browser = await sign_in("reviewer")
    made = await make(browser, period=period)
    assert words in (await browser.get(made.headers["location"])).text


@pytest.mark.parametrize(
    "days", [{"from": "yesterday"}, {"to": ""}, {"to": "2025-06-14"}, {"to": "9999-12-31"}]
)
async def test_days_that_cannot_be_come_back_with_what_was_typed(
    service: Service, sign_in: SignIn, days: dict[str, str]
) -> None:
    again = await make(await sign_in("reviewer"), **days)
    assert again.status_code == 400
    assert 'role="alert"' in again.text
    assert all(f'value="{text}"' in again.text for text in days.values())
    assert not await stored(service)


async def test_another_teams_report_is_not_there(service: Service, sign_in: SignIn) -> None:
    south, whole = await report(service, "south"), await report(service, None)
    browser = await sign_in("manager")
    for known in (south, whole):
        address = f"/staff/reports/{known.report.id}"
        assert (await browser.get(address)).status_code == 404
        assert (await press(browser, f"{address}/quotes", place="a/b")).status_code == 404
        assert (await press(browser, f"{address}/approval", read="yes")).status_code == 404
    assert "South team" not in (await browser.get("/staff/reports")).text
    boss = await sign_in("boss")
    assert (await boss.get(f"/staff/reports/{whole.report.id}")).status_code == 200


@pytest.mark.parametrize("team", ["south", "*", ""])
async def test_nobody_reports_on_a_team_that_is_not_theirs(
    service: Service, sign_in: SignIn, team: str
) -> None:
    assert (await make(await sign_in("reviewer"), team=team)).status_code == 404
    assert not await stored(service)


async def test_a_worker_of_all_teams_reports_on_the_whole_partnership(
    service: Service, sign_in: SignIn
) -> None:
    boss = await sign_in("boss")
    assert (await make(boss, team="*")).status_code == 303
    assert (await make(boss, team="nowhere")).status_code == 400
    assert [known.report.team_id for known in await stored(service)] == [None]


async def test_a_page_used_again_with_other_choices_makes_one_more_draft_that_says_so(
    service: Service, sign_in: SignIn
) -> None:
    browser, fresh = await sign_in("reviewer"), new_id()
    shorter = {"to": "2025-08-31", "id": fresh}
    first, *others = [await make(browser, **fields) for fields in ({"id": fresh}, shorter, shorter)]
    assert first.headers["location"] == f"/staff/reports/{fresh}"
    second, again = [one.headers["location"] for one in others]
    assert second == again
    assert len(await stored(service)) == 2
    assert "This is a second draft." in (await browser.get(second)).text
    assert "second draft" not in (await browser.get(first.headers["location"])).text


async def test_a_quote_is_shown_as_written_and_can_be_taken_out_of_a_draft(
    service: Service, sign_in: SignIn
) -> None:
    await ten_quotable(service)
    browser = await sign_in("reviewer")
    address = (await make(browser)).headers["location"]
    page = (await browser.get(address)).text
    assert "&lt;b&gt;bread&lt;/b&gt;" in page
    assert "<b>" not in page
    places = re.findall(r'name="place" value="([^"*]+)">Take', page)
    assert len(places) == 2
    for _ in range(2):  # pressed twice
        assert (await press(browser, f"{address}/quotes", place=places[0])).status_code == 303
    assert re.findall(r'value="([^"*]+)">Take', (await browser.get(address)).text) == places[1:]


async def test_a_report_is_approved_by_a_manager_who_says_that_the_quotes_are_read(
    service: Service, sign_in: SignIn
) -> None:
    await ten_quotable(service)
    reviewer, manager = await sign_in("reviewer"), await sign_in("manager")
    address = (await make(reviewer)).headers["location"]
    place = re.findall(PLACE, (await reviewer.get(address)).text)[0]
    assert (await press(reviewer, f"{address}/approval", read="yes")).status_code == 403
    unread = await press(manager, f"{address}/approval")
    assert (unread.status_code, "Read every quote first" in unread.text) == (400, True)
    unseen = await press_as_shown(manager, address, "approval", read="yes")
    assert (unseen.status_code, "looked at by a second person" in unseen.text) == (400, True)
    await look(reviewer, address, 400)
    await look(manager, address, 303)
    assert (await press_as_shown(manager, address, "approval", read="yes")).status_code == 303
    page = (await manager.get(address)).text
    assert "Approved by The manager on 9 October 2025" in page
    assert "The same person made" not in page
    assert "/approval" not in page
    assert f"{address}/quotes" not in page
    assert f'href="/staff/quotes/{place}"' in (await reviewer.get(address)).text
    before = (await stored(service))[0].report.findings
    assert (await press(reviewer, f"{address}/quotes", place=place)).status_code == 409
    assert (await press(manager, f"{address}/approval", read="yes")).status_code == 409
    assert (await stored(service))[0].report.findings == before


async def look(browser: httpx.AsyncClient, address: str, status: int) -> None:
    """Say that every quote on the page was looked at."""
    page = (await browser.get(address)).text
    parts = [("place", (None, one)) for one in sorted(set(re.findall(PLACE, page)))]
    answer = await browser.post(f"{address}/looks", files=[("seen", (None, sent_by(page, "looks"))), *parts])
    assert answer.status_code == status


def sent_by(page: str, step: str) -> str:
    """What a page's form for this step says that the page showed; empty without the form."""
    found = re.search(rf'/{step}" enctype(?:(?!</form>).)*?name="seen" value="([^"]*)"', page, re.DOTALL)
    return found[1] if found else ""


async def press_as_shown(
    browser: httpx.AsyncClient, address: str, step: str, **fields: str
) -> httpx.Response:
    """Press a form of the report's page as it is now."""
    page = (await browser.get(address)).text
    return await press(browser, f"{address}/{step}", seen=sent_by(page, step), **fields)


async def test_who_approves_their_own_draft_is_told_so_and_so_is_every_reader(sign_in: SignIn) -> None:
    manager = await sign_in("manager")
    address = (await make(manager)).headers["location"]
    assert "You made this draft yourself." in (await manager.get(address)).text
    await press(manager, f"{address}/approval", read="yes")
    assert "The same person made and approved it." in (await manager.get(address)).text


async def test_a_safeguarding_lead_reads_reports_and_makes_none(service: Service, sign_in: SignIn) -> None:
    await ten_quotable(service)
    known = await report(service)
    browser = await sign_in("safeguarding")
    assert "Make a report" not in (await browser.get("/staff/reports")).text
    page = (await browser.get(f"/staff/reports/{known.report.id}")).text
    assert "bread" in page
    assert 'name="place"' not in page
    assert (await make(browser)).status_code == 403
